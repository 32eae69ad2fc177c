//! sqlx with PostgreSQL.

use coreql::sql::{SqlFragment, SqlValue};
use sqlx_core::arguments::Arguments;
use sqlx_core::encode::{Encode, IsNull};
use sqlx_core::error::BoxDynError;
use sqlx_core::types::Type;
use sqlx_postgres::types::Oid;
use sqlx_postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo, Postgres};

use crate::{Parameter, UnknownValue};

/// The parameters of a statement, for `sqlx::query_with` and its likes.
///
/// # Errors
/// A value that sqlx cannot encode.
pub fn postgres_arguments(statement: &SqlFragment) -> Result<PgArguments, BoxDynError> {
    let mut arguments = PgArguments::default();
    for value in statement.parameters() {
        arguments.add(Parameter(value))?;
    }
    Ok(arguments)
}

impl Type<Postgres> for Parameter<'_> {
    fn type_info() -> PgTypeInfo {
        // None: the server finds one.
        PgTypeInfo::with_oid(Oid(0))
    }

    fn compatible(_: &PgTypeInfo) -> bool {
        true
    }
}

impl<'q> Encode<'q, Postgres> for Parameter<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match self.0 {
            SqlValue::Null => Ok(IsNull::Yes),
            SqlValue::Text(text) => <&str as Encode<Postgres>>::encode_by_ref(&text.as_str(), buffer),
            SqlValue::Integer(integer) => <i64 as Encode<Postgres>>::encode_by_ref(integer, buffer),
            SqlValue::Double(double) => <f64 as Encode<Postgres>>::encode_by_ref(double, buffer),
            SqlValue::Boolean(value) => <bool as Encode<Postgres>>::encode_by_ref(value, buffer),
            other => Err(UnknownValue(other.clone()).into()),
        }
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        match self.0 {
            SqlValue::Text(_) => Some(<str as Type<Postgres>>::type_info()),
            SqlValue::Integer(_) => Some(<i64 as Type<Postgres>>::type_info()),
            SqlValue::Double(_) => Some(<f64 as Type<Postgres>>::type_info()),
            SqlValue::Boolean(_) => Some(<bool as Type<Postgres>>::type_info()),
            _ => None,
        }
    }
}
