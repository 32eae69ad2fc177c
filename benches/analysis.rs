//! What questions about queries cost: `cargo bench --all-features --bench analysis`.
//!
//! Two queries of 255 and of 2,000 characters, analysed anew and asked seven questions; 1,000 spaces pairwise. The
//! percentiles are of the processor's time, so that other programs do not count.
#![allow(missing_docs, reason = "a bench")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a bench")]

use std::hint::black_box;
use std::time::Duration;

use coreql::Query;
use coreql::analysis::{Analysis, Example, Limits, Overlap, Verdict};
use coreql_testing::extended;
use coreql_testing::generate::{Random, expr, text};
use coreql_testing::reference::fields;
use cpu_time::ThreadTime;

/// A query of at most so many characters, and nearly as many.
fn query(random: &mut Random, characters: usize) -> Query {
    let fields = fields();
    let mut whole = String::new();
    let mut attempts = 0;
    while attempts < 8 {
        let part = expr(random, &fields, 1, true);
        let part = text(&part, random);
        let connective = if random.percent(60) { " AND " } else { " OR " };
        let longer = if whole.is_empty() { part } else { format!("({whole}){connective}({part})") };
        let nesting = longer.bytes().take_while(|byte| *byte == b'(').count();
        if longer.encode_utf16().count() > characters || nesting > 50 {
            attempts += 1;
        } else {
            whole = longer;
        }
    }
    Query::parse(&whole, &extended()).unwrap()
}

/// Asks seven questions; how many were not decided.
fn questions(queries: &[Query]) -> usize {
    let mut analysis = Analysis::new(queries, Limits::new()).unwrap();
    let examples = [analysis.satisfiable(0), analysis.satisfiable(1)];
    let verdicts = [
        analysis.always(0),
        analysis.implies(0, 1),
        analysis.implies(1, 0),
        analysis.equivalent(0, 1),
        analysis.disjoint(0, 1),
    ];
    examples.iter().filter(|example| matches!(example, Example::Unknown(_))).count()
        + verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Unknown(_))).count()
}

fn pairs(characters: usize, count: usize) {
    let mut times: Vec<Duration> = Vec::with_capacity(count);
    let mut unknown = 0;
    for seed in 0..u64::try_from(count).unwrap() {
        let mut random = Random::new(seed);
        let queries = [query(&mut random, characters), query(&mut random, characters)];
        let start = ThreadTime::now();
        unknown += black_box(questions(black_box(&queries)));
        times.push(start.elapsed());
    }
    times.sort();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!(
        "two queries of {characters} characters, seven questions: median {:?}, p90 {:?}, p99 {:?}, most {:?}; {unknown} of {} not decided",
        at(50),
        at(90),
        at(99),
        at(100),
        count * 7,
    );
}

/// Spaces as people write them: a platform, a version, a department, a few more.
fn space(random: &mut Random) -> Query {
    let parts = [
        (100, format!("platform = \"{}\"", random.pick(&["iOS", "Android", "macOS", "Windows"]))),
        (50, format!("os_version >= \"{}.{}\"", 10 + random.below(8), random.below(4))),
        (40, format!("user.email_address contains \"@site{}.example.com\"", random.below(60))),
        (30, format!("custom.device.department = \"D{}\"", random.below(200))),
        (30, format!("battery_level < {}", 10 * random.below(10))),
        (20, "compliant = false".to_owned()),
        (20, format!("model starts with \"iPad{}\"", random.below(9))),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(chance, _)| random.percent(*chance)).map(|(_, part)| part).collect();
    Query::parse(&parts.join(" AND "), &extended()).unwrap()
}

fn spaces(count: usize) {
    let mut random = Random::new(9);
    let queries: Vec<Query> = (0..count).map(|_| space(&mut random)).collect();
    let start = ThreadTime::now();
    let overlaps = Analysis::new(&queries, Limits::new()).unwrap().overlaps();
    let elapsed = start.elapsed();
    let pairs = (0..count).flat_map(|one| (0..one).map(move |other| (one, other)));
    let shared = pairs.filter(|(one, other)| overlaps.get(*one, *other) == Some(&Overlap::Shared)).count();
    println!("{count} spaces pairwise: {elapsed:?}; {shared} of {} pairs overlap", count * (count - 1) / 2);
}

fn main() {
    // `cargo test --benches` only sees whether it runs.
    let measure = std::env::args().any(|argument| argument == "--bench");
    let (count, all) = if measure { (2_000, 1_000) } else { (3, 20) };
    pairs(255, count);
    pairs(2_000, count / 2 + 1);
    spaces(all);
}
