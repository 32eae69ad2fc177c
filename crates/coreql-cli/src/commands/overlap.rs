//! `coreql overlap`

use clap::Args;
use coreql::analysis::{Overlap, Overlaps};
use coreql_data::csv;
use serde_json::{Value as Json, json};

use super::relations::{Answer, RelatedQueries, RelationFormat};
use crate::failure::Outcome;
use crate::output::{Table, buffered_stdout, print};

/// Show which queries of a file can match the same device
///
/// A query and itself overlap if any device can match it at all.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql overlap queries.coreql
  coreql overlap --format json queries.coreql")]
pub(crate) struct OverlapArgs {
    #[command(flatten)]
    queries: RelatedQueries,
}

pub(crate) fn run(args: &OverlapArgs) -> Outcome {
    let (names, mut analysis) = args.queries.analyse()?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let overlaps = analysis.overlaps();
    let answer = |one, other| overlaps.get(one, other).map_or(Answer::Unknown, answer);
    let count = overlaps.len();
    let pairs = || (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
    match args.queries.answer.format {
        RelationFormat::Text => print_matrix(&names, &overlaps)?,
        RelationFormat::Json => {
            let of = |wanted| -> Vec<[usize; 2]> {
                pairs().filter(|(one, other)| answer(*one, *other) == wanted).map(Into::into).collect()
            };
            let never: Vec<usize> = (0..count).filter(|query| answer(*query, *query) == Answer::No).collect();
            print(json!({
                "queries": names,
                "overlaps": of(Answer::Yes),
                "unknown": of(Answer::Unknown),
                "neverMatch": never,
            }))?;
        }
        RelationFormat::Csv => {
            let headings = std::iter::once("query").chain(names.iter().copied());
            let mut writer = csv::Writer::new(buffered_stdout(), headings)?;
            for (one, name) in names.iter().enumerate() {
                let cells = (0..count).map(|other| Json::from(answer(one, other).as_str()));
                let row: Vec<Json> = std::iter::once(Json::from(*name)).chain(cells).collect();
                writer.write(row.iter().map(Some))?;
            }
            writer.flush()?;
        }
    }
    let worst = pairs().map(|(one, other)| answer(one, other).not()).max();
    args.queries.answer.outcome(worst.unwrap_or(Answer::Yes))
}

const fn answer(overlap: &Overlap) -> Answer {
    match overlap {
        Overlap::Shared => Answer::Yes,
        Overlap::Disjoint => Answer::No,
        _ => Answer::Unknown,
    }
}

/// A row for each query; the columns are its numbers, so that many fit.
fn print_matrix(names: &[&str], overlaps: &Overlaps) -> Outcome {
    let numbers: Vec<String> = (1..=names.len()).map(|number| number.to_string()).collect();
    let mut table = Table::new(["#", "query"].into_iter().chain(numbers.iter().map(String::as_str)));
    for (one, (name, number)) in names.iter().zip(&numbers).enumerate() {
        let cells = (0..names.len()).map(|other| match overlaps.get(one, other).map(answer) {
            Some(Answer::Yes) => "x",
            Some(Answer::No) => ".",
            Some(Answer::Unknown) | None => "?",
        });
        table.write([number.as_str(), name].into_iter().chain(cells))?;
    }
    Ok(table.finish()?)
}
