//! `coreql unreachable`

use clap::Args;
use coreql_data::csv;
use serde_json::{Value as Json, json};

use super::relations::{Answer, RelatedQueries, RelationFormat, shown, verdict_json};
use crate::failure::Outcome;
use crate::output::{Table, buffered_stdout, print};

/// Show which queries of a file no device reaches
///
/// In the order of the file, a device reaches the first query that it matches. A query is unreachable if each of its
/// devices matches a query before it, or if it has none.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql unreachable queries.coreql
  coreql unreachable --format csv queries.coreql")]
pub(crate) struct UnreachableArgs {
    #[command(flatten)]
    queries: RelatedQueries,
}

pub(crate) fn run(args: &UnreachableArgs) -> Outcome {
    let (names, mut analysis) = args.queries.analyse()?;
    let names = || names.iter().map(String::as_str);
    let verdicts = analysis.unreachable();
    let reachable = |verdict| Answer::of(verdict).not();
    match args.queries.answer.format {
        RelationFormat::Text => {
            let mut table = Table::new(["reachable", "query", "device that reaches it"]);
            for (name, verdict) in names().zip(&verdicts) {
                table.write([reachable(verdict).as_str(), name, &shown(verdict)])?;
            }
            table.finish()?;
        }
        RelationFormat::Json => {
            for (name, verdict) in names().zip(&verdicts) {
                print(json!({"query": name, "unreachable": verdict_json(verdict)}))?;
            }
        }
        RelationFormat::Csv => {
            let mut writer = csv::Writer::new(buffered_stdout(), ["query", "reachable", "device"])?;
            for (name, verdict) in names().zip(&verdicts) {
                let cells = [name, reachable(verdict).as_str(), &shown(verdict)].map(Json::from);
                writer.write(cells.iter().map(Some))?;
            }
            writer.flush()?;
        }
    }
    args.queries.answer.outcome(verdicts.iter().map(reachable).max().unwrap_or(Answer::Yes))
}
