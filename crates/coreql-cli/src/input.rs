//! Standard input, and files by name.

use std::fs;
use std::io::{self, Read, StdinLock};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

/// Standard input. It can be read only once, so a second call is an error.
pub(crate) fn standard_input() -> Result<StdinLock<'static>, Failure> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err(Failure::usage("standard input can be read only once, but is given for two inputs"));
    }
    Ok(io::stdin().lock())
}

/// The text of a file; `-` is standard input.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    let text = if is_standard_input(path) {
        io::read_to_string(standard_input()?)
    } else {
        fs::read_to_string(path)
    };
    text.map_err(|error| Failure::file(path, error))
}

/// The bytes of a file; `-` is standard input.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|error| Failure::file(path, error))?;
    Ok(bytes)
}

/// Opens a file; `-` is standard input.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if is_standard_input(path) {
        return Ok(Box::new(standard_input()?));
    }
    let file = fs::File::open(path).map_err(|error| Failure::file(path, error))?;
    Ok(Box::new(file))
}

pub(crate) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
