//! `coreql explain-code`

use std::io::Write;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use coreql::diagnostic::Code;
use serde::Serialize;

use crate::args::TextFormat;
use crate::failure::Outcome;
use crate::output::print;
use crate::output::sink;

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

/// The code, a wrong and a right text, with tabs between them. Limits have no example.
const EXAMPLES: &str = include_str!("examples.tsv");

#[derive(Serialize)]
struct Explained {
    code: &'static str,
    explanation: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    example: Option<Example>,
}

#[derive(Serialize)]
struct Example {
    wrong: &'static str,
    right: &'static str,
}

impl Example {
    fn of(code: Code) -> Option<Self> {
        EXAMPLES.lines().find_map(|line| {
            let (wrong, right) = line.strip_prefix(code.as_str())?.strip_prefix('\t')?.split_once('\t')?;
            Some(Self { wrong, right })
        })
    }
}

impl Explained {
    fn new(code: Code) -> Self {
        Self { code: code.as_str(), explanation: code.explanation(), example: Example::of(code) }
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
        TextFormat::Text => {
            print(format_args!("{}: {}", explained.code, explained.explanation))?;
            if let Some(Example { wrong, right }) = &explained.example {
                print(format_args!("\n  wrong  {wrong}\n  right  {right}"))?;
            }
        }
    }
    Ok(())
}

fn print_all(format: TextFormat) -> Outcome {
    let codes: Vec<Explained> = Code::ALL.iter().copied().map(Explained::new).collect();
    match format {
        TextFormat::Json => print(serde_json::to_string_pretty(&codes)?)?,
        TextFormat::Text => {
            let width = codes.iter().map(|explained| explained.code.len()).max().unwrap_or(0);
            let mut output = sink();
            for Explained { code, explanation, .. } in codes {
                writeln!(output, "{code:width$}  {explanation}")?;
            }
        }
    }
    Ok(())
}
