//! Writes the files for comparing another engine with this crate: a made-up fleet as rows, and queries as SQL with the
//! devices that the evaluator selects. `examples/spark` and `examples/postgres_fdw` run it.
//!
//! `cargo run --release -p coreql --features sql --example scale -- DIALECT DEVICES FOLDER`
//!
//! - `table.json`: the name and the columns, `CREATE TABLE`, the statements for indexes
//! - `inserts.jsonl`: a statement a line; or, for Spark, `rows.jsonl`: an object a line, by columns
//! - `queries.jsonl`: a query under a setting of missing values a line, with the `search` statement, values bound under the
//!   one setting and inlined under the other, the `count` statement, values inlined, and the uuids that are expected

use std::error::Error;
use std::fs::{File, create_dir_all};
use std::io::{BufWriter, Write};
use std::path::Path;

use coreql::catalog::{Catalog, Field, FieldType, Resolution};
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::MissingValues;
use coreql::sql::{Dialect, Indexes, Literals, Mapping, Rows, Search, SqlOptions, SqlValue, Translator};
use coreql::{Options, Query};
use coreql_data::{Device, Fleet};
use serde_json::{Map, Value as Json, json, to_writer};

const SEED: u64 = 1;
const UUID: &str = "common.uuid";
/// At least one of each type.
const FIELDS: [&str; 15] = [
    UUID,
    "common.platform",
    "common.os_version",
    "common.owner",
    "common.comment",
    "common.battery_level",
    "common.storage_free",
    "common.last_connected_at",
    "common.compliant",
    "common.noncompliance_reasons",
    "user.display_name",
    "user.ldap.baseDn",
    "user.sam_account_name",
    "custom.user.department",
    "custom.device.cost_center",
];
/// Rows of one `INSERT`.
const ROWS: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dialect, devices, folder] = arguments.as_slice() else {
        return Err("usage: scale DIALECT DEVICES FOLDER".into());
    };
    let (dialect, devices, folder): (Dialect, usize, _) =
        (dialect.parse()?, devices.parse()?, Path::new(folder));
    create_dir_all(folder)?;
    let catalog = Catalog::builtin();
    let fields: Vec<Field> = FIELDS
        .iter()
        .map(|name| match catalog.resolve(name) {
            Resolution::Field(_, field) => field.clone(),
            Resolution::Custom(_) | Resolution::Ambiguous(_) | Resolution::Unknown => {
                Field::new(*name, FieldType::Untyped)
            }
        })
        .collect();
    let mapping = Mapping::of_fields(&fields);
    let devices: Vec<Device> = Fleet::new(SEED).take(devices).collect();
    table(&mapping, dialect, folder)?;
    rows(&mapping, dialect, &devices, folder)?;
    queries(&mapping, dialect, &devices, folder)
}

fn file(folder: &Path, name: &str) -> Result<BufWriter<File>, Box<dyn Error>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(folder.join(name))?))
}

fn table(mapping: &Mapping, dialect: Dialect, folder: &Path) -> Result<(), Box<dyn Error>> {
    let indexes = Translator::new(mapping, dialect).create_indexes(&Indexes::new())?;
    let table = json!({
        "table": mapping.table(),
        "columns": Rows::new(mapping, Catalog::builtin())?.columns(),
        "create": Translator::new(mapping, dialect).create_table()?.text(),
        "indexes": indexes.iter().map(|statement| statement.text()).collect::<Vec<_>>(),
    });
    let mut file = file(folder, "table.json")?;
    to_writer(&mut file, &table)?;
    Ok(file.flush()?)
}

fn rows(
    mapping: &Mapping,
    dialect: Dialect,
    devices: &[Device],
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let rows = Rows::new(mapping, Catalog::builtin())?;
    let binding = Binding::new(rows.schema(), Catalog::builtin());
    let mut numbered = (0..).zip(devices).map(|(id, device)| rows.row(id, "{}", &binding.row(device)));
    if dialect == Dialect::Spark {
        let columns = rows.columns();
        let mut file = file(folder, "rows.jsonl")?;
        for row in numbered {
            let cells = columns.iter().map(|column| (*column).to_owned()).zip(row.iter().map(cell));
            to_writer(&mut file, &cells.collect::<Map<_, _>>())?;
            file.write_all(b"\n")?;
        }
        return Ok(file.flush()?);
    }
    let mut file = file(folder, "inserts.jsonl")?;
    loop {
        let some: Vec<Vec<SqlValue>> = numbered.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return Ok(file.flush()?);
        }
        let statement = Translator::new(mapping, SqlOptions::new(dialect).with_literals(Literals::Inlined))
            .insert(some.iter().map(Vec::as_slice))?;
        to_writer(&mut file, statement.text())?;
        file.write_all(b"\n")?;
    }
}

fn cell(value: &SqlValue) -> Json {
    match value {
        SqlValue::Text(text) => json!(text),
        SqlValue::Integer(integer) => json!(integer),
        SqlValue::Double(double) => json!(double),
        SqlValue::Boolean(value) => json!(value),
        // There are no other kinds.
        SqlValue::Null | _ => Json::Null,
    }
}

fn queries(
    mapping: &Mapping,
    dialect: Dialect,
    devices: &[Device],
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let mut file = file(folder, "queries.jsonl")?;
    for source in include_str!("queries.txt").lines() {
        let query = Query::parse(source, &Options::extended())
            .map_err(|invalid| format!("{source}: {:?}", invalid.diagnostics()))?;
        let settings =
            [(MissingValues::Complement, Literals::Bound), (MissingValues::Exclude, Literals::Inlined)];
        for (missing, literals) in settings {
            let query = query.clone().with_missing(missing);
            let options = SqlOptions::new(dialect).with_literals(literals);
            let line = json!({
                "query": source,
                "missing": missing.to_string(),
                "search": Translator::new(mapping, options).search(&query, &Search::new().with_fields([UUID]))?,
                "count": Translator::new(mapping, options.with_literals(Literals::Inlined)).count(&query)?.text(),
                "expected": selected(&query, devices)?,
            });
            to_writer(&mut file, &line)?;
            file.write_all(b"\n")?;
        }
    }
    Ok(file.flush()?)
}

/// The uuids of the devices that the evaluator selects, in order.
fn selected<'d>(query: &Query, devices: &'d [Device]) -> Result<Vec<Option<&'d str>>, Box<dyn Error>> {
    let schema = Schema::of(query);
    let matcher = query.compile(&schema)?;
    let binding = Binding::new(&schema, Catalog::builtin());
    let found = devices.iter().filter(|device| matcher.matches(&binding.row(device)));
    Ok(found.map(|device| device.object().get(UUID).and_then(Json::as_str)).collect())
}
