//! A line of standard input, a line of answer.

use std::io::{self, BufRead, BufReader, BufWriter, Write};

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use crate::failure::{Failure, Outcome};
use crate::input;

/// A line that should be an object.
pub(crate) fn object<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    // serde takes an array for an object's values in order, which nobody means.
    let text = line.trim_ascii_start();
    if text.starts_with(b"[") {
        let column = line.len() - text.len() + 1;
        return Err(format!("expected an object, found an array at line 1 column {column}"));
    }
    serde_json::from_slice(line).map_err(|error| error.to_string())
}

/// Answers each line of standard input with one line, in order; what cannot be answered is an error in its place.
///
/// All answers so far are written before more input is waited for, so that a program may ask line by line.
pub(crate) fn answer(mut answer: impl FnMut(&[u8]) -> Result<Json, String>) -> Outcome {
    let mut input = BufReader::with_capacity(1 << 16, input::standard()?);
    let mut output = BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    let mut first = true;
    let mut bad = 0;
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
        let mark = if std::mem::take(&mut first) { "\u{feff}" } else { "" };
        let answer = answer(text.strip_prefix(mark.as_bytes()).unwrap_or(text)).unwrap_or_else(|error| {
            bad += 1;
            json!({"error": error})
        });
        writeln!(output, "{answer}")?;
    }
    if bad > 0 { Err(Failure::BadLines(bad)) } else { Ok(()) }
}
