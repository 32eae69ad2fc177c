//! `coreql generate`.

use std::fs;

use super::support::stdout;

#[test]
fn generate_is_what_the_example_is() {
    let example =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/fleet.json")).unwrap();
    assert!(
        stdout(&["generate", "--devices", "1000", "--seed", "1"], "", 0) == example,
        "regenerate examples/fleet.json"
    );
    let [json, jsonl, csv] = ["json", "jsonl", "csv"]
        .map(|format| stdout(&["generate", "--devices", "50", "--format", format], "", 0));
    for query in [
        "",
        "platform = \"iOS\"",
        "noncompliance_reasons = \"OS_VERSION\"",
        "comment is empty",
        "os_version >= 12",
    ] {
        let counts =
            [&json, &jsonl, &csv].map(|devices| stdout(&["count", "--devices", "-", query], devices, 0));
        assert!(counts.iter().all(|count| *count == counts[0]), "{query} {counts:?}");
    }
}
