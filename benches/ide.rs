//! Time of what an editor waits for: completion among 2,000 fields, diagnostics of 1 kB and 36 kB, tokens.
//!
//! `cargo bench -p coreql --all-features --bench ide`
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use std::hint::black_box;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::ide::{Options, complete, diagnose, tokens};
use criterion::{Criterion, criterion_group, criterion_main};

const PART: &str = r#"("common.platform" = "iOS" AND "common.battery_level" >= 50)"#;

fn text(bytes: usize) -> String {
    vec![PART; bytes / PART.len()].join(" OR ")
}

fn ide(criterion: &mut Criterion) {
    let fields = (0..2_000).map(|number| {
        Field::new(format!("group{}.some_field_{number}", number % 20), FieldType::String)
            .with_description("what the field holds, in a few words")
            .with_alias(format!("other name {number}"))
    });
    let catalog = Catalog::new().with_fields(fields).unwrap();
    let options = Options::new(coreql::Options::new().with_catalog(&catalog));
    for (name, typed) in [("all", ""), ("prefix", "group1"), ("fuzzy", "sfd1")] {
        let offset = u32::try_from(typed.len()).unwrap();
        criterion.bench_function(&format!("complete/2000 fields/{name}"), |bencher| {
            bencher.iter(|| complete(black_box(typed), offset, &options));
        });
    }
    for (name, bytes) in [("1 kB", 1_000), ("36 kB", 36_000)] {
        let text = text(bytes);
        let options = Options::default();
        criterion.bench_function(&format!("diagnose/{name}"), |bencher| {
            bencher.iter(|| diagnose(black_box(&text), &options));
        });
        criterion.bench_function(&format!("tokens/{name}"), |bencher| {
            bencher.iter(|| tokens(black_box(&text), &options));
        });
        let end = u32::try_from(text.len()).unwrap();
        criterion.bench_function(&format!("complete/end of {name}"), |bencher| {
            bencher.iter(|| complete(black_box(&text), end, &options));
        });
    }
}

criterion_group!(benches, ide);
criterion_main!(benches);
