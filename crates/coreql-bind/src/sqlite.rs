//! rusqlite.

use coreql::sql::SqlValue;
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::{Parameter, UnknownValue};

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            SqlValue::Null => ValueRef::Null,
            SqlValue::Text(text) => ValueRef::Text(text.as_bytes()),
            SqlValue::Integer(integer) => ValueRef::Integer(*integer),
            SqlValue::Double(double) => ValueRef::Real(*double),
            SqlValue::Boolean(value) => ValueRef::Integer(i64::from(*value)),
            other => {
                return Err(rusqlite::Error::ToSqlConversionFailure(UnknownValue(other.clone()).into()));
            }
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}
