//! `coreql check`.

use serde_json::{Value as Json, json};

use super::support::{Files, json_lines, last_line, run, stdout};

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
    assert_eq!(last_line(&["check", &long], "", 0), "valid: 1 note");
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

/// What `--format sarif` prints is valid by the schema of SARIF, and its fixes correct the file.
#[test]
fn sarif_is_valid() {
    let schema = include_str!("../data/sarif-2.1.0-rtm.5.json");
    // The pattern of languages, which coreql does not write, is no regular expression.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    let validator = jsonschema::draft4::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let files = Files::with_samples();
    let yaml = files.write("é x.yaml", "- query: \"model == “é\\\" 😀 \\u00e9\\\"\"\n- query: id = 1 x\n");
    for (arguments, status, results) in [
        (&["check", "--format", "sarif", "platform = \"iOS\""][..], 0, 0),
        (&["check", "--format", "sarif", "platform == “iOS”", "platfrom = \"😀\" or x = 1 and y = 2"], 1, 5),
        (&["check", "--format", "sarif", "--files", &files.path("stale.coreql")], 1, 1),
        (&["check", "--format", "sarif", "--files", &yaml], 1, 2),
    ] {
        let log: Json = serde_json::from_str(&stdout(arguments, "", status)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:?}");
        let found = log["runs"][0]["results"].as_array().unwrap();
        assert!(found.len() >= results, "{arguments:?}: {found:?}");
    }
    // The schema refuses what is no SARIF.
    assert!(!validator.is_valid(&json!({"version": "2.1.0", "runs": [{"results": []}]})));

    let stale = files.path("stale.coreql");
    let log: Json =
        serde_json::from_str(&stdout(&["check", "--format", "sarif", "--files", &stale], "", 1)).unwrap();
    let result = &log["runs"][0]["results"][0];
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(*region, json!({"startLine": 5, "startColumn": 28, "endLine": 5, "endColumn": 30}));
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    let at = |name: &str| usize::try_from(replacement["deletedRegion"][name].as_u64().unwrap()).unwrap();
    let start = at("byteOffset");
    let mut text = std::fs::read_to_string(&stale).unwrap();
    let inserted = replacement["insertedContent"]["text"].as_str().unwrap();
    text.replace_range(start..start + at("byteLength"), inserted);
    assert!(text.ends_with("platform = \"iOS\" AND model = \"iPad\"\n"), "{text}");
}
