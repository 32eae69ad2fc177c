//! Every command of the tool, as it is run.
#![allow(missing_docs, clippy::indexing_slicing, clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

fn coreql(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::cargo_bin("coreql").unwrap();
    command.args(arguments).write_stdin(input.to_owned()).output().unwrap()
}

/// What a command prints, which must end with this status.
fn run(arguments: &[&str], input: &str, status: i32) -> String {
    let output = coreql(arguments, input);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A folder with devices in every format.
struct Files {
    folder: TempDir,
}

const DEVICES: &str = r#"[
    {"common.id": 1, "common.platform": "iOS", "common.os_version": "9.3", "common.compliant": true, "user.display_name": "Agnes ſmith"},
    {"common.id": 2, "common.platform": "Android", "common.os_version": "10", "common.compliant": "maybe"},
    {"common.id": 3, "COMMON.PLATFORM": "ios", "common.os_version": null, "common.noncompliance_reasons": ["OS_VERSION"]},
    7,
    {"common.id": 4, "common.platform": "", "common.os_version": "10.1"}
]"#;

impl Files {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let devices: Vec<Json> = serde_json::from_str(DEVICES).unwrap();
        let lines: String = devices.iter().map(|device| format!("{device}\n")).collect();
        let envelope = json!({"totalCount": 5, "results": devices, "hasMore": false});
        let csv = "\u{feff}common.id,common.platform,common.os_version,common.compliant,user.display_name,common.noncompliance_reasons\n\
                   1,iOS,9.3,true,Agnes ſmith,\n2,Android,10,maybe,,\n3,ios,,,,\"[\"\"OS_VERSION\"\"]\"\n4,,10.1,,,\n";
        for (name, text) in [
            ("array.json", DEVICES.to_owned()),
            ("envelope.json", envelope.to_string()),
            ("lines.jsonl", lines),
            ("devices.csv", csv.to_owned()),
            ("record.json", devices[0].to_string()),
            ("broken.json", "[{\"common.id\": 1}, {".to_owned()),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

#[test]
fn check_tells_valid_from_invalid() {
    assert_eq!(run(&["check", "common.id = 1"], "", 0), "valid\n");
    assert_eq!(run(&["check", "common.platfrom = \"iOS\""], "", 0), "valid: 1 warning\n");
    assert_eq!(
        run(&["check", "common.id = 1", "common.id == 1"], "", 1),
        "valid  common.id = 1\ninvalid: 1 error  common.id == 1\n"
    );
    assert_eq!(run(&["check", "-"], "common.id =\n", 1), "invalid: 1 error\n");
    let errors = coreql(&["check", "common.id == 1"], "").stderr;
    let errors = String::from_utf8(errors).unwrap();
    assert!(errors.contains("`==` is not an operator") && errors.contains("common.id == 1"), "{errors}");
    let long = format!("common.comment = \"{}\"", "x".repeat(300));
    assert_eq!(run(&["check", &long], "", 0), "valid\n");
    assert_eq!(run(&["check", "--endpoint", "search", &long], "", 0), "valid: 1 warning\n");
    assert_eq!(run(&["check", "--endpoint", "count", &long], "", 0), "valid\n");
}

#[test]
fn check_speaks_json() {
    let answer = lines(&run(&["check", "--format", "json", "uuid = “😀” || id = 1"], "", 1));
    assert_eq!(answer[0]["valid"], false);
    let connective = &answer[0]["diagnostics"][1];
    assert_eq!(connective["code"], "syntax/wrong-connective");
    assert_eq!(
        connective["range"],
        json!({"bytes": {"start": 18, "end": 20}, "utf16": {"start": 12, "end": 14}})
    );
    assert_eq!(connective["fixes"][0]["edits"][0]["replacement"], "OR");
    assert_eq!(connective["fixes"][0]["applicability"], "automatic");
}

/// Rule 9.5.
#[test]
fn query_test_answers_as_the_server() {
    assert_eq!(run(&["query-test", "test"], "", 0), "{\"valid\":false,\"token\":\"<EOF>\",\"position\":4}\n");
    assert_eq!(run(&["query-test", ""], "", 0), "{\"valid\":true,\"token\":\"\",\"position\":-1}\n");
    assert_eq!(
        run(&["query-test", "-"], "test\n\n", 0),
        "{\"valid\":false,\"token\":\"<EOF>\",\"position\":0}\n"
    );
    let answers =
        lines(&run(&["query-test", "--jsonl"], "{\"query\": \"a = 1\"}\nnonsense\n{\"query\": \"()\"}\n", 2));
    assert_eq!(answers[0]["valid"], true);
    assert!(answers[1]["error"].is_string());
    assert_eq!(answers[2], json!({"valid": false, "token": ")", "position": 1}));
    assert_eq!(lines(&run(&["query-test", "--syntax", "extended", "NOT a = 1"], "", 0))[0]["valid"], true);
}

#[test]
fn search_reads_every_format_alike() {
    let files = Files::new();
    for name in ["array.json", "envelope.json", "lines.jsonl", "devices.csv"] {
        let path = files.path(name);
        let search = |query: &str| {
            let found =
                run(&["search", "--devices", &path, "--format", "jsonl", "--fields", "id", query], "", 0);
            lines(&found)
                .into_iter()
                .map(|device| device["common.id"].to_string().replace('"', ""))
                .collect::<Vec<_>>()
        };
        assert_eq!(search("platform = IOS"), ["1", "3"], "{name}");
        assert_eq!(search("common.os_version >= 10"), ["2", "4"], "{name}");
        assert_eq!(search("common.compliant != true"), ["2", "3", "4"], "{name}");
        assert_eq!(search("common.noncompliance_reasons = os_version"), ["3"], "{name}");
        assert_eq!(search("user.display_name contains \"SMITH\""), ["1"], "{name}");
        assert_eq!(search("common.platform is empty"), ["4"], "{name}");
    }
    // The same from standard input.
    let count = ["count", "--devices", "-", "common.id > 1"];
    assert_eq!(run(&count, DEVICES, 0), "3\n");
}

#[test]
fn search_prints_every_format() {
    let files = Files::new();
    let path = files.path("array.json");
    let search = |rest: &[&str]| {
        let mut arguments = vec!["search", "--devices", path.as_str()];
        arguments.extend(rest);
        run(&arguments, "", 0)
    };
    let envelope: Json =
        serde_json::from_str(&search(&["--format", "json", "--limit", "1", "--offset", "1", ""])).unwrap();
    assert_eq!(envelope["results"].as_array().unwrap().len(), 1);
    assert_eq!(envelope["results"][0]["common.id"], 2);
    assert_eq!(
        [&envelope["totalCount"], &envelope["resultCount"], &envelope["hasMore"]],
        [&json!(4), &json!(1), &json!(true)]
    );
    assert!(envelope["searchTimeMillis"].is_u64() && envelope["currentServerTimeMilliseconds"].is_u64());
    let csv = search(&["--format", "csv", "--fields", "id,noncompliance_reasons,platform", ""]);
    assert_eq!(
        csv,
        "common.id,common.noncompliance_reasons,common.platform\n1,,iOS\n2,,Android\n3,\"[\"\"OS_VERSION\"\"]\",ios\n4,,\n"
    );
    let table = search(&["--fields", "id,platform", "common.id <= 2"]);
    assert_eq!(table, "common.id  common.platform\n1          iOS\n2          Android\n");
}

/// Rule 9.1.
#[test]
fn search_sorts_with_missing_last() {
    let files = Files::new();
    let path = files.path("array.json");
    for (order, expected) in [("ASC", ["1", "2", "4", "3"]), ("desc", ["4", "2", "1", "3"])] {
        let sorted = [
            "search",
            "--devices",
            &path,
            "--sort-field",
            "os_version",
            "--sort-order",
            order,
            "--format",
            "jsonl",
            "",
        ];
        let ids: Vec<String> =
            lines(&run(&sorted, "", 0)).iter().map(|device| device["common.id"].to_string()).collect();
        assert_eq!(ids, expected, "{order}");
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let files = Files::new();
    let output = coreql(&["count", "--devices", &files.path("array.json"), "common.compliant = true"], "");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("skipped 1 unreadable record (first: record 4: not a JSON object)"), "{errors}");
    assert!(errors.contains("1 value of `common.compliant` could not be read as boolean"), "{errors}");
    let output = coreql(&["count", "--devices", &files.path("broken.json"), ""], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 1 column"));
    run(&["count", "--devices", &files.path("none.json"), ""], "", 2);
    run(&["count", "--devices", &files.path("array.json"), "common.id ="], "", 1);
    run(&["count", "--devices", "-", "-"], "", 2);
    run(&["count"], "", 2);
}

/// Rules 9.8, 9.9, 9.10 and 9.11.
#[test]
fn a_malformed_line_does_not_end_the_reading() {
    let lines = [
        r#"{"common.id": 1, "common.plat"#,
        r#"{"common.id": 2}"#,
        r#"{"common.id": 3} x"#,
        "",
        "7",
        r#"{"common.id": 4}"#,
        "{",
    ]
    .join("\n");
    let output =
        coreql(&["search", "--devices", "-", "--fields", "id", "--format", "csv", "id != 3"], &lines);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "common.id\n2\n4\n");
    assert_eq!(
        errors,
        "coreql: skipped 4 unreadable records (first: line 1, column 29: EOF while parsing a string)\n"
    );
    assert_eq!(run(&["count", "--devices", "-", ""], &lines, 0), "3\n");
    for text in ["{", "{nonsense}", "{nonsense}\n{more}\n", "[{}, x]", "[\n{}\n"] {
        run(&["count", "--devices", "-", ""], text, 2);
    }
}

/// Rule 9.4.
#[test]
fn match_says_true_or_false() {
    let files = Files::new();
    let record = files.path("record.json");
    assert_eq!(run(&["match", "--record", &record, "common.id = 1"], "", 0), "true\n");
    assert_eq!(run(&["match", "--record", "-", "common.id = 2"], "{\"common.id\": 1}", 0), "false\n");
    assert_eq!(
        run(&["match", "--record", "-", "--missing", "exclude", "common.comment != a"], "{}", 0),
        "false\n"
    );
    run(&["match", "--record", &record, "common.id"], "", 1);
    run(&["match", "--record", "-", "common.id = 1"], "[]", 2);
    let explained =
        run(&["match", "--record", &record, "--explain", "common.id = 2 or platform = ios"], "", 0);
    assert_eq!(
        explained,
        "true\nheld  comparison                 value\nno    \"common.id\" = 2            1\nyes   \"common.platform\" = \"ios\"  \"iOS\"\n"
    );
}

/// Rule 9.6.
#[test]
fn match_answers_lines() {
    let input = [
        json!({"query": "common.id = 1", "record": {"common.id": 1}}),
        json!({"query": "common.comment != \"x\"", "record": {}, "missing": "exclude"}),
        json!({"query": "NOT common.id = 1", "record": {}, "syntax": "extended"}),
        json!({"query": "NOT common.id = 1", "record": {}}),
        json!({"query": "common.id = 1"}),
        json!({"query": "common.id = 1", "record": {"common.id": 2}}),
    ];
    let input: String = input.iter().map(|line| format!("{line}\n")).collect();
    let answers = lines(&run(&["match", "--jsonl"], &input, 2));
    assert_eq!(answers[..3], [json!({"matches": true}), json!({"matches": false}), json!({"matches": true})]);
    assert!(answers[3]["error"].as_str().unwrap().contains("extended"));
    assert!(answers[4]["error"].is_string());
    assert_eq!(answers[5], json!({"matches": false}));
}

/// A string field reads a JSON integer as its text, of any length.
/// Rule 6.11.
#[test]
fn no_digit_of_a_long_integer_is_lost() {
    let query = "common.imei = \"89441000301234567890\"";
    for (digits, found) in [("89441000301234567890", "true"), ("89441000301234567891", "false")] {
        let record = format!("{{\"common.imei\": {digits}}}");
        assert_eq!(run(&["match", "--record", "-", query], &record, 0).trim_end(), found);
        let line = format!("{{\"query\": {}, \"record\": {record}}}", json!(query));
        assert_eq!(lines(&run(&["match", "--jsonl"], &line, 0)), [json!({"matches": found == "true"})]);
        let count = if found == "true" { "1" } else { "0" };
        assert_eq!(run(&["count", "--devices", "-", query], &record, 0).trim_end(), count);
    }
    let query = "common.battery_level > 89441000301234567889";
    assert_eq!(
        run(&["match", "--record", "-", query], "{\"common.battery_level\": 99441000301234567890}", 0),
        "true\n"
    );
}

#[test]
fn fmt_prints_styles() {
    let query = "(platform='iOS')";
    run(&["fmt", query], "", 1);
    let query = "(Common.Platform=\"iOS\") and (id<5 or retired=\"TRUE\")";
    for (style, expected) in [
        ("canonical", "\"common.platform\" = \"iOS\" AND (\"common.id\" < 5 OR \"common.retired\" = TRUE)\n"),
        ("portal", "\"common.platform\" =  \"iOS\"  AND (\"common.id\" < 5  OR \"common.retired\" = TRUE)\n"),
        ("compact", "common.platform=\"iOS\"AND(common.id<5 OR common.retired=TRUE)\n"),
    ] {
        assert_eq!(run(&["fmt", "--style", style, query], "", 0), expected);
    }
    assert_eq!(
        run(&["fmt", "--to-core", "NOT owner in (\"A\", \"B\")"], "", 0),
        "\"common.owner\" != \"A\" AND \"common.owner\" != \"B\"\n"
    );
    run(&["fmt", "--to-core", "NOT model starts with \"A\""], "", 1);
    assert_eq!(run(&["fmt", "--url", "id=1"], "", 0), "%22common.id%22%20%3D%201\n");
}

#[test]
fn explain_shows_the_typed_tree() {
    let text = run(&["explain", "id = 1 and (retired = true or uuid is empty)"], "", 0);
    assert_eq!(
        text,
        "all of\n  \"common.id\" = 1  (number)\n  any of\n    \"common.retired\" = true  (boolean)\n    \"common.uuid\" is empty  (string)\n"
    );
    let json: Json = serde_json::from_str(&run(&["explain", "--format", "json", "id = 1"], "", 0)).unwrap();
    assert_eq!(json["nodes"][0], json!({"field": "common.id", "operator": "=", "value": {"number": "1"}}));
}

/// An escape sequence, a bell, a carriage return, a CSI of one character, a bidirectional override.
const HOSTILE: &str = "\u{1b}[31m\u{7}\r\u{9b}2J\u{202e}\u{7f}";
const SHOWN: &str = "␛[31m␇␍\u{fffd}2J\u{fffd}␡";

/// What a command prints on both streams, of which the terminal must not feel anything.
fn harmless(arguments: &[&str], input: &str) -> String {
    let output = coreql(arguments, input);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let felt = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!text.contains(felt), "{arguments:?} {text:?}");
    text
}

#[test]
fn no_text_reaches_the_terminal_that_it_would_obey() {
    let name = format!("custom.device.x{HOSTILE}");
    let device = json!({"common.id": 1, "common.comment": HOSTILE, &name: HOSTILE}).to_string();
    let query = format!("\"{name}\" contains \"{HOSTILE}\"");
    let search = ["search", "--devices", "-", "--fields", &format!("comment,{name}"), &query];
    let table = harmless(&search, &device);
    assert!(
        table.contains(&format!("\n{SHOWN} ")) && table.contains(&format!("custom.device.x{SHOWN}\n")),
        "{table}"
    );
    assert!(harmless(&["explain", &query], "").contains(&format!("contains \"{SHOWN}\"")));
    let explained = harmless(&["match", "--record", "-", "--explain", &query], &device);
    assert!(explained.starts_with("true\n") && explained.contains(SHOWN), "{explained}");
    let unreadable = json!({&name: {}}).to_string();
    assert!(harmless(&["count", "--devices", "-", &query], &unreadable).contains(SHOWN));
    assert!(harmless(&["count", "--devices", HOSTILE, "id = 1"], "").contains(SHOWN));
    let bad = format!("{query} and {HOSTILE} = “{HOSTILE}” and id == 1");
    assert!(harmless(&["check", &bad], "").contains(SHOWN));
    // What has no width would make two names that look the same.
    assert!(harmless(&["check", "plat\u{200b}form = 1 or x\u{feff} = 1"], "").contains("`plat\u{fffd}form`"));
    harmless(&["check", &format!("{bad} and comment = \"{}\"", "x".repeat(4000))], "");
    let answer = lines(&run(&["check", "--format", "json", &bad], "", 1));
    assert_eq!(answer[0]["query"], bad);
    let jsonl = run(&["search", "--devices", "-", "--format", "jsonl", &query], &device, 0);
    assert_eq!(lines(&jsonl)[0], serde_json::from_str::<Json>(&device).unwrap());
}

#[test]
fn carets_stand_below_what_they_point_at() {
    for hostile in ["\u{1b}[31m", "\u{202e}", "\0\r", "é\u{7f}\u{85}", "a\r\nb", "ſ"] {
        let query = format!("\"a{hostile}\" = 1 and id == 1");
        let text = harmless(&["check", "-"], &query);
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let below = lines.iter().rposition(|line| line.contains(&'┬')).unwrap();
        let marked = lines[below].iter().zip(&lines[below - 1]).filter(|(mark, _)| matches!(mark, '─' | '┬'));
        assert_eq!(marked.map(|(_, c)| *c).collect::<String>(), "==", "{text}");
    }
}

#[test]
fn limits_can_be_set() {
    let code = |arguments: &[&str]| {
        let check = [&["check", "--format", "json"], arguments].concat();
        lines(&run(&check, "", 1))[0]["diagnostics"].as_array().unwrap().last().unwrap()["code"].clone()
    };
    assert_eq!(code(&["--max-bytes", "5", "id = 1"]), "limit/too-long");
    assert_eq!(code(&["--max-tokens", "2", "id = 1"]), "limit/too-many-tokens");
    assert_eq!(code(&["--max-nesting", "1", "((id = 1))"]), "limit/too-deep");
    assert_eq!(code(&["--max-errors", "1", "id == 1 and id == 2"]), "limit/too-many-errors");
    assert_eq!(code(&["--max-diagnostics", "1", "id == 1 and id == 2"]), "limit/too-many-diagnostics");
    let deep = format!("{}id = 1{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(run(&["check", &deep], "", 1), "invalid: 1 error\n");
    assert_eq!(run(&["check", "--max-nesting", "100", &deep], "", 0), "valid\n");
    run(&["check", "--max-errors", "0", "id = 1"], "", 2);
    run(&["check", "--max-bytes", "4294967295", "id = 1"], "", 2);

    // Every command that takes a query has them, and keeps to them.
    let files = Files::new();
    let (devices, record) = (files.path("array.json"), files.path("record.json"));
    let few = ["--max-tokens", "2", "id = 1"];
    for command in [&["search", "--devices", &devices][..], &["count", "--devices", &devices]] {
        run(&[command, &few].concat(), "", 1);
    }
    for command in [&["match", "--record", &record][..], &["fmt"], &["explain"]] {
        run(&[command, &few].concat(), "", 1);
    }
    assert_eq!(lines(&run(&[&["query-test"][..], &few].concat(), "", 0))[0]["valid"], false);
    let line = json!({"query": "id = 1", "record": {}}).to_string();
    assert!(lines(&run(&["match", "--jsonl", "--max-tokens", "2"], &line, 2))[0]["error"].is_string());
    let help = run(&["fmt", "--help"], "", 0);
    let (_, limits) = help.split_once("\nLimits:\n").unwrap();
    let (limits, _) = limits.split_once("\nExamples:\n").unwrap();
    assert!(limits.contains("--max-bytes <N>") && !limits.contains("--style"), "{help}");
}

#[test]
fn codes_are_explained() {
    let quotes = "syntax/wrong-quote: Only straight double quotes make a string.\n";
    for name in ["syntax/wrong-quote", "wrong-quote", "Syntax/Wrong-Quote"] {
        assert_eq!(run(&["explain-code", name], "", 0), quotes);
    }
    let all = run(&["explain-code"], "", 0);
    assert!(all.lines().any(|line| line.starts_with("lint/repeated ") && line.ends_with(" is a duplicate.")));
    let listed: Vec<Json> = serde_json::from_str(&run(&["explain-code", "--format", "json"], "", 0)).unwrap();
    assert_eq!(listed.len(), all.lines().count());
    let one: Json =
        serde_json::from_str(&run(&["explain-code", "--format", "json", "repeated"], "", 0)).unwrap();
    assert_eq!(one, json!({"code": "lint/repeated", "explanation": "The condition is a duplicate."}));
    assert!(listed.contains(&one));
    let unknown = coreql(&["explain-code", "syntax/wrong-qoute"], "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        String::from_utf8(unknown.stderr)
            .unwrap()
            .contains("tip: a similar value exists: 'syntax/wrong-quote'")
    );
}

#[test]
fn fields_can_be_listed_and_loaded_again() {
    let files = Files::new();
    let table = run(&["fields", "UDID"], "", 0);
    assert!(table.contains("ios.iPhone UDID") && table.lines().count() == 2, "{table}");
    let listed = run(&["fields", "--format", "json"], "", 0);
    let path = files.path("fields.json");
    fs::write(&path, &listed).unwrap();
    assert_eq!(run(&["fields", "--format", "json", "--catalog", &path], "", 0), listed);
    run(&["check", "--catalog", &path, "common.nope = 1"], "", 1);
    fs::write(&path, "{}").unwrap();
    run(&["check", "--catalog", &path, "common.nope = 1"], "", 2);
}

#[test]
fn generate_is_what_the_example_is() {
    let example =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/fleet.json")).unwrap();
    assert!(
        run(&["generate", "--devices", "1000", "--seed", "1"], "", 0) == example,
        "regenerate examples/fleet.json"
    );
    let [json, jsonl, csv] = ["json", "jsonl", "csv"]
        .map(|format| run(&["generate", "--devices", "50", "--format", format], "", 0));
    for query in [
        "",
        "platform = \"iOS\"",
        "noncompliance_reasons = \"OS_VERSION\"",
        "comment is empty",
        "os_version >= 12",
    ] {
        let counts =
            [&json, &jsonl, &csv].map(|devices| run(&["count", "--devices", "-", query], devices, 0));
        assert!(counts.iter().all(|count| *count == counts[0]), "{query} {counts:?}");
    }
}

#[test]
fn shells_and_readers_of_manuals_are_served() {
    assert!(run(&["completions", "bash"], "", 0).contains("query-test"));
    assert!(run(&["man"], "", 0).contains(".TH coreql"));
    assert!(run(&["--help"], "", 0).contains("Exit status"));
}

#[test]
fn a_mistyped_option_is_no_query() {
    for arguments in [["check", "--fromat"], ["query-test", "--catlog"]] {
        let output = coreql(&arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("no such option"), "{arguments:?}");
    }
    // What was taken for the query is named, not what stands behind it.
    for arguments in [["search", "--devces", "-", "a = 1"], ["search", "--devices=-", "--mising", "a = 1"]] {
        let output = coreql(&arguments, "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let named = ["--devces", "--mising"]
            .iter()
            .any(|name| said.contains(&format!("unexpected argument '{name}")));
        assert!(named, "{said}");
    }
    assert_eq!(coreql(&["check", " --a = 1"], "").status.code(), Some(0));
}

#[test]
fn fmt_says_what_it_cannot_stand_for() {
    let wrong = coreql(&["fmt", "battery_level = x"], "");
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&wrong.stdout), "\"common.battery_level\" = \"x\"\n");
    let extended = ["fmt", "--style", "portal", "--syntax", "extended", "not common.id = 1"];
    let refused = coreql(&extended, "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--to-core"));
}

/// Rule 9.13.
#[test]
fn an_empty_text_is_missing_and_not_unreadable() {
    let count = ["count", "--devices", "-", "common.battery_level is empty"];
    for (stored, complaint) in [("", false), ("x", true)] {
        let output = coreql(&count, &json!({"common.battery_level": stored}).to_string());
        assert_eq!(String::from_utf8_lossy(&output.stdout), "1\n", "{stored:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(errors.contains("could not be read as number"), complaint, "{errors}");
    }
}

#[test]
fn records_that_are_odd_are_said() {
    let count = |input: &str| {
        let output = coreql(&["count", "--devices", "-", ""], input);
        assert_eq!(output.status.code(), Some(0), "{input}");
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (counted, said) = count("common.platform,a\nx,1\ny\nz,2\n");
    assert_eq!(counted, "2\n");
    assert!(
        said.contains("skipped 1 unreadable record (first: line 3, column 1: 1 cell, but the header has 2"),
        "{said}"
    );
    assert!(count(r#"{"messages": ["no"]}"#).1.contains("is this a file of devices?"));
    assert!(!count(r#"{"common.id": 1}"#).1.contains("is this a file of devices?"));
    assert!(count("common.id;common.platform\n1;iOS\n").1.contains("is this a file of devices?"));
}
