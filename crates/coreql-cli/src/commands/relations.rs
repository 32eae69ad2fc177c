//! What the commands about several queries share: their questions, answers and exit status.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use coreql::Query;
use coreql::analysis::{Analysis, Limits, Verdict, Witness};
use serde_json::{Map, Value as Json, json};

use crate::args::{MissingOption, QueryOptions};
use crate::failure::{Failure, Outcome};
use crate::query::files::open_file;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RelationFormat {
    /// A table
    Text,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct AnswerOptions {
    /// Exit with 0 if it holds, 1 if it does not and 3 if it could not be decided
    #[arg(long)]
    exit_code: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t = RelationFormat::Text)]
    pub(crate) format: RelationFormat,
}

/// A file of queries, and how the answer about them is given.
#[derive(Debug, Args)]
pub(crate) struct RelatedQueries {
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    #[command(flatten)]
    pub(crate) answer: AnswerOptions,
    /// The file of queries: .coreql, .json, .jsonl or .yaml; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl RelatedQueries {
    /// The names of the queries, and what they mean together.
    pub(crate) fn analyse(&self) -> Result<(Vec<String>, Analysis), Failure> {
        let catalog = self.options.catalog()?;
        let options = self.options.to_options(&catalog).with_missing(self.missing.value());
        let open = open_file(&self.file)?;
        let queries = open.queries(&options)?;
        Ok((open.names().map(str::to_owned).collect(), analysis(&queries)?))
    }
}

/// Whether what a command is about holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    Yes,
    Unknown,
    No,
}

impl Answer {
    pub(crate) const fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Holds => Self::Yes,
            Verdict::Fails(_) => Self::No,
            _ => Self::Unknown,
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl AnswerOptions {
    /// The exit status for an answer.
    pub(crate) const fn outcome(self, answer: Answer) -> Outcome {
        match answer {
            Answer::No if self.exit_code => Err(Failure::Answer(1)),
            Answer::Unknown if self.exit_code => Err(Failure::Answer(3)),
            Answer::Yes | Answer::No | Answer::Unknown => Ok(()),
        }
    }
}

pub(crate) fn analysis(queries: &[Query]) -> Result<Analysis, Failure> {
    Analysis::new(queries, Limits::new()).map_err(Failure::usage)
}

/// The device that shows a verdict, or why there is none.
pub(crate) fn shown(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Fails(witness) => device_text(witness),
        Verdict::Unknown(reason) => reason.to_string(),
        _ => String::new(),
    }
}

/// A device as people read it; one without any value matters for what it lacks.
fn device_text(witness: &Witness) -> String {
    if witness.fields().len() == 0 {
        "(a device without any of the fields)".to_owned()
    } else {
        witness.to_string()
    }
}

/// A verdict as JSON: `holds` is null if it is not known.
pub(crate) fn verdict_json(verdict: &Verdict) -> Json {
    let mut object = Map::new();
    object.insert(
        "holds".to_owned(),
        match Answer::of(verdict) {
            Answer::Yes => true.into(),
            Answer::No => false.into(),
            Answer::Unknown => Json::Null,
        },
    );
    match verdict {
        Verdict::Fails(witness) => {
            object.insert("device".to_owned(), witness.to_json().into());
        }
        Verdict::Unknown(reason) => {
            object.insert("reason".to_owned(), json!(reason.to_string()));
        }
        _ => {}
    }
    object.into()
}
