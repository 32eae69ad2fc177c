//! `--fix` and `--diff`.

use std::io::Write;

use coreql::{Options, diagnose};
use coreql_data::queries::QueryFile;
use similar::TextDiff;

use crate::failure::{Failure, Outcome};
use crate::output::sink;
use crate::query::files::OpenFile;

/// The text with every automatic fix made, also those that were in the way of each other.
pub(super) fn fixed(text: &str, options: &Options<'_>) -> String {
    const MAX_ROUNDS: usize = 10;
    let mut text = text.to_owned();
    for _ in 0..MAX_ROUNDS {
        let fixed = diagnose(&text, options).fixed();
        if fixed == text {
            break;
        }
        text = fixed;
    }
    text
}

/// The file with every automatic fix made in its queries.
pub(super) fn file(open: &OpenFile, options: &Options<'_>) -> Result<QueryFile, Failure> {
    open.with_texts(|query| Some(fixed(query.text(), options)))
}

/// Prints the changes as a unified diff; nothing if there are none.
pub(crate) fn print_diff(name: &str, before: &str, after: &str) -> Outcome {
    let diff = TextDiff::from_lines(before, after);
    let mut unified = diff.unified_diff();
    let text = unified.header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    Ok(sink().write_all(text.as_bytes())?)
}
