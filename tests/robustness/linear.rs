//! Texts and devices designed to take more than linear time.
//!
//! Each trap runs at one size and at eight times that size. Linear work then takes eight times as long (up to twenty
//! where the larger input no longer fits the caches), quadratic work 64 times; more than 32 times in four attempts in a
//! row is a failure. The measure is the CPU time of the thread, because on a busy machine the larger work also waits
//! longer. So the tests do not depend on the speed or load of the machine, and the only absolute time is the few
//! milliseconds below which clocks are too coarse. `SCALE=10` makes all traps ten times as large.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Duration;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::core_api::query_test;
use coreql::diagnostic::{Fix, Report, apply};
use coreql::eval::json::Binding;
use coreql::eval::{Schema, UnreadableValues};
use coreql::query::build::{Expr, field};
use coreql::query::{CheckOptions, canonical, check, to_core};
use coreql::syntax::{AstForm, Limits, ParseOptions, Style, Syntax, parse_with, print};
use coreql::text::{LineColumn, LineIndex, Needle};
use coreql::value::{Number, date, version};
use coreql::{Options, Query};
use coreql_data::{Device, SortColumn, SortOrder, Sorter, csv, json};
use cpu_time::ThreadTime;
use serde_json::Value as Json;

/// The largest ratio that eight times the work may take.
const RATIO: u32 = 32;
/// Times below this are noise.
const NOISE: Duration = Duration::from_millis(10);

/// Checks that the work on a trap of size `8 * n` takes not much more than eight times as long as on one of size `n`.
#[track_caller]
fn linear<T>(name: &str, n: usize, trap: impl Fn(usize) -> T, work: impl Fn(&T)) {
    let n = n * std::env::var("SCALE").map_or(1, |scale| scale.parse().unwrap());
    let (small, large) = (trap(n), trap(8 * n));
    let shortest = |trap: &T, runs: usize| {
        let run = || {
            let start = ThreadTime::now();
            work(trap);
            start.elapsed()
        };
        (0..runs).map(|_| run()).min().unwrap()
    };
    let mut attempts = (0..4).map(|_| (shortest(&small, 3), shortest(&large, 1)));
    let failed = attempts.all(|(once, eight)| eight > once * RATIO + NOISE);
    assert!(!failed, "{name}: {:?} and {:?}", shortest(&small, 3), shortest(&large, 2));
}

/// A syntax without limits.
fn unlimited(syntax: Syntax) -> ParseOptions {
    let limits = Limits::default()
        .with_max_bytes(Limits::MAX_BYTES)
        .with_max_tokens(u32::MAX)
        .with_max_nesting(u32::MAX)
        .with_max_errors(u32::MAX)
        .with_max_diagnostics(u32::MAX);
    ParseOptions::new().with_syntax(syntax).with_limits(limits)
}

/// Runs every operation on a text, valid or not.
fn everything(text: &str, catalog: &Catalog, syntax: Syntax) {
    let options = unlimited(syntax);
    let parsed = parse_with(text, options);
    let checked = check(parsed.tree(), catalog, CheckOptions::new());
    let report = Report::new(&parsed, &checked, None);
    black_box(report.fixed());
    let fixes = report.diagnostics().iter().flat_map(|diagnostic| diagnostic.fixes());
    black_box(apply(text, fixes));
    black_box(serde_json::to_string(&report).unwrap());
    black_box(serde_json::to_string(&AstForm(parsed.tree())).unwrap());
    let all = Options::new().with_catalog(catalog).with_syntax(syntax).with_limits(options.limits());
    black_box(query_test(text, &all));
    for style in [Style::Canonical, Style::Compact, Style::Pretty { width: 80 }] {
        let _ = black_box(print(parsed.tree(), style));
    }
    let canonical = canonical(parsed.tree(), catalog);
    let _ = black_box(to_core(&canonical, catalog, CheckOptions::new()));
    if !report.has_errors() {
        evaluate(&checked.into_query(), options.limits());
    }
}

fn evaluate(query: &Query, limits: Limits) {
    let form = serde_json::to_string(query).unwrap();
    let again = Query::deserialize_within(limits, &mut serde_json::Deserializer::from_str(&form)).unwrap();
    let schema = Schema::of(&again);
    let matcher = again.compile(&schema).unwrap();
    let device = Device::default();
    let binding = Binding::new(&schema, Catalog::builtin());
    let row = binding.row(&device);
    black_box(matcher.matches(&row));
    black_box(matcher.findings(&row).count());
}

/// Checks that every operation on a text takes linear time.
#[track_caller]
fn linear_text(n: usize, catalog: &Catalog, text: impl Fn(usize) -> String) {
    let name: String = text(n).chars().take(60).collect();
    linear(&name, n, text, |text| everything(text, catalog, Syntax::Extended));
}

/// Pieces whose repetition would make a careless parser or message builder take more than linear time.
#[rustfmt::skip]
const FAMILIES: &[&str] = &[
    "é", "aé", "!=", "\u{a0} ", "é\u{2003}", "'", "' ", "'a ", "“a ", "a = 'b ", "a = 'b AND ",
    "a = “b\" ", "\"", "\\\"", "(", ")", "( ", "()", ")(", "= ", "=", "! ", ",", ", ", "NOT ", "NOT (",
    "AND ", "OR ", "a ", "a = ", "a = 1 ", "a = b ", "a = b c ", "a b = ", "a = 1, ", "a == 1 AND ",
    "a in (", "a in (1 ", "a in ('b', ", "a not ", "is ", "is not ", "does ", "starts ", "a (", "a = (",
    "a = 1) ", "a = 1 (", "(a = 1 OR ", "NOT a = 1 AND (", "&& ", "a = 1 && ", "\"a\" ", "a = \"\\\\\" ",
    "\u{feff}", "\u{a0}", "a contains \"x\" \"y\" ", "a in (1, 2) AND ", "\"starts  with\" ",
    "a = 1 AND b = 2 OR ", "(a = 1 AND b = 2 OR ", "a=\"x\"y OR ", "a = \"x and b = \"y\" ", "a = \"\\\" AND ",
    "is is ", "does does not ", "starts \"a\" with ", "a = b && AND ", "a AND \"b\" ", "a AND (1, ", "a = b (",
    "a = b NOT (", "a = now() ", "a = in (1, ", "a b AND in (1, ", ") a in (1, ", "a = b x AND = c ", "\"a\" = b AND ",
    "a IN (1, 1, ", "does not contain ", "a <> b or ", "a like b and ", "“", "a = “b AND c = d” OR ", "a = '\" ",
];

#[test]
fn families_of_texts() {
    // Without fields to suggest, which have a test of their own.
    let catalog = Catalog::new();
    for family in FAMILIES {
        for syntax in [Syntax::Core, Syntax::Extended] {
            let name = format!("{family:?} in {syntax} syntax");
            linear(&name, 400, |n| family.repeat(n), |text| everything(text, &catalog, syntax));
        }
    }
}

#[test]
fn text_around_a_long_run() {
    let catalog = Catalog::new();
    for (before, run, after) in [
        ("a = \"x", " ", ""),
        ("a = \"x", " ", "\"y"),
        ("a = \"x and", "\n", ""),
        ("a = \"x", " and ", "\"y"),
        ("a = 'x", " ", ""),
        ("a = 'x", " b", ""),
        ("a = “x", " b", "\""),
        ("a", " ", "= 1"),
        ("a = x", " y", ""),
        ("a = 1", ")", ""),
        ("", "(", "a = 1"),
        ("a in (", "1,", ""),
        ("a in (", "\"1\" ", ")"),
        ("a = 1", " ", "b"),
        ("a ", "=", " 1"),
        ("a = \"", "\\\"", ""),
        ("a = \"", "\\", "\" b"),
        ("a = \"", "\\\\", "\""),
        ("a = 1", "\u{3000}", "AND"),
        ("a does not ", " ", "contain b c"),
        ("a ", "\r\n", "starts b"),
    ] {
        linear_text(2_000, &catalog, |n| format!("{before}{}{after}", run.repeat(n)));
    }
}

#[test]
fn a_suggestion_for_each_of_many_unknown_names() {
    let names = |n: usize| {
        let terms: Vec<String> = (0..n).map(|at| format!("common.platfrom{at} = 1")).collect();
        terms.join(" AND ")
    };
    linear_text(250, Catalog::builtin(), names);
    linear_text(250, &Catalog::builtin().clone().into_complete(), names);
}

#[test]
fn a_name_of_many_groups() {
    // Every mention of the name could list all of the groups.
    let fields = (0..200).map(|at| Field::new(format!("g{at}.name"), FieldType::String));
    let catalog = Catalog::new().with_fields(fields).unwrap().into_complete();
    linear_text(250, &catalog, |n| vec!["name = 1"; n].join(" OR "));
}

#[test]
fn repeated_conditions() {
    for (term, connective) in [
        ("common.platform = \"x\"", " AND "),
        ("common.id = 1", " OR "),
        ("NOT common.id < 1", " AND "),
        ("common.comment = \"\"", " OR "),
        ("common.retired = \"true\"", " AND "),
        ("common.uuid < a", " AND "),
        ("common.id in (1, 2)", " OR "),
        ("common.platform is not empty", " AND "),
        ("custom.device.x = y", " OR "),
    ] {
        linear_text(800, Catalog::builtin(), |n| vec![term; n].join(connective));
    }
    let ranges = |n: usize| {
        let terms: Vec<String> = (0..n).map(|at| format!("common.id > {at}")).collect();
        terms.join(" AND ")
    };
    linear_text(800, Catalog::builtin(), ranges);
}

#[test]
fn long_lists() {
    let list = |field: &str, value: &dyn Fn(usize) -> String, n: usize| {
        let values: Vec<String> = (0..n).map(value).collect();
        format!("{field} NOT IN ({})", values.join(", "))
    };
    let same = |_: usize| "\"x\"".to_owned();
    let different = |at: usize| format!("\"value {at}\"");
    let misspelt = |at: usize| format!("\"{}\"", ["ACTVIE", "WIPD", "RETIERD", "VERIFEID"][at % 4]);
    let numbers = |at: usize| (at % 1000).to_string();
    let values: [(&str, &dyn Fn(usize) -> String); 6] = [
        ("common.comment", &same),
        ("common.comment", &different),
        ("common.status", &misspelt),
        ("common.id", &numbers),
        ("x", &numbers),
        ("common.creation_date", &numbers),
    ];
    for (field, value) in values {
        linear_text(800, Catalog::builtin(), |n| list(field, value, n));
    }
}

#[test]
fn fixes_within_fixes() {
    // The fix of each puts parentheses around all that are within it.
    let mixed = |n: usize| format!("{}z = 1{}", "a = 1 AND b = 2 OR (".repeat(n), ")".repeat(n));
    linear_text(1_000, &Catalog::new(), mixed);
    linear_text(1_000, &Catalog::new(), |n| format!("a = 1{}", " OR b = 2 AND c = 3".repeat(n)));
    let fixes = |n: usize| {
        let text = mixed(n);
        let parsed = parse_with(&text, unlimited(Syntax::Core));
        let report = Report::new(&parsed, &check(parsed.tree(), &Catalog::new(), CheckOptions::new()), None);
        let fixes: Vec<Fix> = report.diagnostics().iter().flat_map(|found| found.fixes()).cloned().collect();
        (text, fixes)
    };
    linear("making fixes", 4_000, fixes, |(text, fixes)| drop(black_box(apply(text, fixes))));
}

#[test]
fn long_names_and_values_in_messages() {
    let catalog = Catalog::builtin().clone().into_complete();
    for (before, after) in [
        ("", " = 1"),
        ("\"", "\" = 1"),
        ("common.", " = 1"),
        ("custom.device.", " = 1"),
        ("common.id = ", ""),
        ("common.id = \"", "\""),
        ("common.retired = ", ""),
        ("common.status = \"ACTIVE", "\""),
        ("common.id ", " 1"),
        ("common.creation_date = \"2024-01-01T00:00:00.", "\""),
        ("common.id = 1 ", ""),
        ("common.id contains ", ""),
    ] {
        for piece in ["a", "1", "é", "ſ", "x."] {
            linear_text(10_000, &catalog, |n| format!("{before}{}{after}", piece.repeat(n)));
        }
    }
}

#[test]
fn needles_that_almost_match() {
    for (repeated, last) in [
        ("a", "b"),
        ("ab", "c"),
        ("ka", "s"),
        ("é", "e"),
        ("aé", "a"),
        ("s", "k"),
        ("aab", "aaa"),
        ("z", "z!"),
    ] {
        let search = |(needle, text): &(String, String)| {
            let needle = Needle::new(needle.as_str());
            black_box(needle.is_within(text) || needle.is_within(&text.to_uppercase()));
        };
        // Half as long as the text, and about as long as its square root.
        let halves = |n: usize| (repeated.repeat(n) + last, repeated.repeat(2 * n));
        linear(&format!("half a text of {repeated}"), 4_000, halves, search);
        let root = |n: usize| {
            (repeated.repeat(n.isqrt()) + last, (repeated.repeat(n.isqrt() - 1) + last).repeat(n.isqrt()))
        };
        linear(&format!("many texts of {repeated}"), 8_000, root, search);
    }
}

#[test]
fn lines_and_columns() {
    let places = |text: &String| {
        let index = LineIndex::new(text);
        for line in 0..u32::try_from(index.lines()).unwrap() {
            let at = index.offset_utf16(LineColumn { line, column: 1 }).unwrap();
            black_box((index.line_column_utf16(at), index.line_column(at)));
        }
    };
    for line in ["\n", "\r\n", "\r", "é\n", "a = 😀\r\n"] {
        linear(&format!("lines of {line:?}"), 5_000, |n| line.repeat(n), places);
    }
}

#[test]
fn long_values_of_devices() {
    for digits in ["1", "0", "-", "9.", "1.5e", "2024-01-01 ", "a1", "٣", "_"] {
        let work = |text: &String| {
            black_box((Number::parse(text), date::parse(text)));
            black_box(version::compare(text, &format!("{text}.0")));
        };
        linear(&format!("values of {digits:?}"), 20_000, |n| digits.repeat(n), work);
    }
}

/// Reads devices, evaluates a query on each and sorts them.
fn devices_of_json(text: &String) {
    let query: Query = "a contains \"aab\" OR a > 1 OR common.os_version >= 2 OR a is empty".parse().unwrap();
    let schema = Schema::of(&query);
    let matcher = query.compile(&schema).unwrap();
    let binding = Binding::new(&schema, Catalog::builtin());
    let mut unreadable = UnreadableValues::new(&schema, Catalog::builtin());
    let mut sorter = Sorter::new([SortColumn::new(FieldType::Untyped, SortOrder::Descending)], 100);
    // Malformed input must end in an error in linear time too.
    let _ = json::read(text.as_bytes(), |device| {
        let row = binding.row(&device);
        unreadable.count(&row);
        black_box(matcher.matches(&row));
        drop(row);
        sorter.push([device.get("a")], b"").unwrap();
        ControlFlow::Continue(())
    });
    black_box(sorter.into_sorted().unwrap().count());
}

#[test]
fn odd_devices_in_json() {
    let object = |member: String| format!("{{{member}}}");
    let members =
        |n: usize, member: &dyn Fn(usize) -> String| object((0..n).map(member).collect::<Vec<_>>().join(","));
    let traps: [(&str, &dyn Fn(usize) -> String); 13] = [
        ("deep array", &|n| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n))),
        ("deep array that is no device", &|n| format!("[{}{}]", "[".repeat(n), "]".repeat(n))),
        ("deep objects", &|n| "{\"a\":".repeat(n)),
        ("deep envelopes", &|n| "{\"results\":[".repeat(n)),
        ("long text", &|n| object(format!("\"a\":\"{}\"", "aa".repeat(n)))),
        ("long text of escapes", &|n| object(format!("\"a\":\"{}\"", "\\u0061".repeat(n)))),
        ("long key", &|n| object(format!("\"{}\":1", "a".repeat(n)))),
        ("long number", &|n| object(format!("\"a\":{}", "1".repeat(n)))),
        ("long fraction", &|n| object(format!("\"a\":0.{}", "1".repeat(n)))),
        ("one key again and again", &|n| members(n, &|at| format!("\"a\":{at}"))),
        ("one key in many spellings", &|n| members(n, &|at| format!("\"{}\":{at}", ["a", "A"][at % 2]))),
        ("many keys", &|n| members(n, &|at| format!("\"a{at}\":{at}"))),
        ("long array", &|n| object(format!("\"a\":[{}1]", "1,null,[],".repeat(n)))),
    ];
    for (name, trap) in traps {
        linear(name, 3_000, trap, devices_of_json);
    }
    linear("many devices", 500, |n| "{\"a\":\"b\",\"c\":1}\n".repeat(n), devices_of_json);
    linear(
        "many devices of other keys",
        500,
        |n| (0..n).map(|at| format!("{{\"k{at}\":1}}")).collect(),
        devices_of_json,
    );
}

#[test]
fn odd_devices_in_csv() {
    let read = |text: &String| {
        let _ = csv::read(text.as_bytes(), Catalog::builtin(), |device| {
            black_box(device);
            ControlFlow::Continue(())
        });
    };
    let wide = |n: usize| "a,".repeat(n);
    let traps: [(&str, &dyn Fn(usize) -> String); 13] = [
        ("quotes that the next line closes", &|n| format!("a\n{}", "\"x\n".repeat(n))),
        ("quotes that close within a cell", &|n| format!("a,b\n{}", "1,\"x\n2,\"y\"z\n".repeat(n))),
        ("cells of two lines, one too few", &|n| format!("{}\n{}", wide(n), "\"x\ny\",".repeat(n - 1))),
        ("cells of two lines, far too few", &|n| format!("a,b\n{}", "\"x\ny\",".repeat(n))),
        ("lines with quotes in pairs", &|n| format!("a\n\"{}", "1,\"\"\n".repeat(n))),
        ("blank lines", &|n| format!("a\n{}", "\r\n\n\r".repeat(n))),
        ("long cell", &|n| format!("a\n{}\n", "x".repeat(n))),
        ("long cell in quotes", &|n| format!("a\n\"{}\"\n", "\"\"\n".repeat(n))),
        ("quote that nothing closes", &|n| format!("a\n\"{}", "x\n".repeat(n))),
        ("cell like a deep array", &|n| format!("a\n{}\n", "[".repeat(n))),
        ("many columns", &|n| format!("{}\n{}\n", "a,".repeat(n), "1,".repeat(n))),
        ("many columns of other names", &|n| (0..n).map(|at| format!("a{at},")).collect()),
        ("many lines", &|n| "a,b\n".repeat(n)),
    ];
    for (name, trap) in traps {
        linear(name, 3_000, trap, read);
    }
}

#[test]
fn hostile_catalogues() {
    let list = |n: usize, entry: &dyn Fn(usize) -> Json| Json::Array((0..n).map(entry).collect()).to_string();
    // Pairs of characters that differ in the bit that distinguishes upper from lower case.
    let letters = |n: usize, pair: [char; 2]| -> String { (0..20).map(|bit| pair[n >> bit & 1]).collect() };
    let named = |name: String| serde_json::json!({"name": name, "type": "STRING"});
    let own = |name: String, aliases: Vec<String>| serde_json::json!({"name": name, "type": "STRING", "aliases": aliases});
    let traps: [(&str, &dyn Fn(usize) -> String); 6] = [
        ("brackets and braces", &|n| list(n, &|at| named(letters(at, ['[', '{'])))),
        ("digits and controls", &|n| list(n, &|at| named(letters(at, ['0', '\u{10}'])))),
        ("underscores", &|n| list(n, &|at| named(letters(at, ['_', '\u{7f}'])))),
        ("one name in many groups", &|n| list(n, &|at| named(format!("g{at}.name")))),
        ("one alias of many fields", &|n| list(n, &|at| own(format!("f{at}"), vec!["alias".to_owned()]))),
        ("many aliases of one field", &|n| {
            list(1, &|_| own("f".to_owned(), (0..n).map(|at| format!("a{at}")).collect()))
        }),
    ];
    for (name, trap) in traps {
        linear(name, 500, trap, |text| drop(black_box(Catalog::from_json(text).unwrap())));
    }
}

#[test]
fn expressions_from_code_that_grow_on_either_side() {
    type Join = fn(Expr, Expr) -> Expr;
    let joins: [(&str, Join); 4] = [
        ("after", |all, one| all & one),
        ("before", |all, one| one & all),
        ("before, in turn", |all, one| one.clone() | (one & all)),
        ("around", |all, one| one.clone() & !all & one),
    ];
    for (name, join) in joins {
        let grow = |n: &usize| {
            let one = || field("common.id").eq(1);
            let all = (0..*n).fold(one(), |all, _| join(all, one()));
            black_box(all.query(Catalog::builtin()).unwrap());
        };
        linear(name, 1000, |n| n, grow);
    }
}
