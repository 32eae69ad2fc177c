//! The crates postgres and tokio-postgres.

use std::error::Error;

use coreql::sql::SqlValue;
use postgres_types::private::BytesMut;
use postgres_types::{IsNull, ToSql, Type, WrongType, to_sql_checked};

use crate::{Parameter, UnknownValue};

impl ToSql for Parameter<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            SqlValue::Null => Ok(IsNull::Yes),
            SqlValue::Text(text) => encode::<&str>(&text.as_str(), ty, out),
            SqlValue::Boolean(value) => encode(value, ty, out),
            // Conditions cast to BIGINT and DOUBLE PRECISION; an inserted value may have a narrower column.
            SqlValue::Integer(integer) => match *ty {
                Type::INT2 => encode(&i16::try_from(*integer)?, ty, out),
                Type::INT4 => encode(&i32::try_from(*integer)?, ty, out),
                _ => encode(integer, ty, out),
            },
            SqlValue::Double(double) => encode(double, ty, out),
            other => Err(UnknownValue(other.clone()).into()),
        }
    }

    /// Which types it takes depends on the value.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn encode<T: ToSql>(
    value: &T,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
    if T::accepts(ty) { value.to_sql(ty, out) } else { Err(WrongType::new::<T>(ty.clone()).into()) }
}
