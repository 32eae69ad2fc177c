//! An open database.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

use coreql::sql::{FOLD_FUNCTION, Mapping};
use coreql::text::fold::fold;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::registry::MAPPINGS_TABLE;
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
        check_file(path)?;
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

    /// Opens an existing file for writing.
    pub(super) fn open_for_writing(path: &Path) -> Result<Self, Failure> {
        check_file(path)?;
        Self::with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
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

    /// The name of a mapping's table in `main`, the only schema of a file.
    pub(super) fn name_in_main<'m>(&self, mapping: &'m Mapping) -> Result<&'m str, Failure> {
        match mapping.table() {
            [name] | [_, name] if name.eq_ignore_ascii_case(MAPPINGS_TABLE) => {
                Err(self.failure(format_args!("table `{name}` is reserved for the mappings of coreql")))
            }
            [name] => Ok(name),
            [schema, name] if schema.eq_ignore_ascii_case("main") => Ok(name),
            path => {
                Err(self.failure(format_args!("no schema for `{}`: a file has only `main`", path.join("."))))
            }
        }
    }

    /// What has this name: a table, a view, an index.
    pub(super) fn type_of(&self, name: &str) -> Result<Option<String>, Failure> {
        let statement = "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type <> 'trigger'";
        let existing = self.connection.query_row(statement, [name], |row| row.get(0)).optional();
        existing.map_err(|error| self.failed(&error))
    }

    /// Runs a statement that returns no rows.
    pub(super) fn run(&self, statement: &str) -> Outcome {
        self.connection.execute_batch(statement).map_err(|error| self.failed(&error))
    }
}

/// An error for a path that is no file that can be read.
fn check_file(path: &Path) -> Outcome {
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
    Ok(())
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
