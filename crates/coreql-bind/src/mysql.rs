//! sqlx with MySQL and MariaDB.

use coreql::sql::{SqlFragment, SqlValue};
use sqlx_core::arguments::Arguments;
use sqlx_core::encode::{Encode, IsNull};
use sqlx_core::error::BoxDynError;
use sqlx_core::types::Type;
use sqlx_mysql::{MySql, MySqlArguments, MySqlTypeInfo};

use crate::{Parameter, UnknownValue};

/// The parameters of a statement, for `sqlx::query_with` and its likes.
///
/// # Errors
/// A value that sqlx cannot encode.
pub fn mysql_arguments(statement: &SqlFragment) -> Result<MySqlArguments, BoxDynError> {
    let mut arguments = MySqlArguments::default();
    for value in statement.parameters() {
        arguments.add(Parameter(value))?;
    }
    Ok(arguments)
}

impl Type<MySql> for Parameter<'_> {
    fn type_info() -> MySqlTypeInfo {
        // Of NULL alone, which has any type.
        <str as Type<MySql>>::type_info()
    }

    fn compatible(_: &MySqlTypeInfo) -> bool {
        true
    }
}

impl<'q> Encode<'q, MySql> for Parameter<'_> {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        match self.0 {
            SqlValue::Null => Ok(IsNull::Yes),
            SqlValue::Text(text) => <&str as Encode<MySql>>::encode_by_ref(&text.as_str(), buffer),
            SqlValue::Integer(integer) => <i64 as Encode<MySql>>::encode_by_ref(integer, buffer),
            SqlValue::Double(double) => <f64 as Encode<MySql>>::encode_by_ref(double, buffer),
            SqlValue::Boolean(value) => <bool as Encode<MySql>>::encode_by_ref(value, buffer),
            other => Err(UnknownValue(other.clone()).into()),
        }
    }

    fn produces(&self) -> Option<MySqlTypeInfo> {
        match self.0 {
            SqlValue::Text(_) => Some(<str as Type<MySql>>::type_info()),
            SqlValue::Integer(_) => Some(<i64 as Type<MySql>>::type_info()),
            SqlValue::Double(_) => Some(<f64 as Type<MySql>>::type_info()),
            SqlValue::Boolean(_) => Some(<bool as Type<MySql>>::type_info()),
            _ => None,
        }
    }
}
