//! `coreql compare`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use coreql::{Options, Query, diagnose};
use coreql_data::csv;
use serde_json::{Map, Value as Json};

use super::relations::{Answer, AnswerOptions, RelationFormat, analysis, shown, verdict_json};
use crate::args::{MissingOption, QueryOptions};
use crate::failure::{Failure, Outcome};
use crate::output::{Table, buffered_stdout, print};
use crate::query::place::Place;
use crate::query::{argument_text, file_text, note_intention, report};

/// Compare what two queries match
///
/// The same, one within the other, nothing in common: the answers hold for every device there could be. Where one is
/// no, a device shows it.
#[derive(Debug, Args)]
#[command(override_usage = "coreql compare [OPTIONS] <QUERY> <QUERY>")]
#[command(after_help = "\
Examples:
  coreql compare 'os_version starts with \"16.\"' 'os_version < 17'
  coreql compare --question disjoint 'battery_level > 4' 'battery_level < 2'")]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    #[command(flatten)]
    answer: AnswerOptions,
    /// Answer one question; --exit-code without it is about `equivalent`
    #[arg(long, value_enum)]
    question: Option<Question>,
    /// Read a query from a file: UTF-8, or UTF-16 with a byte order mark; given once it is the first of the two
    #[arg(long, value_name = "FILE")]
    query_file: Vec<PathBuf>,
    /// The two queries; `-` reads one from standard input
    #[arg(value_name = "QUERY", num_args = 0..=2, required_unless_present = "query_file")]
    queries: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Question {
    /// Does every device that the first matches match the second?
    Implies,
    /// Does every device that the second matches match the first?
    Implied,
    /// Do both match the same devices?
    Equivalent,
    /// Is there no device that both match?
    Disjoint,
}

impl Question {
    const ALL: [Self; 4] = [Self::Implies, Self::Implied, Self::Equivalent, Self::Disjoint];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Implies => "implies",
            Self::Implied => "implied",
            Self::Equivalent => "equivalent",
            Self::Disjoint => "disjoint",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Implies => "the first implies the second",
            Self::Implied => "the second implies the first",
            Self::Equivalent => "both match the same devices",
            Self::Disjoint => "no device matches both",
        }
    }
}

/// One of the queries. Everything that is wrong with it is reported; an invalid one is a failure.
fn read(text: &str, place: Place<'_>, options: &Options<'_>) -> Result<Query, Failure> {
    let report = diagnose(text, options);
    report::show(&report, place);
    if place.path().is_none() {
        note_intention(&report);
    }
    report.into_result().map_err(|_| Failure::InvalidQuery)
}

const fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

pub(crate) fn run(args: &CompareArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let options = args.options.to_options(&catalog).with_missing(args.missing.value());
    let given = args.query_file.len() + args.queries.len();
    if given != 2 {
        return Err(Failure::Usage(format!("two queries are compared, but {given} {} given", are(given))));
    }
    let mut queries: Vec<Query> = Vec::with_capacity(given);
    for path in &args.query_file {
        queries.push(read(&file_text(path)?, Place::Whole(Some(path)), &options)?);
    }
    for argument in &args.queries {
        let text = argument_text(argument)?;
        queries.push(read(&text, Place::Whole(None), &options)?);
    }
    let mut analysis = analysis(&queries)?;
    let questions = args.question.map_or(Question::ALL.to_vec(), |question| vec![question]);
    let verdicts: Vec<_> = questions
        .into_iter()
        .map(|question| {
            let verdict = match question {
                Question::Implies => analysis.implies(0, 1),
                Question::Implied => analysis.implies(1, 0),
                Question::Equivalent => analysis.equivalent(0, 1),
                Question::Disjoint => analysis.disjoint(0, 1),
            };
            (question, verdict)
        })
        .collect();
    match args.answer.format {
        RelationFormat::Text => {
            let mut table = Table::new(["answer", "question", "device that shows it"]);
            for (question, verdict) in &verdicts {
                table.write([Answer::of(verdict).as_str(), question.text(), &shown(verdict)])?;
            }
            table.finish()?;
        }
        RelationFormat::Json => {
            let answers: Map<String, Json> = verdicts
                .iter()
                .map(|(question, verdict)| (question.as_str().to_owned(), verdict_json(verdict)))
                .collect();
            print(Json::from(answers))?;
        }
        RelationFormat::Csv => {
            let mut writer = csv::Writer::new(buffered_stdout(), ["question", "answer", "device"])?;
            for (question, verdict) in &verdicts {
                let cells =
                    [question.as_str(), Answer::of(verdict).as_str(), &shown(verdict)].map(Json::from);
                writer.write(cells.iter().map(Some))?;
            }
            writer.flush()?;
        }
    }
    let wanted = args.question.unwrap_or(Question::Equivalent);
    let answer = verdicts.iter().find(|(question, _)| *question == wanted);
    args.answer.outcome(answer.map_or(Answer::Unknown, |(_, verdict)| Answer::of(verdict)))
}
