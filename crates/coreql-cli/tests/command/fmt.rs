//! `coreql fmt`.

use super::support::{coreql, stdout};

#[test]
fn each_style_is_printed() {
    let query = "(platform='iOS')";
    stdout(&["fmt", query], "", 1);
    let query = "(Common.Platform=\"iOS\") and (id<5 or retired=\"TRUE\")";
    for (style, expected) in [
        ("canonical", "\"common.platform\" = \"iOS\" AND (\"common.id\" < 5 OR \"common.retired\" = TRUE)\n"),
        ("portal", "\"common.platform\" =  \"iOS\"  AND (\"common.id\" < 5  OR \"common.retired\" = TRUE)\n"),
        ("compact", "common.platform=\"iOS\"AND(common.id<5 OR common.retired=TRUE)\n"),
    ] {
        assert_eq!(stdout(&["fmt", "--style", style, query], "", 0), expected);
    }
    assert_eq!(
        stdout(&["fmt", "--to-core", "NOT owner in (\"A\", \"B\")"], "", 0),
        "\"common.owner\" != \"A\" AND \"common.owner\" != \"B\"\n"
    );
    stdout(&["fmt", "--to-core", "NOT model starts with \"A\""], "", 1);
    assert_eq!(stdout(&["fmt", "--url", "id=1"], "", 0), "%22common.id%22%20%3D%201\n");
}

#[test]
fn an_invalid_query_prints_nothing() {
    for query in ["battery_level = x", "battery_level == 1"] {
        assert_eq!(stdout(&["fmt", query], "", 1), "");
    }
    let extended = ["fmt", "--style", "portal", "--syntax", "extended", "not common.id = 1"];
    let refused = coreql(&extended, "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--to-core"));
}
