//! The evaluator against the reference evaluator, on random queries and records.
//!
//! `PAIRS=1000000 cargo test --release --all-features --test language differential` compares that many pairs.

use std::collections::BTreeMap;

use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::{CheckOptions, MissingValues, canonical, to_core};
use coreql::syntax::{ParseOptions, Style, parse_with, print};
use coreql::{Options, Query};
use coreql_data::Device;
use coreql_testing::generate::{Random, expr, named, record, text};
use coreql_testing::reference::{Expr, Field, Missing, fields, matches, tally};
use coreql_testing::{clock, extended};
use serde_json::{Map, Value as Json};

const RECORDS: u64 = 10;

fn pairs() -> u64 {
    std::env::var("PAIRS").map_or(40_000, |pairs| pairs.parse().unwrap())
}

const SETTINGS: [(MissingValues, Missing); 2] =
    [(MissingValues::Complement, Missing::Complement), (MissingValues::Exclude, Missing::Exclude)];

/// Whether a query matches each record.
fn evaluate(query: &Query, records: &[Map<String, Json>], missing: MissingValues) -> Vec<bool> {
    let schema = Schema::of(query);
    let matcher = query.clone().with_missing(missing).compile(&schema).unwrap();
    let binding = Binding::new(&schema, Catalog::builtin());
    records.iter().map(|record| matcher.matches(&binding.row(&Device::new(record.clone())))).collect()
}

fn case(seed: u64, fields: &[Field]) -> (Expr, String, Vec<Map<String, Json>>) {
    let mut random = Random::new(seed);
    let expr = expr(&mut random, fields, 3, seed.is_multiple_of(2));
    let source = text(&expr, &mut random);
    let mut of_expr = Vec::new();
    named(&expr, &mut of_expr);
    let records = (0..RECORDS).map(|_| record(&mut random, &of_expr)).collect();
    (expr.clone(), source, records)
}

/// Rules 6.4, 6.6, 6.15, 6.23, 7.1 and 8.8.
#[test]
fn the_evaluator_agrees_with_the_reference() {
    let fields = fields();
    let mut counts = BTreeMap::new();
    let (mut matched, mut compared, mut rewritten) = (0u64, 0u64, 0u64);
    for seed in 0..pairs() / RECORDS {
        let (expr, source, records) = case(seed, &fields);
        tally(&expr, &mut counts);
        let query = Query::parse(&source, &extended())
            .unwrap_or_else(|invalid| panic!("seed {seed}: {source}\n{:?}", invalid.diagnostics()));
        let parsed = parse_with(&source, ParseOptions::extended());
        let tree = canonical(parsed.tree(), Catalog::builtin());
        for (missing, plain) in SETTINGS {
            let expected: Vec<bool> = records.iter().map(|record| matches(&expr, record, plain)).collect();
            let found = evaluate(&query, &records, missing);
            for ((found, expected), record) in found.iter().zip(&expected).zip(&records) {
                assert_eq!(
                    found,
                    expected,
                    "seed {seed}, {missing}\n{source}\n{}",
                    serde_json::to_string(record).unwrap()
                );
            }
            compared += RECORDS;
            matched += expected.iter().filter(|matches| **matches).count() as u64;
            // Printing and rewriting keep the meaning.
            for printed in [Style::Canonical, Style::Compact, Style::Pretty { width: 40 }]
                .map(|style| print(&tree, style).unwrap())
            {
                let again = Query::parse(&printed, &extended()).unwrap();
                assert_eq!(evaluate(&again, &records, missing), expected, "seed {seed}\n{source}\n{printed}");
            }
            if let Ok(core) = to_core(
                &tree,
                Catalog::builtin(),
                CheckOptions::new().with_clock(clock()).with_missing(missing),
            ) {
                let printed = print(&core, Style::Portal).unwrap();
                let again = Query::parse(&printed, &Options::new()).unwrap();
                assert_eq!(evaluate(&again, &records, missing), expected, "seed {seed}\n{source}\n{printed}");
                rewritten += 1;
            }
        }
    }
    // The comparison must not be vacuous.
    println!("{compared} pairs, {matched} matched, {rewritten} queries rewritten\n{counts:?}");
    assert!(matched * 10 > compared && matched * 10 < compared * 9, "{matched} of {compared}");
    assert!(rewritten * 10 > compared / RECORDS * 4, "{rewritten}");
    assert!(counts.len() >= 55, "{counts:?}");
    assert!(counts.values().all(|count| *count > 10), "{counts:?}");
}

/// Rule 7.7.
#[test]
fn a_query_and_not_of_it_split_the_records() {
    let fields = fields();
    for seed in 0..pairs() / RECORDS / 4 {
        let (_, source, records) = case(seed, &fields);
        let negated = format!("NOT ({source})");
        for (missing, _) in SETTINGS {
            let [yes, no] = [&source, &negated].map(|source| {
                let query = Query::parse(source, &extended()).unwrap();
                evaluate(&query, &records, missing)
            });
            assert!(yes.iter().zip(&no).all(|(yes, no)| yes != no), "seed {seed}\n{source}");
        }
    }
}
