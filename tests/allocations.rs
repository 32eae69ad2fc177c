//! How often the stages allocate, and how their cost grows.
#![cfg(feature = "fleet")]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test")]

use allocation_counter::measure;
use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql::query::MissingValues;
use coreql::records::Binding;
use coreql::records::fleet::Fleet;
use coreql::syntax::parse;

const MEDIUM: &str = r#""common.platform" = "iOS" AND ("common.manufacturer" starts with "Appl" OR "common.battery_level" >= 50) AND "user.email_address" contains "smith" AND "common.compliant" = true"#;

#[test]
fn parsing_the_medium_query_allocates_four_times_at_most() {
    let counted = measure(|| drop(parse(MEDIUM)));
    assert!(counted.count_total <= 4, "{}", counted.count_total);
    let long = vec![format!("({MEDIUM})"); 10].join(" OR ");
    let counted = measure(|| drop(parse(&long)));
    // Vectors double, so ten times the text costs a few growths more.
    assert!(counted.count_total <= 8, "{}", counted.count_total);
}

#[test]
fn asking_allocates_nothing() {
    let sources = [
        MEDIUM,
        "user.display_name contains \"ΣΊΣ\" OR common.os_version < 17.2 OR custom.device.cost_center > 1050",
        "common.noncompliance_reasons != OS_VERSION AND common.last_connected_at >= 2024-05 AND comment is empty",
    ];
    let devices: Vec<_> = Fleet::new(1).take(500).collect();
    for source in sources {
        let query: coreql::Query = source.parse().unwrap();
        let schema = Schema::of(&query);
        let matcher = query.compile(&schema, MissingValues::Complement).unwrap();
        let mut binding = Binding::new(&schema, Catalog::builtin());
        let rows: Vec<_> = devices.iter().map(|device| binding.row(device)).collect();
        let mut matched = 0;
        let counted = measure(|| matched = rows.iter().filter(|row| matcher.matches(*row)).count());
        assert_eq!(counted.count_total, 0, "{source}");
        assert!(matched > 0 && matched < 500, "{source}");
    }
}
