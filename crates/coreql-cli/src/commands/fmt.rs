//! `coreql fmt`

use coreql::core_api::url_encoded;
use coreql::diagnostic::Report;
use coreql::query::{CheckOptions, Lints, canonical, check, to_core};
use coreql::syntax::{PrintError, Style, Syntax, parse_with, print as print_tree};

use crate::args::{FmtArgs, StyleArg};
use crate::failure::{Failure, Outcome};
use crate::{print, query, visible};

pub(crate) fn run(args: &FmtArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = query::text(&args.query)?;
    let mut options = args.options.options(&catalog).parse_options();
    if args.to_core {
        options = options.with_syntax(Syntax::Extended);
    }
    let parsed = parse_with(&source, options);
    let check_options = CheckOptions::new().with_lints(Lints::Silent).with_missing(args.missing.into());
    let checked = check(&parsed, &catalog, check_options);
    let report = Report::new(&parsed, &checked, None);
    query::show(&report);
    if !parsed.errors().is_empty() {
        return Err(Failure::InvalidQuery);
    }
    let mut tree = canonical(parsed.tree(), &catalog);
    if args.to_core {
        let core = to_core(&tree, &catalog, check_options);
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
    let text = match print_tree(&tree, style) {
        Ok(text) => text,
        Err(error @ PrintError::NoPortalForm { .. }) => {
            return refused(&format_args!("{error}; --to-core rewrites it"));
        }
        Err(error) => return refused(&error),
    };
    print::line(if args.url { url_encoded(&text) } else { text })?;
    // What a field cannot read has a form too, but no meaning.
    if report.has_errors() { Err(Failure::InvalidQuery) } else { Ok(()) }
}

/// A query that has no text of the kind that is asked for.
fn refused(error: &impl std::fmt::Display) -> Outcome {
    print::note(format_args!("coreql: {}", visible::line(&error.to_string())));
    Err(Failure::InvalidQuery)
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into())
}
