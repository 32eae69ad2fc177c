//! `coreql fmt`

use std::fmt::Display;

use clap::{Args, ValueEnum};
use coreql::Report;
use coreql::core_api::url_encoded;
use coreql::query::{Lints, canonical, check, to_core};
use coreql::syntax::{PrintError, Style, Syntax, parse_with, print as print_tree};

use crate::args::{MissingArg, QueryInput, QueryOptions};
use crate::failure::{Failure, Outcome};
use crate::output::{note, print};
use crate::query::report;

/// Print a query in another style
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql fmt 'platform=\"iOS\" and (id<5 or retired=true)'
  coreql fmt --to-core 'NOT owner IN (\"COMPANY\", \"EMPLOYEE\")'
  coreql fmt --style compact --url 'platform = \"iOS\"'")]
pub(crate) struct FmtArgs {
    #[command(flatten)]
    options: QueryOptions,
    /// The style
    #[arg(long, value_enum, default_value_t = StyleArg::Canonical)]
    style: StyleArg,
    /// The line width of the pretty style [default: the width of the terminal, or 80]
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Rewrite NOT, IN and NOT IN into what Core accepts; implies --syntax extended
    #[arg(long)]
    to_core: bool,
    /// Whether !=, `does not contain` and NOT IN match missing values, which the rewritten query keeps
    #[arg(long, value_enum, default_value_t = MissingArg::Complement, requires = "to_core")]
    missing: MissingArg,
    /// Percent-encode the query, for a URL
    #[arg(long)]
    url: bool,
    #[command(flatten)]
    query: QueryInput,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StyleArg {
    /// Full names, every value quoted that may be
    Canonical,
    /// As the admin portal writes it
    Portal,
    /// On several lines
    Pretty,
    /// As short as possible
    Compact,
}

pub(crate) fn run(args: &FmtArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = args.query.text()?;
    let options = args.options.to_options(&catalog).with_missing(args.missing.into());
    let mut options = options.with_lints(Lints::Silent);
    if args.to_core {
        options = options.with_syntax(Syntax::Extended);
    }
    let parsed = parse_with(&source, options.parse_options());
    let checked = check(parsed.tree(), &catalog, options.check_options());
    let report = Report::new(&parsed, &checked, None);
    report::show(&report);
    if report.has_errors() {
        return Err(Failure::InvalidQuery);
    }
    let mut tree = canonical(parsed.tree(), &catalog);
    if args.to_core {
        tree = match to_core(&tree, &catalog, options.check_options()) {
            Ok(core) => core,
            Err(error) => return no_such_form(error),
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
            return no_such_form(format_args!("{error}; --to-core rewrites it"));
        }
        Err(error) => return no_such_form(error),
    };
    Ok(print(if args.url { url_encoded(&text) } else { text })?)
}

/// The query cannot be written in the form that the options ask for.
fn no_such_form(reason: impl Display) -> Outcome {
    note(reason);
    Err(Failure::InvalidQuery)
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into())
}
