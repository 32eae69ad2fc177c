//! The files that arguments name.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output::note;

/// The files of arguments that may be patterns, each file once. The matches of a pattern are in natural order:
/// `page2.json` comes before `page10.json`.
pub(super) fn expand(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut paths: Vec<PathBuf> = Vec::new();
    // Two names may lead to one file.
    let mut own: Vec<PathBuf> = Vec::new();
    for argument in arguments {
        for path in matches(argument)? {
            let canonical = path.canonicalize().unwrap_or_else(|_| path.clone());
            if own.contains(&canonical) {
                note(format_args!("{} is given twice, and read once", path.display()));
            } else {
                own.push(canonical);
                paths.push(path);
            }
        }
    }
    Ok(paths)
}

fn matches(argument: &Path) -> Result<Vec<PathBuf>, Failure> {
    let literal = || Ok(vec![argument.to_owned()]);
    let failed = |reason: &dyn std::fmt::Display| Failure::content(argument, reason);
    if argument.is_dir() {
        let pattern = argument.join("*.json");
        return Err(failed(&format_args!(
            "this is a folder; a pattern names its files, such as '{}'",
            pattern.display()
        )));
    }
    if let Some(text) = argument.to_str()
        && text.contains(',')
        && !argument.exists()
        && text.split(',').all(|part| Path::new(part.trim()).is_file())
    {
        return Err(failed(&"no such file; several files are given with blanks between them"));
    }
    let Some(pattern) = argument.to_str().filter(|text| text.contains(['*', '?', '['])) else {
        return literal();
    };
    if argument.exists() {
        return literal();
    }
    let found = glob::glob(pattern).map_err(|error| failed(&format_args!("not a pattern: {error}")))?;
    let mut paths = Vec::new();
    for path in found {
        let path =
            path.map_err(|error| Failure::file(error.path(), std::io::Error::from(error.error().kind())))?;
        if !path.is_dir() {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(failed(&"no file matches this pattern"));
    }
    paths.sort_by(|a, b| natural_order(&a.to_string_lossy(), &b.to_string_lossy()));
    Ok(paths)
}

/// Texts with numbers in them by the values of these numbers.
fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (x, rest_left) = piece(left);
        let (y, rest_right) = piece(right);
        let by_piece = match (x.starts_with(is_digit), y.starts_with(is_digit)) {
            (true, true) => {
                let [x, y] = [x, y].map(|digits| digits.trim_start_matches('0'));
                x.len().cmp(&y.len()).then_with(|| x.cmp(y))
            }
            _ => x.cmp(y),
        };
        if by_piece.is_ne() {
            return by_piece;
        }
        if x.is_empty() {
            return a.cmp(b);
        }
        (left, right) = (rest_left, rest_right);
    }
}

/// The first piece of a text, either digits or none.
fn piece(text: &str) -> (&str, &str) {
    let is_number = text.starts_with(is_digit);
    text.split_at(text.find(|c| is_digit(c) != is_number).unwrap_or(text.len()))
}

const fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::natural_order;

    #[test]
    fn numbers_are_in_the_order_of_their_values() {
        let ordered = [
            "a",
            "a1",
            "a2",
            "a02b",
            "a10",
            "a10b",
            "a9999999999999999999999",
            "b1/p2",
            "b1/p10",
            "b2/p1",
            "é1",
        ];
        for (index, a) in ordered.iter().enumerate() {
            for (other, b) in ordered.iter().enumerate() {
                assert_eq!(natural_order(a, b), index.cmp(&other), "{a} {b}");
            }
        }
    }
}
