//! `coreql unreachable`

use std::path::PathBuf;

use clap::Args;
use coreql_data::csv;
use serde_json::{Value as Json, json};

use super::relations::{Answer, AnswerOptions, RelationFormat, analysis, shown, verdict_json};
use crate::args::{MissingOption, QueryOptions};
use crate::failure::Outcome;
use crate::output::{Table, buffered_stdout, print};
use crate::query::files::open_file;

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
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    #[command(flatten)]
    answer: AnswerOptions,
    /// The file of queries: .coreql, .json, .jsonl or .yaml; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(args: &UnreachableArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog).with_missing(args.missing.value());
    let open = open_file(&args.file)?;
    let queries = open.queries(&options)?;
    let verdicts = analysis(&queries)?.unreachable();
    let reachable = |verdict| Answer::of(verdict).not();
    match args.answer.format {
        RelationFormat::Text => {
            let mut table = Table::new(["reachable", "query", "device that reaches it"]);
            for (name, verdict) in open.names().zip(&verdicts) {
                table.write([reachable(verdict).as_str(), name, &shown(verdict)])?;
            }
            table.finish()?;
        }
        RelationFormat::Json => {
            for (name, verdict) in open.names().zip(&verdicts) {
                print(json!({"query": name, "unreachable": verdict_json(verdict)}))?;
            }
        }
        RelationFormat::Csv => {
            let mut writer = csv::Writer::new(buffered_stdout(), ["query", "reachable", "device"])?;
            for (name, verdict) in open.names().zip(&verdicts) {
                let cells = [name, reachable(verdict).as_str(), &shown(verdict)].map(Json::from);
                writer.write(cells.iter().map(Some))?;
            }
            writer.flush()?;
        }
    }
    args.answer.outcome(verdicts.iter().map(reachable).max().unwrap_or(Answer::Yes))
}
