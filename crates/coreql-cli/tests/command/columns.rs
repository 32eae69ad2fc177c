//! The columns of tables that `coreql load` did not make.

use rusqlite::Connection;
use serde_json::json;

use super::support::{Files, fails, run};

/// A table of one column, with the values of its rows.
fn table(files: &Files, name: &str, declaration: &str, values: &[&str]) -> String {
    let path = files.path(name);
    let database = Connection::open(&path).unwrap();
    let rows: String = values.iter().map(|value| format!("INSERT INTO fleet VALUES ({value});")).collect();
    database.execute_batch(&format!("CREATE TABLE fleet (c {declaration};{rows}")).unwrap();
    path
}

/// Field, storage, declaration, values, a query, and what the value of the wrong kind is, or else the count.
#[test]
fn a_value_of_the_wrong_kind_is_an_error() {
    let date = "common.last_connected_at";
    for (index, (field, storage, declaration, values, query, outcome)) in [
        (date, "milliseconds", "TEXT)", &["'2024-05-01'"][..], "> 2023", Err("the text `2024-05-01`")),
        (
            date,
            "milliseconds",
            "INTEGER)",
            &["NULL", "1714521600000", "'May 1'"],
            "> 2023",
            Err("the text `May 1`"),
        ),
        (date, "milliseconds", ")", &["1714521600000.5"], "> 2023", Err("1714521600000.5")),
        (date, "milliseconds", "INTEGER)", &["NULL", "1714521600000"], "> 2023", Ok("1")),
        // A number in a column of text is text.
        (date, "milliseconds", "TEXT)", &["1714521600000"], "> 2023", Err("the text `1714521600000`")),
        (date, "milliseconds", "INTEGER) STRICT", &["1714521600000"], "> 2023", Ok("1")),
        ("common.battery_level", "integer", "TEXT)", &["'50'"], "> 40", Err("the text `50`")),
        ("common.battery_level", "integer", "INTEGER)", &["'50'", "49.5", "NULL"], "> 40", Ok("2")),
        ("common.battery_level", "double", "BLOB)", &["x'32'"], "> 40", Err("a blob")),
        ("common.compliant", "boolean", "TEXT)", &["'true'"], "= true", Err("the text `true`")),
        ("common.compliant", "boolean", "BOOLEAN)", &["1", "0", "NULL"], "= true", Ok("1")),
        ("common.model", "text", "INTEGER)", &["7", "'iPad'"], "= \"7\"", Ok("1")),
        ("common.model", "text", "BLOB)", &["x'37'"], "= \"7\"", Err("a blob")),
        ("common.noncompliance_reasons", "text_array", ")", &["7"], "is empty", Err("holds 7")),
    ]
    .into_iter()
    .enumerate()
    {
        let files = Files::new();
        let database = table(&files, "fleet.db", declaration, values);
        let fields = json!([{"field": field, "column": "c", "storage": storage}]);
        let mapping = files.write("mapping.json", &json!({"table": "fleet", "fields": fields}).to_string());
        let query = format!("{field} {query}");
        let count = ["count", "--sqlite", &database, "--mapping", &mapping, &query];
        match outcome {
            Ok(matching) => assert_eq!(run(&count, "", 0).0, format!("{matching}\n"), "{index}"),
            Err(wrong) => {
                fails(&count, wrong);
                fails(&count, "column `c` is ");
                fails(&count, &format!("in the mapping of `{field}`, but holds "));
                run(&[&["count", "--trust-columns"], &count[1..]].concat(), "", 0);
                // The columns of other fields are not read.
                run(&[&count[..5], &[""]].concat(), "", 0);
            }
        }
    }
}

#[test]
fn tables_that_load_made_are_not_checked() {
    let files = Files::with_samples();
    let database = files.path("fleet.db");
    run(&["load", "--sqlite", &database, "--devices", &files.path("array.json")], "", 0);
    Connection::open(&database).unwrap().execute_batch("UPDATE devices SET common_id = 'x'").unwrap();
    run(&["count", "--sqlite", &database, "common.id = 1"], "", 0);
}

/// One statement checks all columns of the query, and names the one that is wrong.
#[test]
fn each_column_of_the_query_is_checked() {
    let files = Files::new();
    let path = files.path("fleet.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TABLE fleet (a TEXT, b, \"c d\" INTEGER);
             INSERT INTO fleet VALUES ('iOS', 1, 1), ('iOS', NULL, 2), (NULL, 'x', 'y');",
        )
        .unwrap();
    let fields = json!([
        {"field": "common.platform", "column": "a", "storage": "text"},
        {"field": "common.battery_level", "column": "b", "storage": "integer"},
        {"field": "common.compliant", "column": "c d", "storage": "boolean"},
    ]);
    let mapping = files.write("mapping.json", &json!({"table": "fleet", "fields": fields}).to_string());
    let count = ["count", "--sqlite", &path, "--mapping", &mapping];
    for (query, wrong) in [
        ("platform = ios and battery_level = 1", "column `b` is an integer in the mapping"),
        ("platform = ios or compliant = true", "column `c d` is a boolean (0 or 1) in the mapping"),
        ("compliant = true and battery_level = 1 and compliant != false", "holds the text `"),
    ] {
        fails(&[&count[..], &[query]].concat(), wrong);
    }
    assert_eq!(run(&[&count[..], &["platform = ios"]].concat(), "", 0).0, "2\n");
}
