//! `coreql sql`.

use coreql::sql::Dialect;
use serde_json::{Value as Json, json};

use super::support::{Files, fails, prints, run};

#[test]
fn the_statement_and_its_parameters_are_printed() {
    let arguments = ["sql", "--dialect", "postgres", "platform = \"iOS\" and battery_level >= 50"];
    let (text, stderr) = run(&arguments, "", 0);
    assert_eq!(
        text,
        "SELECT \"record\" FROM \"devices\" WHERE \"common_platform__folded\" = $1 AND \
         (\"common_battery_level\" >= CAST($2 AS BIGINT) OR \"common_battery_level__real\" >= CAST($3 AS DOUBLE PRECISION)) ORDER BY \"id\";\n"
    );
    assert_eq!(
        stderr,
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
             ORDER BY `common_imei__folded` DESC NULLS LAST, `id` LIMIT 3 OFFSET 2;\n"
        )
    );
}

#[test]
fn json_has_the_text_and_the_parameters() {
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
    let (text, stderr) = run(&arguments, "", 0);
    let answer: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(stderr, "");
    assert_eq!(answer["parameters"][1], json!({"type": "integer", "value": 7}));
    assert_eq!(
        answer["text"].as_str().unwrap().matches('$').count(),
        answer["parameters"].as_array().unwrap().len()
    );
}

#[test]
fn query_options_apply() {
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
    // By default, any field of the query has columns, whatever its name.
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
fn a_statement_that_is_impossible_is_an_error() {
    let sql = |more: &[&str], error: &str| fails(&[&["sql", "--dialect", "sqlite"], more].concat(), error);
    sql(&[], "a query is required");
    sql(&["--statement", "ddl", "common.id = 1"], "takes no query");
    sql(&["--statement", "count", "--limit", "1", "common.id = 1"], "require --statement search");
    sql(
        &["--sort-field", "common.noncompliance_reasons", ""],
        "field `common.noncompliance_reasons` needs one value",
    );
    sql(&["--mapping", "/nowhere/m.json", ""], "/nowhere/m.json");
    fails(&["sql", "--dialect", "oracle", ""], "invalid value 'oracle'");
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
fn untested_dialects_are_reported() {
    for dialect in Dialect::ALL {
        let stderr = run(&["sql", "--dialect", dialect.as_str(), "--inline", "common.id = 1"], "", 0).1;
        assert_eq!(stderr.contains("has never been run there"), !dialect.is_tested(), "{dialect}: {stderr}");
    }
    let help = prints(&["sql", "--help"]);
    assert!(Dialect::ALL.into_iter().all(|dialect| help.contains(dialect.as_str())), "{help}");
}

#[test]
fn indexes_follow_the_table() {
    let ddl = |dialect: &str, more: &[&str]| {
        run(&[&["sql", "--dialect", dialect, "--statement", "ddl"], more].concat(), "", 0)
    };
    let (text, stderr) =
        ddl("postgres", &["--index", "platform,battery_level", "--substring-index", "owner"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..2], ["CREATE TABLE \"devices\" (", "  \"id\" BIGINT PRIMARY KEY,"]);
    let end = lines.iter().position(|line| *line == ");").unwrap();
    assert_eq!(
        lines[end + 1..],
        [
            r#"CREATE INDEX "devices_common_platform__folded" ON "devices" ("common_platform__folded");"#,
            r#"CREATE INDEX "devices_common_battery_level" ON "devices" ("common_battery_level");"#,
            r#"CREATE INDEX "devices_common_battery_level__real" ON "devices" ("common_battery_level__real");"#,
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;",
            r#"CREATE INDEX "devices_common_owner__folded_trigrams" ON "devices" USING gin (("common_owner__folded") gin_trgm_ops);"#,
        ]
    );
    assert_eq!(stderr, "");
    let (text, stderr) = ddl("clickhouse", &["--index", "platform"]);
    assert!(text.ends_with("\n) ENGINE = MergeTree ORDER BY (`id`);\n"), "{text}");
    assert_eq!(stderr, "coreql: clickhouse has no index for these fields\n");
    let (text, _) = ddl("sqlite", &["--index", "platform", "--format", "json"]);
    let texts: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        texts[1],
        json!({"text": "CREATE INDEX `devices_common_platform__folded` ON `devices` (`common_platform__folded`)", "parameters": []})
    );
    let (_, stderr) = run(&["sql", "--dialect", "sqlite", "--index", "platform", "platform = ios"], "", 2);
    assert!(stderr.contains("--statement ddl"), "{stderr}");
    let (_, stderr) = run(&["sql", "--dialect", "sqlite", "--statement", "ddl", "--index", "nowhere"], "", 2);
    assert!(stderr.contains("no column for field `nowhere`"), "{stderr}");
}
