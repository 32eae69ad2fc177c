//! `coreql query-test`: rule 9.5.

use serde_json::json;

use super::support::{json_lines, stdout};

/// Rule 9.5.
#[test]
fn the_answer_is_that_of_the_server() {
    assert_eq!(
        stdout(&["query-test", "test"], "", 0),
        "{\"valid\":false,\"token\":\"<EOF>\",\"position\":4}\n"
    );
    assert_eq!(stdout(&["query-test", ""], "", 0), "{\"valid\":true,\"token\":\"\",\"position\":-1}\n");
    assert_eq!(
        stdout(&["query-test", "-"], "test\n\n", 0),
        "{\"valid\":false,\"token\":\"<EOF>\",\"position\":0}\n"
    );
    let answers = json_lines(&stdout(
        &["query-test", "--jsonl"],
        "{\"query\": \"a = 1\"}\nnonsense\n{\"query\": \"()\"}\n",
        2,
    ));
    assert_eq!(answers[0]["valid"], true);
    assert!(answers[1]["error"].is_string());
    assert_eq!(answers[2], json!({"valid": false, "token": ")", "position": 1}));
    assert_eq!(
        json_lines(&stdout(&["query-test", "--syntax", "extended", "NOT a = 1"], "", 0))[0]["valid"],
        true
    );
}
