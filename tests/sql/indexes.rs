//! Which conditions use an index, according to EXPLAIN on PostgreSQL, SQLite and MariaDB, where the planner chooses
//! freely with the statistics of 10,000 devices. Each list contains conditions that use none as well.

use coreql::catalog::{Catalog, Field, FieldType, Resolution};
use coreql::eval::json::Binding;
use coreql::query::build;
use coreql::sql::{
    Dialect, Indexes, Literals, Mapping, Rows, Search, SortOrder, SqlFragment, SqlOptions, SqlValue,
    Translator,
};
use coreql::text::fold::fold;
use coreql_testing::engines::Engine;
use coreql_testing::generate;
use coreql_testing::sql::read;
use coreql_testing::sql::sqlite::value;
use rusqlite::{Connection, params_from_iter};

const DEVICES: usize = 10_000;

const FIELDS: [&str; 7] = [
    "common.uuid",
    "common.SerialNumber",
    "common.os_version",
    "common.storage_free",
    "common.last_connected_at",
    "common.blocked_reasons",
    "custom.user.department",
];

/// The fields with every helper column.
fn exact(table: &str) -> Mapping {
    let field = |name: &&str| match Catalog::builtin().resolve(name) {
        Resolution::Field(_, field) => field.clone(),
        _ => Field::new(*name, FieldType::Untyped),
    };
    Mapping::of_fields(&FIELDS.iter().map(field).collect::<Vec<_>>()).with_table([table])
}

/// Plain columns, as in a table that coreql did not create.
fn native(table: &str) -> Mapping {
    let text = r#"{"table": "t", "id": "id", "fields": [
        {"field": "common.uuid", "column": "Uuid", "storage": "text"},
        {"field": "common.SerialNumber", "column": "Serial", "storage": "text"}
    ]}"#;
    Mapping::from_json(text).unwrap().with_table([table])
}

fn rows(mapping: &Mapping) -> Vec<Vec<SqlValue>> {
    let catalog = Catalog::builtin();
    let rows = Rows::new(mapping, catalog).unwrap();
    let binding = Binding::new(rows.schema(), catalog);
    let devices = coreql_data::Fleet::new(5).take(DEVICES);
    (0..).zip(devices).map(|(id, device)| rows.row(id, "{}", &binding.row(&device))).collect()
}

/// Over two columns: integers, and doubles.
const HIGH_NUMBERS: (&str, Option<&str>) = ("common.storage_free > 900000000000000", Some("_storage_free"));
/// All indexes.
const HIGH_VERSIONS: (&str, Option<&str>) = (r#"common.os_version > "1""#, None);

/// Conditions, each with a part of the name of the index that it uses.
const EXACT: [(&str, Option<&str>); 16] = [
    (r#"common.uuid = "25238B83-6f08-4f76-8c74-a84cac9e7c54""#, Some("_common_uuid__folded")),
    (r#"common.uuid in ("25238b83-6f08-4f76-8c74-a84cac9e7c54", "x", "y")"#, Some("_common_uuid__folded")),
    (r#"common.uuid starts with "25238B""#, Some("_common_uuid__folded")),
    (
        r#"common.SerialNumber starts with "49701" and common.uuid contains "b""#,
        Some("_serialnumber__folded"),
    ),
    (r#"common.SerialNumber = "49701A0481" or common.uuid = "y""#, Some("_serialnumber__folded")),
    (r#"common.os_version = "17.1.2" and common.uuid = "y""#, Some("_common_uuid__folded")),
    (r#"common.os_version > "900""#, Some("_os_version__sort")),
    (r#"common.storage_free = 39452467463"#, Some("_storage_free")),
    HIGH_NUMBERS,
    (r#"common.last_connected_at = "2024-05-26T15:28:54""#, Some("_last_connected_at")),
    (r#"custom.user.department > "zzzz""#, Some("_department__most")),
    (r#"common.uuid != "x""#, None),
    (r#"common.uuid starts with """#, None),
    HIGH_VERSIONS,
    (r#"not common.uuid in ("x", "y")"#, None),
    (r#"common.uuid is not empty"#, None),
];

const SUBSTRINGS: [(&str, Option<&str>); 6] = [
    (r#"common.uuid contains "5238B83""#, Some("_uuid__folded_trigrams")),
    (r#"common.uuid contains "5238%b83" or common.uuid contains "77b_1""#, Some("_uuid__folded_trigrams")),
    (r#"common.blocked_reasons = "nowhere""#, Some("_blocked_reasons__folded_trigrams")),
    (r#"custom.user.department = 4711.5"#, Some("_department__numbers_trigrams")),
    (r#"common.uuid does not contain "5238B83""#, None),
    (r#"common.SerialNumber contains "49701""#, None),
];

/// Where the engine folds the prefix, its index helps a plan that knows the value.
const NATIVE_PREFIX: (&str, Option<&str>) = (r#"common.uuid starts with "25238B""#, Some("_uuid_native"));

const NATIVE: [(&str, Option<&str>); 5] = [
    (r#"common.uuid = "25238B83-6f08-4f76-8c74-a84cac9e7c54""#, Some("_uuid_native")),
    (r#"common.uuid in ("25238b83-6f08-4f76-8c74-a84cac9e7c54", "x", "y")"#, Some("_uuid_native")),
    NATIVE_PREFIX,
    (r#"common.uuid != "x""#, None),
    (r#"common.SerialNumber contains "49701""#, None),
];

/// Checks that a plan uses the expected index.
fn check(plan: &str, expected: Option<&str>, what: &str) {
    let plan = plan.to_lowercase();
    let is = match expected {
        Some(index) => plan.contains("index") && plan.contains(index),
        None => !plan.contains("index"),
    };
    assert!(is, "{what}: not {expected:?}\n{plan}");
}

fn condition(source: &str, mapping: &Mapping, dialect: Dialect, literals: Literals) -> SqlFragment {
    read(source).to_sql(mapping, SqlOptions::new(dialect).with_literals(literals)).unwrap()
}

fn create_indexes(engine: &mut Engine, indexes: &Indexes, mapping: &Mapping) {
    let statements = Translator::new(mapping, engine.dialect).create_indexes(indexes).unwrap();
    engine.execute(&statements.iter().map(SqlFragment::text).collect::<Vec<_>>());
}

/// A value as an argument of PostgreSQL's EXECUTE.
fn argument(value: &SqlValue) -> String {
    match value {
        SqlValue::Text(text) => format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
        SqlValue::Integer(integer) => integer.to_string(),
        SqlValue::Double(double) => format!("{double:e}"),
        other => panic!("{other:?}"),
    }
}

fn lines(rows: Vec<Vec<serde_json::Value>>) -> String {
    rows.iter().map(|row| row[0].as_str().unwrap().to_owned() + "\n").collect()
}

/// Plans of PostgreSQL: with inlined values, with bound values known, with bound values unknown, and as PostgreSQL
/// itself chooses between these.
fn postgres_plans(engine: &mut Engine, mapping: &Mapping, cases: &[(&str, Option<&str>)]) {
    let table = mapping.table().join(".");
    for (source, expected) in cases {
        let inlined = condition(source, mapping, Dialect::Postgres, Literals::Inlined);
        let select = |condition: &SqlFragment| format!("SELECT id FROM {table} WHERE {}", condition.text());
        let explained = engine.rows(&format!("EXPLAIN {}", select(&inlined)), &[]);
        check(&lines(explained), *expected, &format!("inlined, {source}"));

        let bound = condition(source, mapping, Dialect::Postgres, Literals::Bound);
        let arguments: Vec<String> = bound.parameters().iter().map(argument).collect();
        let execute = match arguments.as_slice() {
            [] => "EXECUTE plan".to_owned(),
            some => format!("EXECUTE plan({})", some.join(", ")),
        };
        let prepare = format!("PREPARE plan AS {}", select(&bound));
        for mode in ["force_custom_plan", "force_generic_plan", "auto"] {
            // Without the values, PostgreSQL expects a third of all rows on each side, so these plans differ.
            let ranges = [HIGH_NUMBERS.0, HIGH_VERSIONS.0];
            if mode != "force_custom_plan" && ranges.contains(source) {
                continue;
            }
            let generic = mode == "force_generic_plan";
            let expected = if generic && (*source, *expected) == NATIVE_PREFIX { None } else { *expected };
            engine.execute(&[&format!("SET plan_cache_mode = {mode}"), &prepare]);
            // From the sixth run on it may keep a plan made without the values.
            for _ in 0..if mode == "auto" { 6 } else { 0 } {
                engine.execute(&[&execute]);
            }
            let explained = engine.rows(&format!("EXPLAIN {execute}"), &[]);
            check(&lines(explained), expected, &format!("{mode}, {source}"));
            engine.execute(&["DEALLOCATE plan"]);
        }
    }
}

#[test]
fn postgres_uses_the_indexes() {
    let Some(mut engine) = Engine::start(Dialect::Postgres) else { return };
    let mapping = exact("coreql_plans_exact");
    engine.load(&mapping, &rows(&mapping));
    create_indexes(&mut engine, &Indexes::new(), &mapping);
    engine.execute(&["ANALYZE coreql_plans_exact"]);
    postgres_plans(&mut engine, &mapping, &EXACT);
    // Without indexes.
    let contains: Vec<(&str, Option<&str>)> = SUBSTRINGS.iter().map(|(source, _)| (*source, None)).collect();
    postgres_plans(&mut engine, &mapping, &contains);
    let searched = ["common.uuid", "common.blocked_reasons", "custom.user.department"];
    let none: [&str; 0] = [];
    let trigrams = Indexes::new().with_fields(none).with_substring_fields(searched);
    create_indexes(&mut engine, &trigrams, &mapping);
    engine.execute(&["ANALYZE coreql_plans_exact"]);
    postgres_plans(&mut engine, &mapping, &SUBSTRINGS);

    let mapping = native("coreql_plans_native");
    engine.load(&mapping, &rows(&mapping));
    postgres_plans(&mut engine, &mapping, &[(NATIVE[0].0, None), (NATIVE[2].0, None)]);
    create_indexes(&mut engine, &Indexes::new().with_fields(["common.uuid"]), &mapping);
    engine.execute(&["ANALYZE coreql_plans_native"]);
    postgres_plans(&mut engine, &mapping, &NATIVE);
    create_indexes(
        &mut engine,
        &Indexes::new().with_fields(none).with_substring_fields(["common.SerialNumber"]),
        &mapping,
    );
    engine.execute(&["ANALYZE coreql_plans_native"]);
    let contains = [(r#"common.SerialNumber contains "49701""#, Some("_serial_trigrams"))];
    postgres_plans(&mut engine, &mapping, &contains);
    trigrams_select_the_same_rows(&mut engine);
    all_indexes_can_be_created(&mut engine);
    engine.execute(&["DROP TABLE coreql_plans_exact, coreql_plans_native, coreql_plans_texts"]);
}

/// `contains` with and without the trigram index: characters that are special in patterns or in literals, the empty
/// text, characters beyond the first 65,536.
fn trigrams_select_the_same_rows(engine: &mut Engine) {
    const CHARACTERS: [char; 14] =
        ['%', '_', '\\', '\'', 'a', 'B', 'ß', 'ſ', 'Σ', 'İ', '\u{212a}', '\u{10400}', '\u{1f600}', ' '];
    let mut random = generate::Random::new(9);
    let mut text =
        |most: usize| -> String { (0..random.below(most)).map(|_| *random.pick(&CHARACTERS)).collect() };
    let texts: Vec<String> = (0..2000).map(|_| text(12)).collect();
    let needles: Vec<String> = (0..150).map(|_| text(5)).chain([String::new()]).collect();
    let field = Field::new("custom.device.x", FieldType::String);
    let catalog = Catalog::builtin().with_fields([field.clone()]).unwrap();
    let mapping = Mapping::of_fields([&field]).with_table(["coreql_plans_texts"]);
    let rows: Vec<Vec<SqlValue>> = (0..)
        .zip(&texts)
        .map(|(id, own)| {
            let text = |text: &str| SqlValue::Text(text.to_owned());
            vec![SqlValue::Integer(id), text("{}"), text(own), text(&fold(own))]
        })
        .collect();
    engine.load(&mapping, &rows);
    let mut selected = 0;
    for indexed in [false, true] {
        if indexed {
            create_indexes(engine, &Indexes::new().with_substring_fields(["custom.device.x"]), &mapping);
            // The rows matter here, not the plan, so the planner gets no choice.
            engine.execute(&["SET enable_seqscan = off"]);
        }
        for strings in ["on", "off"] {
            engine.execute(&[&format!("SET standard_conforming_strings = {strings}")]);
            for needle in &needles {
                let query =
                    build::field("custom.device.x").contains(needle.as_str()).query(&catalog).unwrap();
                let expected: Vec<i64> = (0..)
                    .zip(&texts)
                    .filter(|(_, text)| fold(text).contains(fold(needle).as_ref()))
                    .map(|(id, _)| id)
                    .collect();
                for literals in [Literals::Bound, Literals::Inlined] {
                    let options = SqlOptions::new(Dialect::Postgres).with_literals(literals);
                    let condition = query.to_sql(&mapping, options).unwrap();
                    assert_eq!(engine.ids(&condition, &mapping), expected, "{indexed} {needle:?}");
                }
                selected += expected.len();
            }
        }
    }
    assert!(selected > 4 * 2000);
    engine.execute(&["SET standard_conforming_strings = on", "RESET enable_seqscan"]);
}

/// All indexes of all fields, in a schema of its own.
fn all_indexes_can_be_created(engine: &mut Engine) {
    let mapping = Mapping::of(Catalog::builtin()).with_table(["coreql_plans_all", "devices"]);
    let fields: Vec<String> = mapping.fields().map(|field| field.field.clone()).collect();
    engine.execute(&[
        "DROP SCHEMA IF EXISTS coreql_plans_all CASCADE",
        "CREATE SCHEMA coreql_plans_all",
        Translator::new(&mapping, Dialect::Postgres).create_table().unwrap().text(),
    ]);
    let indexes = Indexes::new().with_substring_fields(fields);
    let statements = Translator::new(&mapping, Dialect::Postgres).create_indexes(&indexes).unwrap().len();
    create_indexes(engine, &indexes, &mapping);
    let made = engine.rows("SELECT count(*) FROM pg_indexes WHERE schemaname = 'coreql_plans_all'", &[]);
    // One of the statements creates the extension; the primary key has an index, too.
    assert_eq!(made[0][0].as_u64(), Some(statements as u64));
    engine.execute(&["DROP SCHEMA coreql_plans_all CASCADE"]);
}

fn sqlite(mapping: &Mapping) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(Translator::new(mapping, Dialect::Sqlite).create_table().unwrap().text()).unwrap();
    database.execute_batch("BEGIN").unwrap();
    {
        let mut insert = database
            .prepare(Translator::new(mapping, Dialect::Sqlite).prepared_insert().unwrap().text())
            .unwrap();
        for row in rows(mapping) {
            insert.execute(params_from_iter(row.iter().map(value))).unwrap();
        }
    }
    for statement in Translator::new(mapping, Dialect::Sqlite).create_indexes(&Indexes::new()).unwrap() {
        database.execute_batch(statement.text()).unwrap();
    }
    database.execute_batch("COMMIT; ANALYZE").unwrap();
    database
}

fn sqlite_plan(database: &Connection, source: &str, mapping: &Mapping, literals: Literals) -> String {
    let condition = condition(source, mapping, Dialect::Sqlite, literals);
    let table = mapping.table().join(".");
    // All columns, which no index covers: otherwise SQLite would read an index in place of the table.
    let text = format!("EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {}", condition.text());
    let mut statement = database.prepare(&text).unwrap();
    let parameters = params_from_iter(condition.parameters().iter().map(value));
    let steps = statement.query_map(parameters, |row| row.get::<_, String>(3)).unwrap();
    steps.map(|step| step.unwrap() + "\n").collect()
}

#[test]
fn sqlite_uses_the_indexes() {
    let exact_cases: Vec<(&str, Option<&str>)> =
        EXACT.into_iter().chain(SUBSTRINGS.map(|(source, _)| (source, None))).collect();
    for (mapping, cases) in
        [(exact("coreql_plans_exact"), exact_cases), (native("coreql_plans_native"), NATIVE.to_vec())]
    {
        let database = sqlite(&mapping);
        for (source, expected) in cases {
            for literals in [Literals::Bound, Literals::Inlined] {
                let plan = sqlite_plan(&database, source, &mapping, literals);
                check(&plan, expected, &format!("{literals:?}, {source}"));
            }
        }
    }
}

#[test]
fn mariadb_uses_the_indexes() {
    let Some(mut engine) = Engine::start(Dialect::MariaDb) else { return };
    let mapping = exact("coreql_plans_exact");
    engine.load(&mapping, &rows(&mapping));
    create_indexes(&mut engine, &Indexes::new(), &mapping);
    engine.execute(&["ANALYZE TABLE coreql_plans_exact"]);
    for (source, expected) in EXACT.into_iter().chain(SUBSTRINGS.map(|(source, _)| (source, None))) {
        for literals in [Literals::Bound, Literals::Inlined] {
            let condition = condition(source, &mapping, Dialect::MariaDb, literals);
            let text = format!("EXPLAIN SELECT id FROM coreql_plans_exact WHERE {}", condition.text());
            let steps = engine.rows(&text, condition.parameters());
            // The columns `type` and `key`.
            let step = |step: &Vec<serde_json::Value>| match step[5].as_str() {
                Some(key) => format!("{} by index {key}\n", step[3]),
                None => format!("{}\n", step[3]),
            };
            let plan: String = steps.iter().map(step).collect();
            check(&plan, expected, &format!("{literals:?}, {source}"));
        }
    }
    engine.execute(&["DROP TABLE coreql_plans_exact"]);
}

/// Orders that an index serves, with a limit: SQLite and PostgreSQL read the index and sort only ties.
const ORDERS: [(&str, SortOrder, bool); 4] = [
    ("common.uuid", SortOrder::Ascending, true),
    ("common.os_version", SortOrder::Ascending, true),
    ("common.last_connected_at", SortOrder::Ascending, true),
    // Over two columns.
    ("common.storage_free", SortOrder::Ascending, false),
];

fn ordered(mapping: &Mapping, dialect: Dialect, field: &str, order: SortOrder) -> String {
    let search = Search::new().with_order(field, order).with_limit(10);
    let options = SqlOptions::new(dialect).with_literals(Literals::Inlined);
    Translator::new(mapping, options).search(&read(""), &search).unwrap().text().to_owned()
}

#[test]
fn postgres_reads_an_index_in_its_order() {
    let Some(mut engine) = Engine::start(Dialect::Postgres) else { return };
    let mapping = exact("coreql_plans_order");
    engine.load(&mapping, &rows(&mapping));
    create_indexes(&mut engine, &Indexes::new(), &mapping);
    engine.execute(&["ANALYZE coreql_plans_order"]);
    for (field, order, expected) in ORDERS {
        let statement = ordered(&mapping, Dialect::Postgres, field, order);
        let plan = lines(engine.rows(&format!("EXPLAIN {statement}"), &[]));
        assert_eq!(plan.contains("Index Scan using"), expected, "{statement}\n{plan}");
        assert!(!expected || plan.contains("Incremental Sort"), "{statement}\n{plan}");
    }
    // The primary key has the order of the file.
    let statement =
        Translator::new(&mapping, Dialect::Postgres).search(&read(""), &Search::new().with_limit(10));
    let plan = lines(engine.rows(&format!("EXPLAIN {}", statement.unwrap().text()), &[]));
    assert!(plan.contains("Index Scan using coreql_plans_order_pkey"), "{plan}");
    assert!(!plan.contains("Sort"), "{plan}");
    engine.execute(&["DROP TABLE coreql_plans_order"]);
}

#[test]
fn sqlite_reads_an_index_in_its_order() {
    let mapping = exact("devices");
    let database = sqlite(&mapping);
    for (field, order, expected) in ORDERS.into_iter().chain([("common.uuid", SortOrder::Descending, true)]) {
        let statement = ordered(&mapping, Dialect::Sqlite, field, order);
        let mut explained = database.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
        let steps = explained.query_map([], |row| row.get::<_, String>(3)).unwrap();
        let plan: String = steps.map(|step| step.unwrap() + "\n").collect();
        assert_eq!(plan.contains("USING INDEX"), expected, "{statement}\n{plan}");
        // At most the ties are sorted.
        assert_eq!(plan.contains("USE TEMP B-TREE FOR ORDER BY"), !expected, "{statement}\n{plan}");
    }
}
