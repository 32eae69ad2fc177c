//! `coreql fmt`

use coreql::core_api::url_encoded;
use coreql::diagnostic::Report;
use coreql::query::{CheckOptions, Lints, canonical, to_core};
use coreql::syntax::{Style, Syntax, parse_with, print};

use crate::args::{FmtArgs, StyleArg};
use crate::failure::{Failure, Outcome};
use crate::query;

pub(crate) fn run(args: &FmtArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = query::text(&args.query)?;
    let mut options = args.options.parse_options();
    if args.to_core {
        options = options.with_syntax(Syntax::Extended);
    }
    let parsed = parse_with(&source, options);
    if !parsed.errors().is_empty() {
        let checked = coreql::query::check(&parsed, &catalog, CheckOptions::new().with_lints(Lints::Silent));
        query::show(&Report::new(&parsed, &checked));
        return Err(Failure::InvalidQuery);
    }
    let mut tree = canonical(parsed.tree(), &catalog);
    if args.to_core {
        let core = to_core(&tree, &catalog, args.missing.into());
        tree = match core {
            Ok(core) => core,
            Err(error) => return refused(&error),
        };
    }
    let style = match args.style {
        StyleArg::Canonical => Style::Canonical,
        StyleArg::Portal => Style::Portal,
        StyleArg::Pretty => Style::Pretty { width: args.width.unwrap_or_else(terminal_width) },
        StyleArg::Compact => Style::Compact,
    };
    let text = match print(&tree, style) {
        Ok(text) => text,
        Err(error) => return refused(&error),
    };
    println!("{}", if args.url { url_encoded(&text) } else { text });
    Ok(())
}

/// A query that has no text of the kind that is asked for.
fn refused(error: &impl std::fmt::Display) -> Outcome {
    eprintln!("coreql: {error}");
    Err(Failure::InvalidQuery)
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into())
}
