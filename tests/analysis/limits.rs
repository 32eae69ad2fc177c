//! Sets of queries made to take long: bounded, and then unknown, never wrong.

use std::fmt::Write;

use coreql::Query;
use coreql::analysis::{Analysis, AnalysisError, Example, Limits, Reason, Verdict};
use coreql::query::MissingValues::{self, Complement};

use super::{catalog, query};

fn joined(count: usize, operator: &str, mut part: impl FnMut(usize) -> String) -> String {
    let mut text = String::new();
    for at in 0..count {
        if at > 0 {
            write!(text, " {operator} ").unwrap();
        }
        text.push_str(&part(at));
    }
    text
}

#[test]
fn many_needles_in_versions_reach_the_limit_of_states() {
    let text = joined(30, "AND", |at| format!("v contains \"{at}x{at}\""));
    let queries = [query(&catalog(), &text, Complement)];
    let limits = Limits::new().with_states(2_000);
    assert_eq!(Analysis::new(&queries, limits).unwrap().satisfiable(0), Example::Unknown(Reason::States));
}

#[test]
fn many_comparisons_reach_the_limit_of_evaluations() {
    let text = joined(1_000, "OR", |at| format!("s = \"{at}\""));
    let catalog = catalog();
    let queries = [query(&catalog, &text, Complement), query(&catalog, "s = \"none\"", Complement)];
    let limits = Limits::new().with_evaluations(20_000);
    let mut analysis = Analysis::new(&queries, limits).unwrap();
    assert_eq!(analysis.implies(1, 0), Verdict::Unknown(Reason::Evaluations));
    // What was tried before the limit still shows something.
    assert!(matches!(analysis.satisfiable(0), Example::Exists(_)));
    // With the usual limits it is decided.
    let mut analysis = Analysis::new(&queries, Limits::new()).unwrap();
    assert_eq!(analysis.disjoint(0, 1), Verdict::Holds);
}

/// Seven pigeons in six holes, so that each pigeon has a hole and no hole has two.
#[test]
fn hard_formulas_reach_the_limit_of_conflicts() {
    let (pigeons, holes) = (9, 8);
    let placed = |pigeon, hole| format!("a = \"{pigeon}in{hole}\"");
    let each =
        joined(pigeons, "AND", |pigeon| format!("({})", joined(holes, "OR", |hole| placed(pigeon, hole))));
    let mut text = each;
    for hole in 0..holes {
        for one in 0..pigeons {
            for other in 0..one {
                write!(text, " AND NOT ({} AND {})", placed(one, hole), placed(other, hole)).unwrap();
            }
        }
    }
    let queries = [query(&catalog(), &text, Complement)];
    let limits = Limits::new().with_conflicts(100);
    assert_eq!(Analysis::new(&queries, limits).unwrap().satisfiable(0), Example::Unknown(Reason::Conflicts));
}

#[test]
fn deep_queries_do_not_overflow_the_stack() {
    let depth = 30;
    let text = format!("{}n = 5{}", "NOT (".repeat(depth), ")".repeat(depth));
    let queries = [query(&catalog(), &text, Complement), query(&catalog(), "n = 5", Complement)];
    assert_eq!(Analysis::new(&queries, Limits::new()).unwrap().equivalent(0, 1), Verdict::Holds);
}

#[test]
fn long_literals_are_bounded() {
    let long = "ab".repeat(50_000);
    let text = format!("s > \"{long}\" AND s contains \"{long}\"");
    let catalog = catalog();
    let queries =
        [query(&catalog, &text, Complement), query(&catalog, &format!("v > \"{long}\""), Complement)];
    let mut analysis = Analysis::new(&queries, Limits::new().with_evaluations(100_000)).unwrap();
    assert!(!matches!(analysis.satisfiable(0), Example::None));
    assert!(!matches!(analysis.satisfiable(1), Example::None));
}

#[test]
fn queries_must_agree_on_types_and_missing_values() {
    let one: Query = query(&catalog(), "s = \"5\"", Complement);
    let other: Query = "s = \"5\"".parse().unwrap();
    let error = Analysis::new(&[one.clone(), other], Limits::new()).unwrap_err();
    assert_eq!(error.to_string(), "`s` is a string field in one query and a untyped field in query 1");
    let exclude = one.clone().with_missing(MissingValues::Exclude);
    let error = Analysis::new(&[one.clone(), exclude], Limits::new()).unwrap_err();
    assert_eq!(error, AnalysisError::MissingValues { query: 1 });
    let mut analysis = Analysis::new(&[one], Limits::new()).unwrap();
    assert_eq!(analysis.implies(0, 1), Verdict::Unknown(Reason::NoSuchQuery(1)));
}

/// Two readings of an untyped field that only their independence would allow.
#[test]
fn mixed_readings_are_decided_where_they_can_be() {
    let catalog = catalog();
    let decided = |text: &str| {
        Analysis::new(&[query(&catalog, text, Complement)], Limits::new()).unwrap().satisfiable(0)
    };
    // The number alone is impossible for one value, whatever the text is; an array may hold two.
    assert_eq!(decided("u is empty AND u > 5 AND u starts with \"x\""), Example::None);
    assert!(matches!(decided("u > 5 AND u starts with \"x\""), Example::Exists(_)));
    // An array without any text that starts with a digit has no positive number.
    assert_eq!(
        decided("u > 5 AND NOT u contains \"\""),
        Example::Unknown(Reason::MixedReadings { field: "u".to_owned() })
    );
}
