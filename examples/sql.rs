//! Translates a query into SQL for a table, with the values as parameters, and runs it.
//!
//! `cargo run --features sql --example sql -- 'platform = "iOS"'`

use coreql::Query;
use coreql::sql::{Dialect, Mapping, Search, Storage, Translator};
use coreql_bind::parameters;
use rusqlite::{Connection, params_from_iter};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = Connection::open_in_memory()?;
    database.execute_batch(
        "CREATE TABLE devices (serial TEXT PRIMARY KEY, platform TEXT, battery INTEGER);
         INSERT INTO devices VALUES ('C1', 'iOS', 80), ('C2', 'iOS', 20), ('C3', 'Android', 90)",
    )?;
    let mapping = Mapping::builder("devices")
        .with_id("serial")
        .with_field("common.platform", "platform", Storage::Text)
        .with_field("common.battery_level", "battery", Storage::Integer)
        .build()?;

    let text = std::env::args().nth(1).unwrap_or_else(|| "platform = \"ios\" AND battery_level > 50".into());
    let query: Query = text.parse()?;
    let statement = Translator::new(&mapping, Dialect::Sqlite).search(&query, &Search::new())?;
    println!("{}\n{:?}", statement.text(), statement.parameters());

    let mut prepared = database.prepare(statement.text())?;
    let mut rows = prepared.query(params_from_iter(parameters(&statement)))?;
    while let Some(row) = rows.next()? {
        println!("{}", row.get::<_, String>("serial")?);
    }
    Ok(())
}
