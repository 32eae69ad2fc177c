//! SQLite in this process, through rusqlite.

use coreql::Query;
use coreql::sql::{Dialect, Literals, Mapping, SqlOptions, SqlValue, Translator};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// A value as a parameter.
pub fn value(value: &SqlValue) -> Value {
    match value {
        SqlValue::Null => Value::Null,
        SqlValue::Text(text) => Value::Text(text.clone()),
        SqlValue::Integer(integer) => Value::Integer(*integer),
        SqlValue::Double(double) => Value::Real(*double),
        SqlValue::Boolean(value) => Value::Integer(i64::from(*value)),
        other => panic!("{other:?}"),
    }
}

/// A database in memory with the table of a mapping, its rows inserted with bound or inlined values.
pub fn database(mapping: &Mapping, rows: &[Vec<SqlValue>], literals: Literals) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    fill(&database, mapping, rows, literals);
    database
}

/// Creates the table of a mapping in a database and inserts its rows.
pub fn fill(database: &Connection, mapping: &Mapping, rows: &[Vec<SqlValue>], literals: Literals) {
    database.execute_batch(Translator::new(mapping, Dialect::Sqlite).create_table().unwrap().text()).unwrap();
    match literals {
        Literals::Bound => {
            let statement = Translator::new(mapping, Dialect::Sqlite).prepared_insert().unwrap();
            let mut insert = database.prepare(statement.text()).unwrap();
            for row in rows {
                insert.execute(params_from_iter(row.iter().map(value))).unwrap();
            }
        }
        Literals::Inlined => {
            for rows in rows.chunks(50) {
                let statement = Translator::new(
                    mapping,
                    SqlOptions::new(Dialect::Sqlite).with_literals(Literals::Inlined),
                )
                .insert(rows.iter().map(Vec::as_slice))
                .unwrap();
                database.execute_batch(statement.text()).unwrap();
            }
        }
    }
}

/// The ids that a query selects.
pub fn found(database: &Connection, query: &Query, mapping: &Mapping, options: SqlOptions) -> Vec<i64> {
    let condition = query.to_sql(mapping, options).unwrap();
    let text = format!("SELECT id FROM devices WHERE {} ORDER BY id", condition.text());
    let mut statement = database.prepare(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let parameters = params_from_iter(condition.parameters().iter().map(value));
    let rows = statement.query_map(parameters, |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}\n{text}"))
}
