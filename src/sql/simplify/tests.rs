use std::time::Duration;

use cpu_time::ThreadTime;

use super::super::plan::Plan;
use crate::catalog::{Catalog, Field, FieldType};
use crate::sql::{Dialect, Literals, Mapping, SqlError, SqlFragment, SqlOptions};
use crate::{Options, Query};

fn catalog() -> Catalog {
    Catalog::builtin().with_fields([Field::new("custom.device.list", FieldType::StringArray)]).unwrap()
}

fn read(source: &str) -> Query {
    let catalog = catalog();
    let options = Options::extended().with_catalog(&catalog);
    let limits = options.limits().with_max_bytes(64 << 20).with_max_tokens(10_000_000).with_max_nesting(200);
    Query::parse(source, &options.with_limits(limits))
        .unwrap_or_else(|invalid| panic!("{:?}", invalid.diagnostics()))
}

fn sql(source: &str) -> String {
    let options = SqlOptions::new(Dialect::Sqlite).with_literals(Literals::Inlined);
    let text = read(source).to_sql(&Mapping::of(&catalog()), options).unwrap().text().replace('`', "");
    let text = text.replace("common_platform__folded", "p").replace("common_owner__folded", "o");
    text.replace("common_battery_level", "n").replace("common_compliant", "c")
}

#[test]
fn equalities_of_one_field_are_one_list() {
    for (source, expected) in [
        (
            r#"platform = "a" or (platform = "b" or (platform in ("c", "d") or platform = "A"))"#,
            "p IN ('a', 'b', 'c', 'd')",
        ),
        (
            r#"owner = "x" or platform = "a" or owner = "y" or platform = "b""#,
            "o IN ('x', 'y') OR p IN ('a', 'b')",
        ),
        (r#"owner = "x" and (platform = "a" or platform in ("b"))"#, "o = 'x' AND p IN ('a', 'b')"),
        (
            r#"owner = "x" and not (platform = "a" or platform = "b")"#,
            "o = 'x' AND (p IN ('a', 'b')) IS NOT TRUE",
        ),
        (
            r#"not (platform != "a" and (platform != "b" and owner = "x"))"#,
            "p IN ('a', 'b') OR (o = 'x') IS NOT TRUE",
        ),
        (r#"platform = "a" or platform != "b""#, "p = 'a' OR (p = 'b') IS NOT TRUE"),
    ] {
        assert_eq!(sql(source), expected, "{source}");
    }
}

#[test]
fn contradictions_are_false_and_what_is_implied_is_gone() {
    for (source, expected) in [
        (r#"platform in ("a", "b", "c") and platform in ("C", "b") and platform = "B""#, "p = 'b'"),
        (r#"platform in ("a", "b") and (platform = "c" and owner = "x")"#, "1 = 0"),
        (r#"platform in ("a", "k", "z") and platform > "b" and platform <= "k""#, "p = 'k'"),
        (r#"platform >= "b" and platform < "b""#, "1 = 0"),
        (r#"platform >= "b" and platform <= "b""#, "p >= 'b' AND p <= 'b'"),
        (r#"(platform = "a" and platform = "b") or owner = "x""#, "o = 'x'"),
        (r#"(platform = "a" and platform = "b") or (owner = "x" and owner = "y")"#, "1 = 0"),
        (r#"compliant = true and compliant = false"#, "1 = 0"),
        // The column of doubles has no integers.
        ("battery_level = 1 and battery_level = 1.0", "n = 1"),
        // The greatest double below 2⁵³ + 1 is another number.
        ("battery_level = 9007199254740993 and battery_level = 9007199254740992.0", "1 = 0"),
    ] {
        assert_eq!(sql(source), expected, "{source}");
    }
    // One element of an array may be this and another that.
    let both = sql(r#""custom.device.list" = "a" and "custom.device.list" = "b""#);
    assert!(both.contains(" AND "), "{both}");
}

fn best(source: &str) -> Duration {
    let query = read(source);
    (0..3)
        .map(|_| {
            let start = ThreadTime::now();
            Plan::new(&query).unwrap();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// Eight times the conditions take far less than 64 times the time.
#[test]
fn time_is_about_linear() {
    let join = |count: usize, connective: &str, term: &dyn Fn(usize) -> String| {
        (0..count).map(term).collect::<Vec<_>>().join(connective)
    };
    let list = |count: usize| join(count, ", ", &|at| format!("\"{at}\""));
    let shapes: [(&str, &dyn Fn(usize) -> String); 6] = [
        ("or", &|count| join(count, " or ", &|at| format!("platform = \"{at}\""))),
        ("and", &|count| join(count, " and ", &|at| format!("platform != \"{at}\""))),
        ("bounds", &|count| join(count, " and ", &|at| format!("platform > \"{at}\""))),
        ("two lists", &|count| format!("platform in ({0}) and platform in ({0})", list(count / 2))),
        ("list and equalities", &|count| {
            format!(
                "platform in ({}) and {}",
                list(count / 2),
                join(count / 2, " and ", &|_| "platform = \"7\"".to_owned())
            )
        }),
        ("fields", &|count| join(count, " or ", &|at| format!("\"custom.device.{at}\" = \"a\""))),
    ];
    for (name, shape) in shapes {
        let (short, long) = (best(&shape(6_250)), best(&shape(50_000)));
        assert!(long < short * 32 + Duration::from_millis(50), "{name}: {short:?}, {long:?}");
    }
}

/// Every dialect on a small stack: a megabyte of text, a hundred thousand conditions, the deepest nesting.
#[test]
fn long_and_deep_queries_are_printed_or_refused() {
    let terms = |count: usize, connective: &str, term: &str| vec![term; count].join(connective);
    let numbered = |count: usize| {
        let value = |at: usize| format!("\"{at}\"");
        (0..count).map(value).collect::<Vec<_>>().join(", ")
    };
    let deep = (0..180).fold("platform = \"a\"".to_owned(), |inner, at| {
        format!("({inner} {} owner = \"{at}\")", if at % 2 == 0 { "and" } else { "or" })
    });
    let sources = [
        format!("platform contains \"{}\"", "'\\\\".repeat(350_000)),
        terms(100_000, " or ", "platform contains \"a\""),
        terms(20_000, " and ", "platform does not contain \"a\""),
        format!("platform in ({})", numbered(40_000)),
        format!("\"custom.device.list\" in ({})", numbered(20_000)),
        format!("not (\"custom.device.x\" in ({}))", numbered(10_000)),
        deep,
    ];
    let work = move || {
        let mapping =
            Mapping::of(&catalog().with_fields([Field::new("custom.device.x", FieldType::Untyped)]).unwrap());
        for (at, source) in sources.iter().enumerate() {
            let query = read(source);
            for dialect in Dialect::ALL {
                for literals in [Literals::Bound, Literals::Inlined] {
                    let options = SqlOptions::new(dialect).with_literals(literals);
                    let printed: Result<SqlFragment, SqlError> = query.to_sql(&mapping, options);
                    match (&printed, at) {
                        (Ok(_), _) => {}
                        (Err(SqlError::TooManyParameters { .. }), 1..=5) => {
                            assert_eq!(literals, Literals::Bound)
                        }
                        (Err(SqlError::TooDeep { .. }), 6) => {}
                        (Err(SqlError::NoForm { dialect: Dialect::SqlServer, .. }), 0) => {}
                        (Err(error), _) => panic!("{dialect}, {at}: {error}"),
                    }
                }
            }
        }
    };
    std::thread::Builder::new().stack_size(512 << 10).spawn(work).unwrap().join().unwrap();
}
