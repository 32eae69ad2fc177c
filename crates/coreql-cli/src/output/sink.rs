//! Where the result goes: standard output, or a file that is written whole or not at all.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use tempfile::NamedTempFile;

use crate::failure::{Failure, Outcome};

static FILE: OnceLock<OutputFile> = OnceLock::new();

struct OutputFile {
    path: PathBuf,
    /// What has been written, until it takes the place of the file.
    temporary: Mutex<Option<NamedTempFile>>,
    handle: File,
}

/// Lets everything that is printed go to a file. A device or a pipe is written directly.
pub(crate) fn redirect(path: &Path) -> Outcome {
    let failed = |error| Failure::file(path, error);
    let existing = fs::metadata(path).ok();
    let (temporary, handle) = if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
        (None, File::options().write(true).open(path).map_err(failed)?)
    } else {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder
                .permissions(existing.map_or(fs::Permissions::from_mode(0o666), |file| file.permissions()));
        }
        let temporary = builder.tempfile_in(folder).map_err(failed)?;
        let handle = temporary.as_file().try_clone().map_err(failed)?;
        (Some(temporary), handle)
    };
    FILE.get_or_init(|| OutputFile { path: path.to_owned(), temporary: Mutex::new(temporary), handle });
    Ok(())
}

/// Puts what was written in the place of the file.
pub(crate) fn finish() -> Outcome {
    let Some(file) = FILE.get() else { return Ok(()) };
    let temporary = file.temporary.lock().ok().and_then(|mut temporary| temporary.take());
    match temporary {
        Some(temporary) => {
            temporary.persist(&file.path).map_err(|error| Failure::file(&file.path, error.error))?;
            Ok(())
        }
        None => Ok(()),
    }
}

/// Removes what was written.
pub(crate) fn discard() {
    if let Some(file) = FILE.get()
        && let Ok(mut temporary) = file.temporary.lock()
    {
        temporary.take();
    }
}

/// Whether anything was written to the file.
pub(crate) fn has_content() -> bool {
    FILE.get().is_some_and(|file| file.handle.metadata().is_ok_and(|file| file.len() > 0))
}

/// Standard output, or the file.
#[derive(Debug)]
pub(crate) enum Sink {
    Stdout(io::Stdout),
    File(&'static File),
}

pub(crate) fn sink() -> Sink {
    FILE.get().map_or_else(|| Sink::Stdout(io::stdout()), |file| Sink::File(&file.handle))
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

impl Sink {
    pub(crate) fn is_terminal(&self) -> bool {
        match self {
            Self::Stdout(stdout) => stdout.is_terminal(),
            Self::File(file) => file.is_terminal(),
        }
    }
}
