//! `coreql check`.

use serde_json::json;

use super::support::{json_lines, last_line, run, stdout};

#[test]
fn a_verdict_for_each_query() {
    assert_eq!(stdout(&["check", "common.id = 1"], "", 0), "valid\n");
    assert_eq!(last_line(&["check", "common.platfrom = \"iOS\""], "", 0), "valid: 1 warning");
    let (printed, errors) = run(&["check", "common.id = 1", "common.id == 1"], "", 1);
    assert_eq!(errors, "");
    assert!(printed.starts_with("valid  common.id = 1\n"), "{printed}");
    assert!(printed.ends_with("\n\ninvalid: 1 error  common.id == 1\n"), "{printed}");
    assert!(printed.contains("`==` is not an operator"), "{printed}");
    assert_eq!(last_line(&["check", "-"], "common.id =\n", 1), "invalid: 1 error");
    let long = format!("common.comment = \"{}\"", "x".repeat(300));
    assert_eq!(stdout(&["check", &long], "", 0), "valid\n");
    assert_eq!(last_line(&["check", "--endpoint", "search", &long], "", 0), "valid: 1 warning");
    assert_eq!(stdout(&["check", "--endpoint", "count", &long], "", 0), "valid\n");
}

#[test]
fn json_has_ranges_and_fixes() {
    let answer = json_lines(&stdout(&["check", "--format", "json", "uuid = “😀” || id = 1"], "", 1));
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
