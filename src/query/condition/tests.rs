use std::collections::HashSet;

use super::ConditionKey;
use crate::query::QueryNode;
use crate::value::date;
use crate::value::relative::Clock;
use crate::{Options, Query};

/// How many meanings the comparisons of a text have.
fn meanings(text: &str) -> usize {
    let query = Query::parse(text, &Options::extended()).unwrap();
    let key = |node: &QueryNode| match node {
        QueryNode::Comparison(comparison) => {
            Some(ConditionKey::new(comparison, query.field(comparison.field)?.field_type()))
        }
        QueryNode::And | QueryNode::Or | QueryNode::Not | QueryNode::Invalid => None,
    };
    query.tree().postorder().filter_map(|node| key(node.value())).collect::<HashSet<_>>().len()
}

#[test]
fn spelling_does_not_count_and_meaning_does() {
    for (text, expected) in [
        (r#"comment = "a" AND Common.Comment != "A" AND comment IN (a)"#, 1),
        (r#"comment IN ("a", "b") AND comment NOT IN ("B", "a", "A")"#, 1),
        ("id = 1000 AND id = 1e3 AND id = 1000.0", 1),
        ("last_connected_at >= 2016 AND last_connected_at > 2016", 2),
        ("last_connected_at = 0 AND last_connected_at = \"1970-01-01T00:00:00.000Z\"", 1),
        // Equal versions are folded text, ordered ones are not: `10` is not `10.0`, and orders the same.
        (r#"os_version = "A" AND os_version = "a""#, 1),
        (r#"os_version < "10" AND os_version < "10.0""#, 2),
        (r#"comment < "A" AND comment < "a""#, 1),
        (r#"comment contains "a" AND comment starts with "a" AND comment = "a""#, 3),
        ("comment is empty AND comment is not empty AND status is empty", 2),
        // Untyped: the kind of literal is its meaning.
        ("x = 1 AND x = \"1\" AND x = true", 3),
    ] {
        assert_eq!(meanings(text), expected, "{text}");
    }
}

/// Rule 7.15.
#[test]
fn equal_dates_are_equal_however_they_are_written() {
    let clock = Clock::new(date::parse("2024-05-31T12:00:00Z").unwrap().start);
    let query = |text: &str| Query::parse(text, &Options::extended().with_clock(clock)).unwrap();
    let first = query("creation_date > today - 30d");
    for (same, text) in [
        (true, "creation_date > today-30d"),
        (true, "creation_date > \"2024-05-01\""),
        (false, "creation_date > now - 30d"),
        (false, "creation_date > today - 1mo"),
    ] {
        assert_eq!(first == query(text), same, "{text}");
    }
}
