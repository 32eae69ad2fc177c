//! Every stored value has the truth vector of a representative: no random value fulfils what was proved impossible.
//!
//! `CASES=10000000 cargo test --release --all-features --test analysis vectors` looks at that many values a type and
//! setting.

use coreql::analysis::{Analysis, Example, Limits, Reason};
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::MissingValues;
use coreql::{Catalog, Query};
use coreql_data::Device;
use coreql_testing::generate::Random;
use serde_json::{Value as Json, json};

use super::{SETTINGS, cases, catalog, query};

/// Pieces of literals and of values: few, so that they meet.
const TEXTS: [&str; 22] = [
    "",
    "a",
    "A",
    "ab",
    "b",
    "abc",
    "bc",
    "ac",
    "aa",
    "S",
    "\u{17f}",
    "k",
    "\u{212a}",
    "x",
    "\0",
    "z",
    "é",
    "É",
    "true",
    "false",
    "fal\u{17f}e",
    "~",
];
const VERSIONS: [&str; 20] = [
    "1", "10", "1.0", "1.2", "1.2-beta", "2", "02", "9.3", "16.", "16", ".", "-", "a", "b1", "0", "00",
    "1.10", "_", " ", "beta",
];
const NUMBERS: [&str; 22] = [
    "0",
    "1",
    "-1",
    "5",
    "05",
    "5.0",
    "5e0",
    "4.5",
    "10",
    "1e1",
    "100",
    "9007199254740992",
    "9007199254740993",
    "9007199254740993.0",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "1e300",
    "-0",
    "0.1",
    "-2.5",
    "1e-300",
];
const DATES: [&str; 12] = [
    "2023",
    "2024",
    "2023-05",
    "2023-05-01",
    "2023-05-01T10:00:00Z",
    "2023-05-01T10:00:00.5Z",
    "0",
    "1682935200000",
    "1682935200001",
    "2023-06-01",
    "2022-12-31T23:59:59.999Z",
    "-1",
];

fn quoted(text: impl AsRef<str>) -> String {
    format!("\"{}\"", text.as_ref().replace('\\', "\\\\").replace('"', "\\\""))
}

fn combined(random: &mut Random, pieces: &[&str]) -> String {
    (0..1 + random.below(3)).map(|_| *random.pick(pieces)).collect()
}

fn comparison(random: &mut Random, field: char) -> String {
    const TEXTUAL: [&str; 4] = ["contains", "starts with", "does not contain", "contains"];
    const EQUAL: [&str; 2] = ["=", "!="];
    const ORDERS: [&str; 4] = ["<", "<=", ">", ">="];
    if random.percent(8) {
        return format!("{field} {}", random.pick(&["is empty", "is not empty"]));
    }
    let of = |random: &mut Random, kinds: &[&[&'static str]]| {
        let kind = *random.pick(kinds);
        *random.pick(kind)
    };
    match field {
        's' => {
            format!("s {} {}", of(random, &[&TEXTUAL, &EQUAL, &ORDERS]), quoted(combined(random, &TEXTS)))
        }
        'a' => format!("a {} {}", of(random, &[&TEXTUAL, &EQUAL]), quoted(combined(random, &TEXTS))),
        'v' => format!(
            "v {} {}",
            of(random, &[&TEXTUAL, &EQUAL, &ORDERS, &ORDERS]),
            quoted(combined(random, &VERSIONS))
        ),
        'n' if random.percent(15) => format!(
            "n {} {} AND {}",
            random.pick(&["between", "not between"]),
            random.pick(&NUMBERS),
            random.pick(&NUMBERS)
        ),
        'n' => format!("n {} {}", of(random, &[&EQUAL, &ORDERS]), random.pick(&NUMBERS)),
        'd' => format!("d {} {}", of(random, &[&EQUAL, &ORDERS]), quoted(random.pick::<&str>(&DATES))),
        'b' => format!("b {} {}", of(random, &[&EQUAL]), random.pick(&["true", "false"])),
        // One reading as text, or numbers with `=` of texts.
        'u' => match random.below(4) {
            0 => format!("u {} {}", of(random, &[&EQUAL]), random.pick(&["true", "false"])),
            _ => {
                format!("u {} {}", of(random, &[&TEXTUAL, &EQUAL, &ORDERS]), quoted(combined(random, &TEXTS)))
            }
        },
        _ => match random.below(4) {
            0 => format!("w {} {}", of(random, &[&EQUAL]), random.pick(&["true", "false"])),
            1 => format!("w {} {}", of(random, &[&EQUAL]), quoted(random.pick::<&str>(&NUMBERS))),
            2 => format!(
                "w {} ({}, {}, \"5\")",
                random.pick(&["in", "not in"]),
                random.pick(&NUMBERS),
                random.pick(&NUMBERS)
            ),
            _ => format!("w {} {}", of(random, &[&EQUAL, &ORDERS]), random.pick(&NUMBERS)),
        },
    }
}

fn scalar(random: &mut Random, field: char) -> Json {
    let number = |random: &mut Random| -> Json {
        let text = *random.pick(&NUMBERS);
        match random.below(3) {
            0 => text.into(),
            _ => {
                serde_json::from_str(text.trim_start_matches("0").trim_start_matches('.')).unwrap_or(json!(0))
            }
        }
    };
    match random.below(12) {
        0 => Json::Null,
        1 => json!(random.percent(50)),
        2 => json!(*random.pick(&[
            0i64,
            1,
            5,
            10,
            -1,
            1_682_935_200_000,
            1_682_935_200_999,
            i64::MAX,
            i64::MIN
        ])),
        3 => number(random),
        4 => json!(*random.pick(&[0.5, 4.5, 1e300, 5.0, 9_007_199_254_740_992.0, -2.5])),
        _ => match field {
            'v' => combined(random, &VERSIONS).into(),
            'n' | 'w' => number(random),
            'd' => (*random.pick(&DATES)).into(),
            'b' => (*random.pick(&["true", "FALSE", "yes", ""])).into(),
            _ => combined(random, &TEXTS).into(),
        },
    }
}

fn value(random: &mut Random, field: char) -> Json {
    match random.below(if matches!(field, 'a' | 'u' | 'w') { 2 } else { 20 }) {
        0 => (0..random.below(4)).map(|_| scalar(random, field)).collect(),
        _ => scalar(random, field),
    }
}

/// Whether each comparison holds on a device.
fn vector(catalog: &Catalog, queries: &[Query], device: &Device) -> Vec<bool> {
    queries
        .iter()
        .map(|query| {
            let schema = Schema::of(query);
            query.compile(&schema).unwrap().matches(&Binding::new(&schema, catalog).row(device))
        })
        .collect()
}

fn check(field: char) {
    const VALUES: u64 = 40;
    let catalog = catalog();
    for missing in SETTINGS {
        let (mut asked, mut different) = (0, std::collections::HashSet::new());
        for seed in 0..cases(800) / VALUES {
            let mut random = Random::new(seed.wrapping_mul(31).wrapping_add(u64::from(u32::from(field))));
            let texts: Vec<String> =
                (0..1 + random.below(6)).map(|_| comparison(&mut random, field)).collect();
            let queries: Vec<Query> = texts.iter().map(|text| query(&catalog, text, missing)).collect();
            let mut analysis = Analysis::new(&queries, Limits::new()).unwrap();
            for _ in 0..VALUES {
                let stored = value(&mut random, field);
                let device =
                    Device::from_json(json!({field.to_string(): stored}).to_string().as_bytes()).unwrap();
                let vector = vector(&catalog, &queries, &device);
                let (on, off): (Vec<usize>, Vec<usize>) =
                    (0..queries.len()).partition(|query| vector[*query]);
                match analysis.example(&on, &off) {
                    Example::Exists(_) => {}
                    Example::Unknown(Reason::MixedReadings { .. }) if matches!(field, 'u' | 'w') => {}
                    missed => panic!("{missing}, {stored}: {vector:?}\n{}\n{missed:?}", texts.join("\n")),
                }
                asked += 1;
                different.insert((seed, vector));
            }
        }
        assert!(asked > 0 && different.len() as u64 * 20 > asked, "{field}: {} of {asked}", different.len());
    }
}

macro_rules! types {
    ($($name:ident $field:literal)*) => {$(
        #[test]
        fn $name() {
            check($field);
        }
    )*};
}

types! {
    strings 's'
    arrays 'a'
    versions 'v'
    numbers 'n'
    dates 'd'
    booleans 'b'
    untyped_texts 'u'
    untyped_numbers 'w'
}

/// No value of these is missed, whatever the setting: the missing value too.
#[test]
fn settings_differ_on_missing_values() {
    let catalog = catalog();
    let [complement, exclude] = SETTINGS.map(|missing: MissingValues| {
        Analysis::new(&[query(&catalog, "u != 5", missing)], Limits::new())
            .unwrap()
            .always(0)
            .witness()
            .unwrap()
            .to_string()
    });
    assert_eq!((complement.as_str(), exclude.as_str()), ("{\"u\":5}", "{}"));
}
