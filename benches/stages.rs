//! Time by stage: lex, parse, check, compile, print, translate, evaluate; for a short, a medium and a long query.
//!
//! `cargo bench -p coreql --all-features`; the peers are in `benches/peers`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use std::hint::black_box;

use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::{CheckOptions, Lints, canonical, check};
use coreql::sql::{Dialect, Mapping, SqlOptions, Translator};
use coreql::syntax::{Limits, Style, parse, print, tokenize};
use coreql_data::{Device, Fleet};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const SHORT: &str = r#""common.platform" = "iOS""#;
const MEDIUM: &str = r#""common.platform" = "iOS" AND ("common.manufacturer" starts with "Appl" OR "common.battery_level" >= 50) AND "user.email_address" contains "smith" AND "common.compliant" = true"#;

fn queries() -> [(&'static str, String); 3] {
    let long = vec![format!("({MEDIUM})"); 10].join(" OR ");
    [("short", SHORT.to_owned()), ("medium", MEDIUM.to_owned()), ("long", long)]
}

fn stages(criterion: &mut Criterion) {
    let catalog = Catalog::builtin();
    for (name, source) in queries() {
        let parsed = parse(&source);
        let query = check(parsed.tree(), catalog, CheckOptions::new()).into_query();
        let schema = Schema::of(&query);
        let tree = canonical(parsed.tree(), catalog);
        let mut stage = |stage: &str, run: &mut dyn FnMut()| {
            let allocations = allocation_counter::measure(&mut *run).count_total;
            println!("{stage}/{name}: {allocations} allocations");
            let mut group = criterion.benchmark_group(stage);
            group.throughput(Throughput::Bytes(u64::try_from(source.len()).unwrap()));
            group.bench_function(BenchmarkId::from_parameter(name), |bencher| bencher.iter(&mut *run));
            group.finish();
        };
        stage("lex", &mut || {
            tokenize(black_box(&source), Limits::default()).for_each(|token| _ = black_box(token))
        });
        stage("parse", &mut || drop(black_box(parse(black_box(&source)))));
        let silent = CheckOptions::new().with_lints(Lints::Silent);
        stage("check", &mut || drop(black_box(check(black_box(parsed.tree()), catalog, silent))));
        stage("check with lints", &mut || {
            drop(black_box(check(black_box(parsed.tree()), catalog, CheckOptions::new())))
        });
        stage("compile", &mut || drop(black_box(query.compile(&schema))));
        for style in [Style::Canonical, Style::Compact, Style::Pretty { width: 80 }] {
            let title = format!("print {style:?}");
            stage(&title, &mut || drop(black_box(print(black_box(&tree), style))));
        }
        let (mapping, options) = (Mapping::of(catalog), SqlOptions::new(Dialect::Sqlite));
        stage("translate", &mut || {
            drop(black_box(Translator::new(&mapping, options).count(black_box(&query)).unwrap()))
        });
    }
}

fn evaluate(criterion: &mut Criterion) {
    const COUNT: usize = 100_000;
    let devices: Vec<Device> = Fleet::new(1).take(COUNT).collect();
    let mut group = criterion.benchmark_group("evaluate 100,000 devices");
    group.throughput(Throughput::Elements(u64::try_from(COUNT).unwrap())).sample_size(10);
    for (name, source) in queries() {
        let query: coreql::Query = source.parse().unwrap();
        let schema = Schema::of(&query);
        let matcher = query.compile(&schema).unwrap();
        let binding = Binding::new(&schema, Catalog::builtin());
        let rows: Vec<_> = devices.iter().map(|device| binding.row(device)).collect();
        let allocations = allocation_counter::measure(|| {
            black_box(rows.iter().filter(|row| matcher.matches(black_box(*row))).count());
        });
        println!("evaluate/{name}: {} allocations", allocations.count_total);
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| rows.iter().filter(|row| matcher.matches(black_box(*row))).count());
        });
    }
    group.finish();
}

criterion_group!(benches, stages, evaluate);
criterion_main!(benches);
