//! `coreql load --sqlite`, and `search` and `count` in such databases and in others: rules 9.15 to 9.17.

use std::fs;

use rusqlite::Connection;
use serde_json::{Value as Json, json};

use super::support::{Files, fails, prints, run};

const FLEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/fleet.json");

/// A result without its two times.
fn without_times(answer: &str) -> String {
    let mut rest = answer;
    let mut text = String::new();
    for name in ["\"searchTimeMillis\":", "\"currentServerTimeMilliseconds\":"] {
        let Some((before, after)) = rest.split_once(name) else { break };
        text.push_str(before);
        text.push_str(name);
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    text + rest
}

/// `search` and `count` must print the same for a file of devices and for the database that it was loaded into.
#[track_caller]
fn assert_same(devices: &str, database: &str, arguments: &[&str]) {
    let result = |source: [&str; 2]| {
        let [command, rest @ ..] = arguments else { return String::new() };
        without_times(&prints(&[&[*command], &source[..], rest].concat()))
    };
    assert_eq!(result(["--sqlite", database]), result(["--devices", devices]), "{arguments:?}");
}
const QUERIES: [&str; 16] = [
    "",
    "\"common.platform\" = \"iOS\" AND (\"common.os_version\" < \"17.2\" OR \"common.compliant\" = false)",
    "common.platform != \"ios\"",
    "battery_level >= 50 and battery_level < 80.5",
    "last_connected_at > \"2024-05-28\"",
    "user.display_name contains \"Ø\" or user.display_name starts with \"Ελένη\"",
    "common.noncompliance_reasons = \"os_version\"",
    "common.noncompliance_reasons does not contain \"a\"",
    "common.comment is empty and common.comment != \"x\"",
    "os_version >= \"14\" and os_version != \"14\"",
    "custom.device.Asset > 5 or custom.device.Asset is not empty",
    "custom.device.nobody_has_this = 1",
    "custom.device.nobody_has_this != 1",
    "not (platform in (\"iOS\", \"macOS\") or retired = true)",
    "common.id in (1, 2, 3.5, 400)",
    "common.platform = \"nothing\"",
];

#[test]
fn a_database_gives_the_results_of_its_file() {
    let files = Files::new();
    let database = files.path("fleet.db");
    let stderr = run(
        &["load", "--sqlite", &database, "--devices", FLEET, "--index", "platform,os_version,battery_level"],
        "",
        0,
    );
    assert_eq!(stderr.0, "");
    assert!(stderr.1.contains("1000 devices loaded into `devices`"), "{}", stderr.1);
    // Each query runs with two formats; pages and orders alternate.
    const FORMATS: [&str; 4] = ["table", "json", "jsonl", "csv"];
    const PAGES: [&[&str]; 5] = [
        &[],
        &["--limit", "7"],
        &["--offset", "5", "--limit", "3"],
        &["--offset", "990"],
        &["--limit", "990"],
    ];
    const SORTS: [&str; 7] = [
        "",
        "os_version",
        "battery_level",
        "noncompliance_reasons",
        "display_name",
        "last_connected_at",
        "custom.device.Asset",
    ];
    let mut turn = 0;
    for query in QUERIES {
        for missing in ["complement", "exclude"] {
            let options = ["--missing", missing, "--syntax", "extended"];
            assert_same(FLEET, &database, &[&["count"], &options[..], &[query]].concat());
            let (format, sort) = (FORMATS[turn % FORMATS.len()], SORTS[turn % SORTS.len()]);
            let sorted = ["--sort-field", sort, "--sort-order", ["ASC", "DESC"][turn / 3 % 2]];
            let sorted = if sort.is_empty() { &[] } else { &sorted[..] };
            let page = PAGES[turn % PAGES.len()];
            assert_same(
                FLEET,
                &database,
                &[&["search", "--format", format], &options[..], page, sorted, &[query]].concat(),
            );
            turn += 1;
        }
    }
    assert_same(
        FLEET,
        &database,
        &["search", "--fields", "uuid,battery_level,custom.device.Asset,*", "--format", "jsonl", ""],
    );
    assert_same(FLEET, &database, &["count", "--format", "json", "platform = \"iOS\""]);
    assert_same(FLEET, &database, &["search", "--format", "json", "--limit", "0", ""]);
    assert_same(
        FLEET,
        &database,
        &[
            "search",
            "--format",
            "json",
            "--limit",
            "18446744073709551615",
            "--offset",
            "18446744073709551615",
            "",
        ],
    );
}

/// Every order, over values that are missing, equal, of other types and beyond doubles.
/// Rules 9.2 and 9.15.
#[test]
fn a_database_sorts_like_its_file() {
    let files = Files::new();
    let values = [
        json!(null),
        json!(""),
        json!("a"),
        json!("A"),
        json!("ſ"),
        json!("s"),
        json!("10"),
        json!("9.3"),
        json!("10.0"),
        json!(10),
        json!(9.5),
        json!(9_007_199_254_740_992_i64),
        json!(9_007_199_254_740_993_i64),
        json!(9_007_199_254_740_992.0),
        json!(i64::MAX),
        json!(9_223_372_036_854_775_808.0),
        json!(-9_223_372_036_854_775_809.0),
        json!(i64::MIN),
        json!(true),
        json!("false"),
        json!(["a", "b"]),
        json!(["a b"]),
        json!([]),
        json!(["a"]),
        json!({"x": 1}),
        json!("2024-05"),
        json!("2024-05-01"),
        json!(1_714_521_600_000_i64),
    ];
    let fields = [
        "common.comment",
        "common.os_version",
        "common.battery_level",
        "common.last_connected_at",
        "common.compliant",
        "common.noncompliance_reasons",
        "custom.device.x",
    ];
    let devices: Vec<Json> = (0..)
        .zip(values.iter().chain(values.iter().rev()))
        .map(|(id, value)| {
            let mut device = json!({"common.id": id});
            for field in fields {
                device[field] = value.clone();
            }
            device
        })
        .collect();
    let path = files.lines("devices.jsonl", &devices);
    let database = files.path("devices.db");
    run(&["load", "--sqlite", &database, "--devices", &path], "", 0);
    for field in fields {
        for order in ["ASC", "DESC"] {
            for page in [&[][..], &["--limit", "9", "--offset", "4"]] {
                let search = ["search", "--format", "json", "--sort-field", field, "--sort-order", order];
                assert_same(&path, &database, &[&search[..], page, &["common.id != 7"]].concat());
            }
        }
    }
}

/// Keys of any text, in any spelling.
/// Rules 9.16 and 9.17.
#[test]
fn fields_beyond_the_catalogue_are_loaded() {
    let files = Files::new();
    let devices = [
        json!({"custom.device.a": 1, "custom.device.A b": "x", "custom.device.a.b": ["x"], "custom.device.日本": true}),
        json!({"CUSTOM.device.a": 2, "custom.device.twice": 1, "custom.device.TWICE": 2, "b": 1, "platform": "no field"}),
        json!({"custom.device.TWICE": 3, "custom.device.a__folded": "y", "record": "r", "id": "i", "": "empty", "`; drop table devices": 1}),
    ];
    let path = files.lines("devices.jsonl", &devices);
    let database = files.path("devices.db");
    let stderr = run(&["load", "--sqlite", &database, "--devices", &path], "", 0).1;
    assert!(
        stderr.contains("`custom.device.twice` gets no column, because a device has two spellings of it"),
        "{stderr}"
    );
    let queries = [
        "custom.device.a >= 2",
        "CUSTOM.DEVICE.A = 1",
        "\"custom.device.A b\" = \"X\"",
        "custom.device.a.b = \"x\"",
        "custom.device.日本 = true",
        "custom.device.twice = 2",
        "custom.device.TWICE = 2",
        "custom.device.twice = 1",
        "custom.device.Twice = 1",
        "b = 1",
        "B = 1",
        "record = \"R\"",
        "id != 4",
        "\"`; drop table devices\" = 1",
        "custom.device.a__folded is empty",
        "platform is empty",
    ];
    for query in queries {
        assert_same(&path, &database, &["search", "--format", "jsonl", query]);
        assert_same(
            &path,
            &database,
            &["search", "--sort-field", "custom.device.a", "--sort-order", "DESC", query],
        );
    }
    let stderr_of = |query: &str| run(&["count", "--sqlite", &database, query], "", 0).1;
    assert!(
        stderr_of("custom.device.twice = 2")
            .contains("the mapping has no column for field `custom.device.twice`, so every device is read")
    );
    assert!(!stderr_of("custom.device.a = 1").contains("every device is read"));

    // A pipe is read only once: fields get columns only if they are named, and are found in any case.
    let text = fs::read_to_string(&path).unwrap();
    let piped = files.path("piped.db");
    let stderr = run(&["load", "--sqlite", &piped, "--devices", "-"], &text, 0).1;
    assert!(stderr.contains("--field adds others"), "{stderr}");
    assert_same(&path, &piped, &["count", "custom.device.a >= 2"]);
    let stderr = run(
        &["load", "--sqlite", &piped, "--replace", "--devices", "-", "--field", "custom.device.a"],
        &text,
        0,
    )
    .1;
    assert!(!stderr.contains("--field adds others"), "{stderr}");
    assert!(
        !run(&["count", "--sqlite", &piped, "custom.device.a = 1"], "", 0).1.contains("every device is read")
    );
    assert_same(&path, &piped, &["count", "custom.device.a >= 2"]);

    // More fields than a table can have columns.
    let many = Json::Object((0..3000).map(|at| (format!("custom.device.f{at}"), json!(at))).collect());
    let path = files.lines("many.jsonl", &[many]);
    let stderr = run(&["load", "--sqlite", &files.path("many.db"), "--devices", &path], "", 0).1;
    assert!(stderr.contains("cannot have a column for every field"), "{stderr}");
    for query in ["custom.device.f0 = 0", "custom.device.f2999 = 2999", "custom.device.f2999 = 1"] {
        assert_same(&path, &files.path("many.db"), &["count", query]);
    }
}

#[test]
fn unreadable_records_are_skipped() {
    let files = Files::new();
    let path = files.write(
        "devices.jsonl",
        "{\"common.id\": 1}\n{\"common.id\": \"x\"}\n{nonsense\n[7]\n{\"common.id\": 2}\n",
    );
    let database = files.path("devices.db");
    let stderr = run(&["load", "--sqlite", &database, "--devices", &path], "", 0).1;
    assert!(stderr.contains("skipped 2 unreadable records (first: line 3"), "{stderr}");
    assert!(stderr.contains("1 value of `common.id` could not be read as number"), "{stderr}");
    assert!(stderr.contains("3 devices loaded"), "{stderr}");
    assert_same(&path, &database, &["search", "--format", "jsonl", "common.id != 1"]);
    for (name, text) in [("envelope.json", "{\"results\": []}"), ("none.json", "[]")] {
        let (path, database) = (files.write(name, text), files.path(&format!("{name}.db")));
        assert!(
            run(&["load", "--sqlite", &database, "--devices", &path], "", 0).1.contains("0 devices loaded")
        );
        assert_same(&path, &database, &["search", "--format", "json", ""]);
    }
    let csv = files.write("devices.csv", "common.id,common.comment,custom.device.x\n1,é,\"[1,2]\"\n2,,7\n");
    let database = files.path("csv.db");
    run(&["load", "--sqlite", &database, "--devices", &csv], "", 0);
    for query in ["", "custom.device.x = 7", "custom.device.x = 2", "comment is empty"] {
        assert_same(&csv, &database, &["search", "--format", "json", query]);
    }
}

/// The schema and the row counts, read by another program.
fn content(database: &str) -> Vec<String> {
    let database = Connection::open(database).unwrap();
    let mut statement = database
        .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1")
        .unwrap();
    let mut content: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let count = |table: &str| {
        database.query_row(&format!("SELECT count(*) FROM `{table}`"), [], |row| row.get::<_, i64>(0))
    };
    content.extend(
        ["devices", "other", "coreql_mapping"].map(|table| format!("{table} {:?}", count(table).ok())),
    );
    content
}

#[test]
fn a_table_is_replaced_only_on_request_and_as_a_whole() {
    let files = Files::new();
    let one = files.lines("one.jsonl", &[json!({"common.id": 1})]);
    let two = files.lines("two.jsonl", &[json!({"common.id": 1}), json!({"common.id": 2})]);
    let broken = files.write("broken.json", "[{\"common.id\": 1}, {");
    let database = files.path("devices.db");
    let load = |devices: &str, more: &[&str], status: i32| {
        run(&[&["load", "--sqlite", &database, "--devices", devices], more].concat(), "", status).1
    };
    // A load that fails leaves nothing, or an empty file.
    assert!(load(&broken, &[], 2).contains("broken.json"));
    let text = fs::read_to_string(&broken).unwrap();
    run(&["load", "--sqlite", &database, "--devices", "-"], &text, 2);
    let left: Vec<_> =
        fs::read_dir(files.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
    assert_eq!(fs::metadata(&database).unwrap().len(), 0);
    fails(&["count", "--sqlite", &database, ""], "has not created a table");
    load(&one, &["--index", "platform,os_version,id"], 0);
    let before = content(&database);
    assert_eq!(before.iter().filter(|line| line.starts_with("index devices_")).count(), 5, "{before:#?}");
    assert!(
        load(&two, &[], 2)
            .contains("table `devices` exists; use --update to update its devices, or --replace")
    );
    run(&["load", "--sqlite", &database, "--replace", "--devices", "-"], &text, 2);
    load(&one, &["--replace", "--index", "common.noncompliance_reasons"], 2);
    load(&one, &["--table", "COREQL_MAPPING"], 2);
    load(&one, &["--table", "other.devices"], 2);
    load(&one, &["--table", "sqlite_x"], 2);
    assert_eq!(content(&database), before);
    load(&two, &["--replace", "--table", "DEVICES"], 0);
    let after = content(&database);
    assert!(
        after.contains(&"devices Some(2)".to_owned()) && after.contains(&"coreql_mapping Some(1)".to_owned()),
        "{after:#?}"
    );

    load(&one, &["--table", "other"], 0);
    fails(&["count", "--sqlite", &database, ""], "choose one with --table: `DEVICES`, `other`");
    assert_eq!(prints(&["count", "--sqlite", &database, "--table", "other", ""]), "1\n");
    assert_eq!(prints(&["count", "--sqlite", &database, "--table", "devices", ""]), "2\n");
    fails(
        &["count", "--sqlite", &database, "--table", "third", ""],
        "`coreql load` has not created a table `third`",
    );
    let hostile = "it's `a\" [table]; --";
    load(&one, &["--table", hostile, "--index", "platform"], 0);
    load(&two, &["--replace", "--table", hostile], 0);
    assert_eq!(prints(&["count", "--sqlite", &database, "--table", hostile, ""]), "2\n");
    let connection = Connection::open(&database).unwrap();
    connection.execute_batch("CREATE VIEW seen AS SELECT 1; CREATE INDEX first ON other (id)").unwrap();
    load(&one, &["--replace", "--table", "devices", "--index", "platform,PLATFORM,common.platform"], 0);
    for (table, what) in [("seen", "view"), ("FIRST", "index")] {
        for more in [&["--replace"][..], &[]] {
            let stderr = load(&one, &[more, &["--table", table]].concat(), 2);
            assert!(stderr.contains(&format!("`{table}` is the name of an existing {what}")), "{stderr}");
        }
    }
    assert_eq!(prints(&["count", "--sqlite", &database, "--table", "main.other", ""]), "1\n");
}

#[test]
fn an_unreadable_database_is_an_error() {
    let files = Files::new();
    let count = |path: &str, error: &str| fails(&["count", "--sqlite", path, ""], error);
    count(&files.path("nowhere.db"), "nowhere.db: No such file");
    assert!(!fs::exists(files.path("nowhere.db")).unwrap());
    count(&files.folder.path().display().to_string(), "a directory is not a database");
    count(
        &files.write("text.db", "this is no database, and long enough to be one, if it were one"),
        "not a database",
    );
    count(&files.write("empty.db", ""), "`coreql load` has not created a table");
    count("file:fleet.db?mode=memory", "No such file");

    let devices = files.lines(
        "devices.jsonl",
        &[json!({"common.id": 1, "common.platform": "iOS"}), json!({"common.id": 2})],
    );
    let make = |name: &str, statements: &str| {
        let database = files.path(name);
        run(&["load", "--sqlite", &database, "--devices", &devices], "", 0);
        Connection::open(&database).unwrap().execute_batch(statements).unwrap();
        database
    };
    let platform = |database: &str, error: &str| {
        fails(&["search", "--sqlite", database, "--format", "jsonl", "platform = \"iOS\""], error);
    };
    platform(&make("a.db", "DROP TABLE devices"), "no such table: devices");
    platform(
        &make("b.db", "ALTER TABLE devices RENAME COLUMN common_platform__folded TO x"),
        "no such column: common_platform__folded",
    );
    platform(&make("c.db", "UPDATE devices SET record = 'x'"), "row 1 of the result: expected value");
    platform(&make("d.db", "UPDATE devices SET record = '[]'"), "row 1 of the result: invalid type");
    platform(&make("e.db", "UPDATE devices SET record = x'00'"), "the record is not text");
    platform(
        &make("f.db", "UPDATE coreql_mapping SET mapping = '{}'"),
        "coreql_mapping is corrupt: no mapping",
    );
    platform(
        &make("g.db", "UPDATE coreql_mapping SET fields = 7"),
        "coreql_mapping is corrupt: invalid type",
    );
    platform(&make("h.db", "DROP TABLE coreql_mapping; CREATE TABLE coreql_mapping (x)"), "no such column");

    let whole = fs::read(make("i.db", "")).unwrap();
    fs::write(files.path("cut.db"), &whole[..whole.len() / 2]).unwrap();
    fails(&["search", "--sqlite", &files.path("cut.db"), ""], "malformed");

    let database = make("locked.db", "");
    let connection = Connection::open(&database).unwrap();
    connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
    count(&database, "locked");
    fails(&["load", "--sqlite", &database, "--replace", "--devices", &devices], "locked");
    connection.execute_batch("COMMIT").unwrap();
    assert_eq!(prints(&["count", "--sqlite", &database, ""]), "2\n");

    fails(&["count", ""], "--devices");
    fails(&["count", "--devices", &devices, "--sqlite", &database, ""], "cannot be used with");
    fails(&["count", "--devices", &devices, "--mapping", &devices, ""], "cannot be used with");
    fails(&["load", "--devices", &devices], "--sqlite");
    fails(
        &["load", "--devices", &devices, "--sqlite", &database, "--dialect", "sqlite"],
        "cannot be used with",
    );
    fails(&["load", "--devices", &devices, "--dialect", "sqlite", "--replace"], "cannot be used with");
    fails(
        &["load", "--devices", &devices, "--dialect", "duckdb", "--format", "csv", "--ddl"],
        "--ddl requires --format insert",
    );
    fails(&["load", "--devices", &files.path("none.json"), "--sqlite", &files.path("none.db")], "none.json");
}

/// Helper columns depend on the catalogue of the load: with another one, the records are read instead.
#[test]
fn another_catalogue_gets_the_right_results() {
    let files = Files::new();
    let devices = files.lines(
        "devices.jsonl",
        &[
            json!({"custom.device.x": "Foo", "common.platform": "iOS", "plat": "other"}),
            json!({"custom.device.x": "AfooA"}),
            json!({"plat": "iOS"}),
        ],
    );
    let server = files.write(
        "catalog.json",
        &json!([
            {"name": "custom.device.x", "type": "STRING"}, {"name": "common.platform", "type": "STRING"},
        ])
        .to_string(),
    );
    let [plain, typed] = ["plain.db", "typed.db"].map(|name| files.path(name));
    run(&["load", "--sqlite", &plain, "--devices", &devices], "", 0);
    run(&["load", "--sqlite", &typed, "--devices", &devices, "--catalog", &server], "", 0);
    for database in [&plain, &typed] {
        for query in [
            "custom.device.x = \"foo\"",
            "custom.device.x = \"afooa\"",
            "custom.device.x contains \"o\"",
            "platform = \"iOS\"",
        ] {
            assert_same(&devices, database, &["count", query]);
            assert_same(
                &devices,
                database,
                &["search", "--catalog", &server, "--sort-field", "custom.device.x", query],
            );
            assert_same(&devices, database, &["search", "--sort-field", "custom.device.x", query]);
        }
    }
    let stderr = run(&["count", "--sqlite", &typed, "custom.device.x = \"foo\""], "", 0).1;
    assert!(
        stderr.contains(
            "the table was loaded with another catalogue, in which field `custom.device.x` differs, so every device is read"
        ),
        "{stderr}"
    );
}

/// A table with plain columns only: text still compares under case folding.
#[test]
fn a_table_of_the_user_can_be_searched() {
    let files = Files::new();
    let database = files.path("mdm.db");
    Connection::open(&database).unwrap().execute_batch(
        "CREATE TABLE \"MDM phones\" (nr INTEGER PRIMARY KEY, Platform TEXT COLLATE NOCASE, battery INTEGER, seen INTEGER, ok BOOLEAN, version TEXT, tags TEXT);
         INSERT INTO \"MDM phones\" VALUES
            (3, 'ÄPFEL ſ', 50, 1700000000000, 1, '9.3', '[\"a\",\"Ä\"]'), (1, 'äpfel S', NULL, NULL, 0, '10', '[]'), (2, NULL, 49, 0, NULL, '10.0', NULL);",
    ).unwrap();
    let mapping = json!({"table": "MDM phones", "id": "nr", "fields": [
        {"field": "common.platform", "column": "platform", "storage": "text"},
        {"field": "common.battery_level", "column": "battery", "storage": "integer"},
        {"field": "common.last_connected_at", "column": "seen", "storage": "milliseconds"},
        {"field": "common.compliant", "column": "ok", "storage": "boolean"},
        {"field": "common.os_version", "column": "version", "storage": "text"},
        {"field": "common.noncompliance_reasons", "column": "tags", "storage": "text_array"},
    ]});
    let mapping = files.write("mapping.json", &mapping.to_string());
    let devices = files.lines("devices.jsonl", &[
        json!({"common.platform": "äpfel S", "common.compliant": false, "common.os_version": "10", "common.noncompliance_reasons": []}),
        json!({"common.battery_level": 49, "common.last_connected_at": 0, "common.os_version": "10.0"}),
        json!({"common.platform": "ÄPFEL ſ", "common.battery_level": 50, "common.last_connected_at": 1_700_000_000_000_i64, "common.compliant": true,
            "common.os_version": "9.3", "common.noncompliance_reasons": ["a", "Ä"]}),
    ]);
    let results = |source: &[&str], query: &str| {
        let mut answers = vec![prints(&[&["count"], source, &[query]].concat())];
        for more in [
            &["--format", "jsonl"][..],
            &["--sort-field", "os_version", "--sort-order", "DESC"],
            &["--format", "csv", "--sort-field", "platform"],
            &["--format", "json", "--limit", "1", "--offset", "1"],
        ] {
            answers.push(without_times(&prints(&[&["search"], source, more, &[query]].concat())));
        }
        answers
    };
    for query in [
        "",
        "platform = \"äPFEL s\"",
        "platform contains \"Ä\"",
        "platform != \"x\"",
        "battery_level > 49.5",
        "compliant = false",
        "last_connected_at < \"2000\"",
        "noncompliance_reasons = \"ä\"",
        "noncompliance_reasons is empty",
        "os_version < \"10\"",
        "os_version >= \"10\"",
        "os_version = \"10\"",
    ] {
        let sqlite = ["--sqlite", &database, "--mapping", &mapping];
        assert_eq!(results(&sqlite, query), results(&["--devices", &devices], query), "{query}");
    }
    let with = |query: &str, status: i32| {
        run(&["count", "--sqlite", &database, "--mapping", &mapping, query], "", status).1
    };
    assert!(with("os_version < \"10\"", 0).contains("so every device is read"));
    assert!(with("common.imei = \"1\"", 2).contains("the mapping has no column for field `common.imei`"));
    fails(
        &["count", "--sqlite", &database, "--mapping", &mapping, "--table", "nowhere", ""],
        "no such table: nowhere",
    );
    fails(&["count", "--sqlite", &database, ""], "--mapping describes any other table");
}

/// A file of the next day: devices that changed in another order, a new one, and one that left and stays.
#[test]
fn a_load_updates_devices_by_their_uuid() {
    let files = Files::new();
    let database = files.path("fleet.db");
    let device = |uuid: &str, comment: Option<&str>| json!({"common.uuid": uuid, "common.comment": comment});
    let first = [device("a'1", Some("x")), device("b", Some("y")), device("c", Some("z"))];
    let second = [device("d", Some("new")), device("C", None), device("a'1", Some("it's \"q\""))];
    let (first, second) = (files.lines("first.jsonl", &first), files.lines("second.jsonl", &second));
    let load = |devices: &str, more: &[&str], status: i32| {
        run(&[&["load", "--sqlite", &database, "--devices", devices], more].concat(), "", status).1
    };
    // Of a table that is not there, an update makes one.
    assert!(load(&first, &["--update"], 0).contains("3 devices loaded into `devices`"));
    for (updated, added) in [(2, 1), (3, 0)] {
        let stderr = load(&second, &["--update"], 0);
        let expected = format!("{updated} devices updated and {added} added in `devices`");
        assert!(stderr.contains(&expected), "{stderr}");
    }
    let stored = prints(&["search", "--sqlite", &database, "--format", "jsonl", ""]);
    let stored: Vec<Json> = stored.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = [
        device("a'1", Some("it's \"q\"")),
        device("b", Some("y")),
        device("C", None),
        device("d", Some("new")),
    ];
    assert_eq!(stored, expected);
    // The helper columns are those of the new values.
    assert_eq!(prints(&["count", "--sqlite", &database, "comment = \"Z\" or comment = \"NEW\""]), "1\n");
    let indexes: i64 = Connection::open(&database)
        .unwrap()
        .query_row(
            "SELECT count(*) FROM sqlite_master WHERE name = 'devices_common_uuid__folded'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(indexes, 1);

    let before = fs::read(&database).unwrap();
    let nameless = files.lines("nameless.jsonl", &[device("e", None), json!({"common.comment": "x"})]);
    assert!(load(&nameless, &["--update"], 2).contains("a device has no `common.uuid`"));
    let stderr = load(&second, &["--update", "--table", "coreql_mapping"], 2);
    assert!(stderr.contains("is reserved"), "{stderr}");
    let stderr = load(&second, &["--update", "--replace"], 2);
    assert!(stderr.contains("cannot be used with"), "{stderr}");
    assert_eq!(fs::read(&database).unwrap(), before);
    // A field that no column was made for is found in the record.
    let wider = files.lines("wider.jsonl", &[json!({"common.uuid": "b", "custom.device.x": 7})]);
    let stderr = load(&wider, &["--update"], 0);
    assert!(stderr.contains("no column for field `custom.device.x`"), "{stderr}");
    assert_eq!(prints(&["count", "--sqlite", &database, "custom.device.x = 7"]), "1\n");
    // Two devices that the first load kept apart.
    let twice = [json!({"common.uuid": "", "common.id": 1}), json!({"common.uuid": "", "common.id": 2})];
    let twice = files.lines("twice.jsonl", &twice);
    load(&twice, &["--replace"], 0);
    assert!(load(&twice, &["--update"], 2).contains("no `common.uuid`"));
    // A table that another program made.
    Connection::open(&database).unwrap().execute_batch("CREATE TABLE other (uuid TEXT)").unwrap();
    assert!(load(&first, &["--update", "--table", "other"], 2).contains("has not created a table `other`"));
}
