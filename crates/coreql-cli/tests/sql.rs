//! `coreql sql`, `mapping`, and what `load` prints.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test"
)]

mod run;

use coreql::sql::Dialect;
use rusqlite::Connection;
use serde_json::{Value as Json, json};

use run::{Files, fails, prints, run};

#[test]
fn a_statement_alone_is_printed_and_its_values_are_said() {
    let arguments = ["sql", "--dialect", "postgres", "platform = \"iOS\" and battery_level >= 50"];
    let (text, said) = run(&arguments, "", 0);
    assert_eq!(
        text,
        "SELECT \"record\" FROM \"devices\" WHERE \"common_platform__folded\" = $1 AND \
         (\"common_battery_level\" >= $2 OR \"common_battery_level__real\" >= CAST($3 AS DOUBLE PRECISION)) ORDER BY \"id\";\n"
    );
    assert_eq!(
        said,
        "coreql: parameter 1 is the text \"ios\"\ncoreql: parameter 2 is the integer 50\ncoreql: parameter 3 is the double 50.0\n"
    );
    let print = |more: &[&str]| {
        prints(
            &[&["sql", "--dialect", "sqlite", "--inline"], more, &["common.platform != \"it's\""]].concat(),
        )
    };
    let condition = "(`common_platform__folded` = 'it''s') IS NOT TRUE";
    assert_eq!(print(&["--statement", "where"]), format!("{condition}\n"));
    assert_eq!(
        print(&["--statement", "count"]),
        format!("SELECT COUNT(*) FROM `devices` WHERE {condition};\n")
    );
    assert_eq!(
        print(&["--statement", "where", "--missing", "exclude"]),
        format!("(`common_platform__folded` IS NOT NULL AND {condition})\n")
    );
    assert_eq!(
        print(&[
            "--fields",
            "common.uuid,UUID,battery_level",
            "--limit",
            "3",
            "--offset",
            "2",
            "--sort-field",
            "common.imei",
            "--sort-order",
            "desc",
            "--table",
            "mdm.phones"
        ]),
        format!(
            "SELECT `common_uuid`, `common_battery_level`, `common_battery_level__real` FROM `mdm`.`phones` WHERE {condition} \
             ORDER BY CASE WHEN `common_imei__folded` IS NULL THEN 1 ELSE 0 END, `common_imei__folded` DESC, `id` LIMIT 3 OFFSET 2;\n"
        )
    );
}

#[test]
fn json_has_the_text_and_the_values() {
    let arguments = [
        "sql",
        "--dialect",
        "duckdb",
        "--statement",
        "where",
        "--format",
        "json",
        "compliant = true or id = 7",
    ];
    let (text, said) = run(&arguments, "", 0);
    let answer: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(said, "");
    assert_eq!(answer["parameters"][1], json!({"type": "integer", "value": 7}));
    assert_eq!(
        answer["text"].as_str().unwrap().matches('$').count(),
        answer["parameters"].as_array().unwrap().len()
    );
}

#[test]
fn the_query_may_come_in_every_way() {
    let sql = |more: &[&str], input: &str, status: i32| {
        run(
            &[&["sql", "--dialect", "sqlite", "--statement", "where", "--inline"], more].concat(),
            input,
            status,
        )
    };
    assert_eq!(sql(&["-"], "common.id = 7\n", 0).0, sql(&["common.id = 7"], "", 0).0);
    assert_eq!(sql(&[""], "", 0).0, "1 = 1\n");
    assert_eq!(sql(&["not common.id = 7"], "", 1).0, "");
    assert!(sql(&["--syntax", "extended", "not common.id = 7"], "", 0).0.contains("IS NOT TRUE"));
    assert!(sql(&["--max-tokens", "2", "common.id = 7"], "", 1).1.contains("tokens"));
    // A field that nobody lists has columns by default, whatever its name.
    let custom = sql(&["custom.device.Büro > 5 and \"custom.device.` --\" = 1"], "", 0).0;
    assert!(
        custom.contains("`custom_device_b_ro__most_number` > ") && custom.contains("__numbers`"),
        "{custom}"
    );
    let catalog = "[{\"name\": \"common.id\", \"type\": \"STRING\"}]";
    let typed = sql(&["--catalog", "-", "common.id = \"A\""], catalog, 0).0;
    assert_eq!(typed, "`common_id__folded` = 'a'\n");
    assert_eq!(sql(&["--catalog", "-", "common.platform = \"A\""], catalog, 1).0, "");
}

#[test]
fn what_sql_cannot_print_is_an_error() {
    let sql = |more: &[&str], error: &str| fails(&[&["sql", "--dialect", "sqlite"], more].concat(), error);
    sql(&[], "a query is required");
    sql(&["--statement", "ddl", "common.id = 1"], "takes no query");
    sql(&["--statement", "count", "--limit", "1", "common.id = 1"], "require --statement search");
    sql(
        &["--sort-field", "common.noncompliance_reasons", ""],
        "field `common.noncompliance_reasons` needs one value",
    );
    sql(&["--mapping", "/nowhere/m.json", ""], "/nowhere/m.json");
    fails(&["sql", "--dialect", "oracle", ""], "unknown dialect `oracle`; one of sqlite, postgres");
    fails(&["sql", ""], "--dialect");
    let long = "x".repeat(64);
    let files = Files::new();
    let mapping =
        json!({"table": long, "fields": [{"field": "common.id", "column": "id", "storage": "integer"}]});
    let mapping = files.write("mapping.json", &mapping.to_string());
    fails(&["sql", "--dialect", "postgres", "--mapping", &mapping, ""], "postgres cannot have the name `xxx");
    sql(
        &["--mapping", &mapping, "common.platform = \"x\""],
        "the mapping has no column for field `common.platform`",
    );
}

#[test]
fn untested_dialects_say_so() {
    for dialect in Dialect::ALL {
        let said = run(&["sql", "--dialect", dialect.as_str(), "--inline", "common.id = 1"], "", 0).1;
        assert_eq!(said.contains("has never been run there"), !dialect.is_tested(), "{dialect}: {said}");
    }
    let help = prints(&["sql", "--help"]);
    assert!(Dialect::ALL.into_iter().all(|dialect| help.contains(dialect.as_str())), "{help}");
}

#[test]
fn a_mapping_can_be_printed_edited_and_used() {
    let files = Files::new();
    let mut mapping: Json =
        serde_json::from_str(&prints(&["mapping", "--field", "custom.user.Büro", "--table", "mdm.phones"]))
            .unwrap();
    assert_eq!(mapping["table"], json!(["mdm", "phones"]));
    let fields = mapping["fields"].as_array_mut().unwrap();
    assert_eq!(fields.last().unwrap()["field"], "custom.user.Büro");
    let platform = fields.iter_mut().find(|field| field["field"] == "common.platform").unwrap();
    platform["folded"] = json!("it's `so`");
    let path = files.write("mapping.json", &mapping.to_string());
    let sql = [
        "sql",
        "--dialect",
        "sqlite",
        "--inline",
        "--mapping",
        &path,
        "--statement",
        "count",
        "platform = \"iOS\"",
    ];
    assert_eq!(prints(&sql), "SELECT COUNT(*) FROM `mdm`.`phones` WHERE `it's ``so``` = 'ios';\n");
    let ddl = ["sql", "--dialect", "sqlite", "--statement", "ddl", "--mapping", "-"];
    assert!(run(&ddl, &mapping.to_string(), 0).0.contains("`it's ``so``` TEXT"));

    let device = json!({"custom.device.a": 1, "Common.Platform": "x", "platform": 1, "b": 2});
    let devices = files.lines("devices.jsonl", &[device]);
    let of_devices: Json = serde_json::from_str(&prints(&["mapping", "--devices", &devices])).unwrap();
    let names = of_devices["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap());
    let names: Vec<&str> = names.collect();
    // A key without its group is no key of a field, and no query can name it.
    assert_eq!(names[names.len() - 2..], ["custom.device.a", "b"]);
    let database = files.path("devices.db");
    run(&["load", "--sqlite", &database, "--devices", &devices], "", 0);
    assert_eq!(prints(&["mapping", "--sqlite", &database]), prints(&["mapping", "--devices", &devices]));
    for text in ["{}", "[1", ""] {
        let path = files.write("bad.json", text);
        fails(&["sql", "--dialect", "sqlite", "--mapping", &path, ""], "no mapping");
        let load = ["load", "--sqlite", &files.path("bad.db"), "--mapping", &path, "--devices", &devices];
        fails(&load, "no mapping");
    }
}

/// Statements are printed as a client runs them.
#[test]
fn what_is_printed_runs_as_it_is() {
    let files = Files::new();
    let texts = ["it's", "", "a\0b", "x;\n.quit\n--", "\\", "é日本😀 ſ", "`\"[]", "?1 $1 :a @b"];
    let mut devices: Vec<Json> =
        texts.iter().map(|text| json!({"common.comment": text, "custom.device.x": text})).collect();
    devices.push(json!({"common.battery_level": 50.5, "common.comment": null}));
    devices.push(json!({"common.battery_level": i64::MIN}));
    devices.push(json!({"common.battery_level": 1e300}));
    let path = files.lines("devices.jsonl", &devices);
    for batch in ["1", "3", "1000"] {
        let script = prints(&["load", "--dialect", "sqlite", "--ddl", "--batch", batch, "--devices", &path]);
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(&script).unwrap();
        for text in texts {
            for field in ["common.comment", "custom.device.x"] {
                let query = coreql::query::build::field(field).eq(text);
                let query = query.query(coreql::catalog::Catalog::builtin()).unwrap();
                let query = coreql::syntax::print(&query.to_ast(), coreql::syntax::Style::Canonical).unwrap();
                let sql = ["sql", "--dialect", "sqlite", "--inline", "--statement", "count", "-"];
                let statement = run(&sql, &query, 0).0;
                let count: i64 = database
                    .query_row(statement.trim_end().trim_end_matches(';'), [], |row| row.get(0))
                    .unwrap();
                assert_eq!(count, 1, "{query}: {statement}");
            }
        }
        let sorted = prints(&[
            "sql",
            "--dialect",
            "sqlite",
            "--sort-field",
            "battery_level",
            "battery_level is not empty",
        ]);
        let mut statement = database.prepare(sorted.trim_end().trim_end_matches(';')).unwrap();
        let records: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let levels: Vec<Json> = records
            .iter()
            .map(|record| serde_json::from_str::<Json>(record).unwrap()["common.battery_level"].clone())
            .collect();
        assert_eq!(levels, [json!(i64::MIN), json!(50.5), json!(1e300)]);
    }
}

#[test]
fn indexes_come_behind_the_table() {
    let ddl = |dialect: &str, more: &[&str]| {
        run(&[&["sql", "--dialect", dialect, "--statement", "ddl"], more].concat(), "", 0)
    };
    let (text, said) = ddl("postgres", &["--index", "platform,battery_level", "--substring-index", "owner"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("CREATE TABLE \"devices\" ("));
    assert_eq!(
        lines[1..],
        [
            r#"CREATE INDEX "devices_common_platform__folded" ON "devices" ("common_platform__folded");"#,
            r#"CREATE INDEX "devices_common_battery_level" ON "devices" ("common_battery_level");"#,
            r#"CREATE INDEX "devices_common_battery_level__real" ON "devices" ("common_battery_level__real");"#,
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;",
            r#"CREATE INDEX "devices_common_owner__folded_trigrams" ON "devices" USING gin (("common_owner__folded") gin_trgm_ops);"#,
        ]
    );
    assert_eq!(said, "");
    let (text, said) = ddl("clickhouse", &["--index", "platform"]);
    assert_eq!(text.lines().count(), 1);
    assert_eq!(said, "coreql: clickhouse has no index for these fields\n");
    let (text, _) = ddl("sqlite", &["--index", "platform", "--format", "json"]);
    let texts: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        texts[1],
        json!({"text": "CREATE INDEX `devices_common_platform__folded` ON `devices` (`common_platform__folded`)", "parameters": []})
    );
    let (_, said) = run(&["sql", "--dialect", "sqlite", "--index", "platform", "platform = ios"], "", 2);
    assert!(said.contains("--statement ddl"), "{said}");
    let (_, said) = run(&["sql", "--dialect", "sqlite", "--statement", "ddl", "--index", "nowhere"], "", 2);
    assert!(said.contains("no column for field `nowhere`"), "{said}");
}
