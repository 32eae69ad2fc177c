//! Untrusted text on a terminal.

use serde_json::{Value as Json, json};

use super::support::{coreql, json_lines, stdout};

/// An escape sequence, a bell, a carriage return, a CSI of one character, a bidirectional override.
const HOSTILE: &str = "\u{1b}[31m\u{7}\r\u{9b}2J\u{202e}\u{7f}";
const SHOWN: &str = "␛[31m␇␍\u{fffd}2J\u{fffd}␡";

/// Both outputs of a command, which must not have any control character but line ends.
fn harmless(arguments: &[&str], input: &str) -> String {
    let output = coreql(arguments, input);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let is_hostile = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!text.contains(is_hostile), "{arguments:?} {text:?}");
    text
}

#[test]
fn control_characters_are_shown_as_symbols() {
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
    // Characters without width would make two names look the same.
    assert!(harmless(&["check", "plat\u{200b}form = 1 or x\u{feff} = 1"], "").contains("`plat<U+200B>form`"));
    harmless(&["check", &format!("{bad} and comment = \"{}\"", "x".repeat(4000))], "");
    let answer = json_lines(&stdout(&["check", "--format", "json", &bad], "", 1));
    assert_eq!(answer[0]["query"], bad);
    let jsonl = stdout(&["search", "--devices", "-", "--format", "jsonl", &query], &device, 0);
    assert_eq!(json_lines(&jsonl)[0], serde_json::from_str::<Json>(&device).unwrap());
}

#[test]
fn markers_are_below_what_they_mark() {
    for hostile in ["\u{1b}[31m", "\u{202e}", "\0\r", "é\u{7f}\u{85}", "a\r\nb", "ſ"] {
        let query = format!("\"a{hostile}\" = 1 and id == 1");
        let text = harmless(&["check", "-"], &query);
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let below = lines.iter().rposition(|line| line.contains(&'┬')).unwrap();
        let marked = lines[below].iter().zip(&lines[below - 1]).filter(|(mark, _)| matches!(mark, '─' | '┬'));
        assert_eq!(marked.map(|(_, c)| *c).collect::<String>(), "==", "{text}");
    }
}

/// On a terminal of 60 columns, which `script` makes.
#[cfg(target_os = "linux")]
#[test]
fn tables_fit_the_terminal() {
    use std::path::Path;
    use std::process::Command;

    use super::support::Files;

    let files = Files::new();
    let long = "x".repeat(100);
    let devices =
        [json!({"common.id": 1, "common.comment": long}), json!({"common.id": 2, "user.display_name": "A"})];
    files.lines("devices.jsonl", &devices);
    let program = Path::new(env!("CARGO_BIN_EXE_coreql")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let shown = |arguments: &str| {
        let search = "coreql search --devices devices.jsonl --fields id,comment,display_name";
        let line = format!("stty rows 20 cols 60; {search} {arguments} 2>/dev/null");
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).current_dir(files.folder.path()).env("PATH", &path);
        let Ok(output) = script.output() else {
            println!("skipped: script is not installed");
            return None;
        };
        Some(String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n"))
    };
    let Some(table) = shown("''") else { return };
    let cut = format!("{}…", "x".repeat(36));
    let expected = format!("id  {:37}  user.display_name\n1   {cut}\n2   {:37}  A\n", "comment", "");
    assert_eq!(table, expected, "{table}");
    let expected = format!("{:17}  1\n{:17}  {long}\n", "common.id", "common.comment");
    assert_eq!(shown("'id = 1'").unwrap(), expected);
    let wide = shown("--wide 'id = 1'").unwrap();
    assert!(wide.starts_with("common.id  common.comment"), "{wide}");
}
