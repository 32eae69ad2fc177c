use super::canonical;
use crate::catalog::{Catalog, Field, FieldType};
use crate::syntax::ast::NodeKind;
use crate::syntax::{ParseOptions, Style, parse, parse_with, print};

/// The canonical text; checks that it is its own canonical text.
fn text(query: &str, catalog: &Catalog) -> String {
    let print = |query: &str| {
        let parsed = parse_with(query, ParseOptions::extended());
        assert!(parsed.errors().is_empty(), "{query}: {:?}", parsed.errors());
        print(&canonical(parsed.tree(), catalog), Style::Canonical).unwrap()
    };
    let text = print(query);
    assert_eq!(print(&text), text, "the canonical form of {query} is its own");
    text
}

fn check(cases: &[(&str, &str)]) {
    for (query, canonical) in cases {
        assert_eq!(text(query, Catalog::builtin()), *canonical, "{query}");
    }
}

/// Rules 5.6 and 8.7.
#[test]
fn names() {
    check(&[
        ("PLATFORM is empty", r#""common.platform" is empty"#),
        ("Common.Platform is empty", r#""common.platform" is empty"#),
        ("ldap.basedn is empty", r#""user.ldap.baseDn" is empty"#),
        // An alias.
        (r#""details.APNS Capable" is empty"#, r#""common.apns_capable" is empty"#),
        ("CUSTOM.Device.Asset is empty", r#""custom.device.Asset" is empty"#),
        // Unknown, and so as written.
        ("Shoe_Size is empty", r#""Shoe_Size" is empty"#),
    ]);
    // In several groups, and so as written too.
    let fields = ["one.Colour", "two.Colour"].map(|name| Field::new(name, FieldType::Number));
    let catalog = Catalog::new().with_fields(fields).unwrap();
    assert_eq!(text("colour = \"1\" or colour = 2", &catalog), r#""colour" = "1" OR "colour" = 2"#);
}

/// Rules 8.1 and 8.7.
#[test]
fn literals() {
    check(&[
        (r#"battery_level = "50""#, r#""common.battery_level" = 50"#),
        (r#"battery_level = "-1.50e3""#, r#""common.battery_level" = -1.50e3"#),
        ("battery_level = 0x10", r#""common.battery_level" = "0x10""#),
        ("battery_level = fifty", r#""common.battery_level" = "fifty""#),
        (r#"retired = "TRUE" or retired = yes"#, r#""common.retired" = TRUE OR "common.retired" = "yes""#),
        (r#"last_connected_at > "1377781338000""#, r#""common.last_connected_at" > 1377781338000"#),
        (r#"last_connected_at > "-5""#, r#""common.last_connected_at" > -5"#),
        (
            "last_connected_at > 99999999999999999999",
            r#""common.last_connected_at" > "99999999999999999999""#,
        ),
        // A year, for all that it is an integer.
        ("last_connected_at > 2013", r#""common.last_connected_at" > "2013""#),
        ("last_connected_at > 2013-08", r#""common.last_connected_at" > "2013-08""#),
        ("model = 5", r#""common.model" = "5""#),
        ("os_version >= 9.3", r#""common.os_version" >= "9.3""#),
        // Untyped: quotes are meaning.
        (r#"custom.user.x = "5" or custom.user.x = 5"#, r#""custom.user.x" = "5" OR "custom.user.x" = 5"#),
        (r#"battery_level not in ("1", 2, x)"#, r#""common.battery_level" NOT IN (1, 2, "x")"#),
    ]);
}

#[test]
fn groups_go_and_chains_flatten() {
    let parsed = parse_with(
        "((a = 1 and (b = 2 and (c = 3))) or (d = 4 or not ((e = 5 and f = 6))))",
        ParseOptions::extended(),
    );
    let tree = canonical(parsed.tree(), Catalog::builtin());
    let shape: String = tree
        .postorder()
        .map(|node| match node.kind() {
            NodeKind::And => '&',
            NodeKind::Or => '|',
            NodeKind::Not => '!',
            NodeKind::Group => '(',
            NodeKind::Comparison(_) => '.',
            NodeKind::Error(_) => '?',
        })
        .collect();
    assert_eq!(shape, "...&...&!|");
    assert_eq!(tree.root().map(|root| root.children().count()), Some(3));
}

#[test]
fn mistakes_stay() {
    let parsed = parse("a = 1 AND (b ==)");
    let tree = canonical(parsed.tree(), Catalog::builtin());
    let last = tree.root().and_then(|root| root.children().last());
    assert!(matches!(last.map(|node| node.kind()), Some(NodeKind::Error(_))));
}
