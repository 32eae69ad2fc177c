//! Commands with `--jsonl`: one line of standard input, one line of output.

use std::io::{BufRead, BufReader, BufWriter, Write};

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use crate::failure::{Failure, Outcome};
use crate::input::standard_input;
use crate::output::sink;

/// Parses a line that must be a JSON object.
pub(crate) fn parse_object<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    // serde would accept an array of the members' values in order.
    let text = line.trim_ascii_start();
    if text.starts_with(b"[") {
        let column = line.len() - text.len() + 1;
        return Err(format!("expected an object, found an array at line 1 column {column}"));
    }
    serde_json::from_slice(line).map_err(|error| error.to_string())
}

/// Answers each line of standard input with one line, in order. An error is printed as `{"error": …}` in its place.
///
/// All answers are written before the command waits for more input, so a program may use it interactively.
pub(crate) fn answer_each(mut answer: impl FnMut(&[u8]) -> Result<Json, String>) -> Outcome {
    let mut input = BufReader::with_capacity(1 << 16, standard_input()?);
    let mut output = BufWriter::new(sink());
    let mut line = Vec::new();
    let mut is_first = true;
    let mut errors = 0;
    loop {
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        // Some shells write a byte-order mark first.
        let mark = if std::mem::take(&mut is_first) { "\u{feff}" } else { "" };
        let answer = answer(text.strip_prefix(mark.as_bytes()).unwrap_or(text)).unwrap_or_else(|error| {
            errors += 1;
            json!({"error": error})
        });
        writeln!(output, "{answer}")?;
    }
    if errors > 0 { Err(Failure::BadLines(errors)) } else { Ok(()) }
}
