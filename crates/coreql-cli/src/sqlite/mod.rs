//! SQLite databases of devices.

mod loaded;
mod loader;
mod reader;
mod stored;

pub(crate) use self::loader::Loader;
pub(crate) use self::stored::{Finder, Stored};

use self::loaded::{Loaded, MAPPINGS};

use std::borrow::Cow;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::sql::{FOLD_FUNCTION, SqlValue};
use coreql::text::fold::fold;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};

use crate::args::DeviceSource;
use crate::columns;
use crate::failure::Failure;

/// A database that is open, and its name for messages.
#[derive(Debug)]
pub(crate) struct Database {
    connection: Connection,
    name: String,
}

impl Database {
    /// Opens a file that is there, to read it.
    fn open(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        // What the system says of a file that cannot be read is plainer than what SQLite says.
        let failed = |error| Failure::File { path: name.clone(), error };
        let metadata = path.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(Failure::Usage(format!("{name}: a folder is no database")));
        }
        // A pipe would wait here for somebody to write it.
        if metadata.is_file() {
            std::fs::File::open(path).map_err(failed)?;
        }
        let database = Self::with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let flags = FunctionFlags::SQLITE_UTF8
            | FunctionFlags::SQLITE_DETERMINISTIC
            | FunctionFlags::SQLITE_INNOCUOUS;
        let registered = database
            .connection
            .create_scalar_function(FOLD_FUNCTION, 1, flags, |context| Ok(folded(context.get_raw(0))));
        registered.map_err(|error| database.failed(&error))?;
        // The file may be anybody's: what its views and indexes call must be harmless.
        database.run("PRAGMA trusted_schema = OFF")?;
        Ok(database)
    }

    /// Opens a file to write it, and makes it if need be.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        Self::with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// The name of a file is that of a file, never a URI with options.
    fn with_flags(path: &Path, flags: OpenFlags) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let opened = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        let connection = opened.map_err(|error| {
            // Some reasons name the file.
            let reason = reason(&error);
            Failure::Usage(if reason.ends_with(&name) { reason } else { format!("{name}: {reason}") })
        })?;
        Ok(Self { connection, name })
    }

    pub(crate) fn failed(&self, error: &rusqlite::Error) -> Failure {
        self.failure(reason(error))
    }

    pub(crate) fn failure(&self, reason: impl std::fmt::Display) -> Failure {
        Failure::Usage(format!("{}: {reason}", self.name))
    }

    /// Runs a statement that has no answer.
    pub(crate) fn run(&self, statement: &str) -> Result<(), Failure> {
        self.connection.execute_batch(statement).map_err(|error| self.failed(&error))
    }
}

/// What went wrong, without the text of the statement.
fn reason(error: &rusqlite::Error) -> String {
    if let rusqlite::Error::SqlInputError { msg, .. } = error {
        msg.clone()
    } else if let rusqlite::Error::SqliteFailure(_, Some(message)) = error {
        message.clone()
    } else {
        error.to_string()
    }
}

/// A value folded as text; other values are first read as a text field reads them.
fn folded(value: ValueRef<'_>) -> Option<String> {
    let text = match value {
        ValueRef::Null | ValueRef::Blob(_) => return None,
        ValueRef::Text(text) => String::from_utf8_lossy(text),
        ValueRef::Integer(integer) => Cow::Owned(integer.to_string()),
        ValueRef::Real(double) => Cow::Owned(serde_json::Number::from_f64(double)?.to_string()),
    };
    Some(fold(&text).into_owned())
}

/// A name in quotes.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A value that a statement binds.
struct Bound<'v>(&'v SqlValue);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            SqlValue::Null => ValueRef::Null,
            SqlValue::Text(text) => ValueRef::Text(text.as_bytes()),
            SqlValue::Integer(integer) => ValueRef::Integer(*integer),
            SqlValue::Double(double) => ValueRef::Real(*double),
            SqlValue::Boolean(value) => ValueRef::Integer(i64::from(*value)),
            other => {
                let error = format!("a value of a kind that is not known: {other:?}");
                return Err(rusqlite::Error::ToSqlConversionFailure(error.into()));
            }
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// Where a command finds the devices.
#[derive(Debug)]
pub(crate) enum Place<'a> {
    /// In a file that is read as a stream.
    Devices(&'a Path),
    /// In a database.
    Database(Box<Stored>),
}

impl DeviceSource {
    pub(crate) fn place(&self, catalog: &Catalog) -> Result<Place<'_>, Failure> {
        match (&self.devices, &self.sqlite) {
            (Some(devices), None) => Ok(Place::Devices(devices)),
            (None, Some(path)) => {
                let mapping =
                    self.mapping.as_deref().map(|path| columns::of_file(path, catalog)).transpose()?;
                let stored = Stored::open(path, mapping, self.table.as_deref())?;
                Ok(Place::Database(Box::new(stored)))
            }
            (Some(_), Some(_)) | (None, None) => {
                Err(Failure::usage("either --devices or --sqlite is needed"))
            }
        }
    }
}
