//! The number of allocations of each stage. The counting allocator needs a process of its own.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use allocation_counter::measure;
use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::{CheckOptions, Lints, check};
use coreql::syntax::parse;
use coreql_data::Fleet;

const MEDIUM: &str = r#""common.platform" = "iOS" AND ("common.manufacturer" starts with "Appl" OR "common.battery_level" >= 50) AND "user.email_address" contains "smith" AND "common.compliant" = true"#;

#[test]
fn parsing_allocates_the_nodes_alone() {
    let long = vec![format!("({MEDIUM})"); 10].join(" OR ");
    for source in [MEDIUM, &long] {
        let counted = measure(|| drop(parse(source)));
        assert_eq!(counted.count_total, 1, "{source}");
    }
}

#[test]
fn what_is_kept_is_allocated_once() {
    let parsed = parse(MEDIUM);
    let options = CheckOptions::new().with_lints(Lints::Silent);
    let query = check(parsed.tree(), Catalog::builtin(), options).into_query();
    // The query and its tree: fields and short literals are in place.
    let counted = measure(|| drop(check(parsed.tree(), Catalog::builtin(), options)));
    assert_eq!(counted.count_total, 2);
    let schema = Schema::of(&query);
    // The program: short folded texts are in place.
    let counted = measure(|| drop(query.compile(&schema)));
    assert_eq!(counted.count_total, 1);
}

#[test]
fn evaluation_allocates_nothing() {
    let sources = [
        MEDIUM,
        "user.display_name contains \"ΣΊΣ\" OR common.os_version < 17.2 OR custom.device.cost_center > 1050",
        "common.noncompliance_reasons != OS_VERSION AND common.last_connected_at >= 2024-05 AND comment is empty",
    ];
    let devices: Vec<_> = Fleet::new(1).take(500).collect();
    for source in sources {
        let query: coreql::Query = source.parse().unwrap();
        let schema = Schema::of(&query);
        let matcher = query.compile(&schema).unwrap();
        let binding = Binding::new(&schema, Catalog::builtin());
        let rows: Vec<_> = devices.iter().map(|device| binding.row(device)).collect();
        let mut matched = 0;
        let counted = measure(|| matched = rows.iter().filter(|row| matcher.matches(*row)).count());
        assert_eq!(counted.count_total, 0, "{source}");
        assert!(matched > 0 && matched < 500, "{source}");
    }
}
