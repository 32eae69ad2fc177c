//! An open database.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

use coreql::sql::FOLD_FUNCTION;
use coreql::text::fold::fold;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::failure::{Failure, Outcome};

/// An open database, with its name for messages.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) connection: Connection,
    name: String,
}

impl Database {
    /// Opens an existing file for reading.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        // For a file that cannot be read, the system's message is clearer than SQLite's.
        let failed = |error| Failure::file(path, error);
        let metadata = path.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(Failure::usage(format_args!("{}: a directory is not a database", path.display())));
        }
        // Opening a pipe would wait for its writer.
        if metadata.is_file() {
            File::open(path).map_err(failed)?;
        }
        let database = Self::with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let flags = FunctionFlags::SQLITE_UTF8
            | FunctionFlags::SQLITE_DETERMINISTIC
            | FunctionFlags::SQLITE_INNOCUOUS;
        let registered = database
            .connection
            .create_scalar_function(FOLD_FUNCTION, 1, flags, |context| Ok(folded(context.get_raw(0))));
        registered.map_err(|error| database.failed(&error))?;
        // The file is untrusted: its views and indexes may call only harmless functions.
        database.run("PRAGMA trusted_schema = OFF")?;
        Ok(database)
    }

    /// Opens a file for writing, and creates it if it does not exist.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        Self::with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a file. Its name is never read as a URI with options.
    fn with_flags(path: &Path, flags: OpenFlags) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let opened = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        let connection = opened.map_err(|error| {
            // Some messages of SQLite name the file.
            let reason = reason(&error);
            Failure::Usage(if reason.ends_with(&name) { reason } else { format!("{name}: {reason}") })
        })?;
        Ok(Self { connection, name })
    }

    pub(super) fn failed(&self, error: &rusqlite::Error) -> Failure {
        self.failure(reason(error))
    }

    pub(super) fn failure(&self, reason: impl std::fmt::Display) -> Failure {
        Failure::Usage(format!("{}: {reason}", self.name))
    }

    /// Runs a statement that returns no rows.
    pub(super) fn run(&self, statement: &str) -> Outcome {
        self.connection.execute_batch(statement).map_err(|error| self.failed(&error))
    }
}

/// The message of an error, without the text of the statement.
fn reason(error: &rusqlite::Error) -> String {
    if let rusqlite::Error::SqlInputError { msg, .. } = error {
        msg.clone()
    } else if let rusqlite::Error::SqliteFailure(_, Some(message)) = error {
        message.clone()
    } else {
        error.to_string()
    }
}

/// A value as folded text. A number is first read as a text field reads it.
fn folded(value: ValueRef<'_>) -> Option<String> {
    let text = match value {
        ValueRef::Null | ValueRef::Blob(_) => return None,
        ValueRef::Text(text) => String::from_utf8_lossy(text),
        ValueRef::Integer(integer) => Cow::Owned(integer.to_string()),
        ValueRef::Real(double) => Cow::Owned(serde_json::Number::from_f64(double)?.to_string()),
    };
    Some(fold(&text).into_owned())
}

/// A quoted identifier.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
