//! `coreql check`.

use serde_json::json;

use super::support::{coreql, json_lines, stdout};

#[test]
fn a_verdict_for_each_query() {
    assert_eq!(stdout(&["check", "common.id = 1"], "", 0), "valid\n");
    assert_eq!(stdout(&["check", "common.platfrom = \"iOS\""], "", 0), "valid: 1 warning\n");
    assert_eq!(
        stdout(&["check", "common.id = 1", "common.id == 1"], "", 1),
        "valid  common.id = 1\ninvalid: 1 error  common.id == 1\n"
    );
    assert_eq!(stdout(&["check", "-"], "common.id =\n", 1), "invalid: 1 error\n");
    let errors = coreql(&["check", "common.id == 1"], "").stderr;
    let errors = String::from_utf8(errors).unwrap();
    assert!(errors.contains("`==` is not an operator") && errors.contains("common.id == 1"), "{errors}");
    let long = format!("common.comment = \"{}\"", "x".repeat(300));
    assert_eq!(stdout(&["check", &long], "", 0), "valid\n");
    assert_eq!(stdout(&["check", "--endpoint", "search", &long], "", 0), "valid: 1 warning\n");
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
