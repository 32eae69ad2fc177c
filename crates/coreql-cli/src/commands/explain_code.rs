//! `coreql explain-code`

use std::io::{self, Write};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use coreql::diagnostic::Code;
use serde::Serialize;

use crate::args::TextFormat;
use crate::failure::Outcome;
use crate::output::print;

/// Explain the code of a diagnostic, or list all codes
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql explain-code wrong-quote
  coreql explain-code --format json")]
pub(crate) struct ExplainCodeArgs {
    /// The output format
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    format: TextFormat,
    /// A code, such as syntax/wrong-quote or wrong-quote
    #[arg(value_parser = code_parser(), ignore_case = true, hide_possible_values = true)]
    code: Option<Code>,
}

/// The parser of codes, which takes a name with or without its group, in any case.
fn code_parser() -> impl TypedValueParser<Value = Code> {
    let names = Code::ALL.iter().map(|code| {
        let name = code.as_str();
        PossibleValue::new(name).alias(without_group(name)).help(code.explanation())
    });
    PossibleValuesParser::new(names).try_map(|given| {
        let is_given = |name: &str| name.eq_ignore_ascii_case(&given);
        let found = Code::ALL.iter().find(|code| {
            let name = code.as_str();
            is_given(name) || is_given(without_group(name))
        });
        found.copied().ok_or("no such code")
    })
}

fn without_group(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[derive(Serialize)]
struct Explained {
    code: &'static str,
    explanation: &'static str,
}

impl Explained {
    const fn new(code: Code) -> Self {
        Self { code: code.as_str(), explanation: code.explanation() }
    }
}

pub(crate) fn run(args: &ExplainCodeArgs) -> Outcome {
    match args.code {
        Some(code) => print_one(&Explained::new(code), args.format),
        None => print_all(args.format),
    }
}

fn print_one(explained: &Explained, format: TextFormat) -> Outcome {
    match format {
        TextFormat::Json => print(serde_json::to_string_pretty(explained)?)?,
        TextFormat::Text => print(format_args!("{}: {}", explained.code, explained.explanation))?,
    }
    Ok(())
}

fn print_all(format: TextFormat) -> Outcome {
    let codes: Vec<Explained> = Code::ALL.iter().copied().map(Explained::new).collect();
    match format {
        TextFormat::Json => print(serde_json::to_string_pretty(&codes)?)?,
        TextFormat::Text => {
            let width = codes.iter().map(|explained| explained.code.len()).max().unwrap_or(0);
            let mut output = io::stdout().lock();
            for Explained { code, explanation } in codes {
                writeln!(output, "{code:width$}  {explanation}")?;
            }
        }
    }
    Ok(())
}
