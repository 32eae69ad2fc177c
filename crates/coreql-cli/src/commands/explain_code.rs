//! `coreql explain-code`

use std::io::{self, Write};

use coreql::diagnostic::Code;
use serde::Serialize;

use crate::args::{ExplainCodeArgs, TextFormat};
use crate::failure::Outcome;
use crate::print;

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
        Some(code) => one(&Explained::new(code), args.format),
        None => all(args.format),
    }
}

fn one(explained: &Explained, format: TextFormat) -> Outcome {
    match format {
        TextFormat::Json => print::line(serde_json::to_string_pretty(explained)?)?,
        TextFormat::Text => print::line(format_args!("{}: {}", explained.code, explained.explanation))?,
    }
    Ok(())
}

fn all(format: TextFormat) -> Outcome {
    let codes: Vec<Explained> = Code::ALL.iter().copied().map(Explained::new).collect();
    match format {
        TextFormat::Json => print::line(serde_json::to_string_pretty(&codes)?)?,
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
