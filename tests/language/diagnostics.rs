//! Diagnostics of invalid and of odd queries, and the effect of the fixes that they offer.
//!
//! `tests/data/diagnostics/NAME.txt` holds one query a line (`⏎` is a line end, `#` begins a comment); `NAME.out` holds
//! the report on each. `UPDATE_EXPECT=1 cargo test --all-features --test language diagnostics` regenerates the reports.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use coreql::catalog::{Catalog, Endpoint, Field, FieldType};
use coreql::diagnostic::{Applicability, Code, Diagnostic, Fix, Report, Severity, apply, diagnose};
use coreql::syntax::{Limits, ParseOptions, Syntax, parse_with};
use coreql::text::Span;
use coreql::value::relative::Clock;
use coreql::{Options, Query};
use expect_test::expect_file;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A complete catalogue: an unknown name is an error.
static COMPLETE: LazyLock<Catalog> = LazyLock::new(|| {
    let more = ["ios.region", "android.region"].map(|name| Field::new(name, FieldType::String));
    Catalog::builtin().with_fields(more).unwrap().into_complete()
});

#[derive(Clone, Copy)]
struct Setting {
    name: &'static str,
    syntax: Syntax,
    catalog: fn() -> &'static Catalog,
    clock: Option<Clock>,
}

fn settings() -> [Setting; 6] {
    // 31 May 2024, 12:00:00.
    let clock = Some(Clock::new(1_717_156_800_000));
    [
        Setting { name: "syntax", syntax: Syntax::Core, catalog: Catalog::builtin, clock: None },
        Setting { name: "extended", syntax: Syntax::Extended, catalog: Catalog::builtin, clock: None },
        Setting { name: "complete", syntax: Syntax::Core, catalog: || &COMPLETE, clock: None },
        Setting { name: "warnings", syntax: Syntax::Core, catalog: Catalog::builtin, clock: None },
        Setting { name: "dates", syntax: Syntax::Core, catalog: Catalog::builtin, clock },
        Setting { name: "relative", syntax: Syntax::Extended, catalog: Catalog::builtin, clock },
    ]
}

impl Setting {
    fn diagnose(&self, source: &str) -> Report {
        diagnose(source, &self.options())
    }

    fn options(&self) -> Options<'static> {
        let options = Options::new().with_catalog((self.catalog)()).with_syntax(self.syntax);
        self.clock.map_or(options, |clock| options.with_clock(clock))
    }

    fn path(&self, extension: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/diagnostics");
        folder.join(self.name).with_extension(extension)
    }

    fn queries(&self) -> Vec<String> {
        let file = fs::read_to_string(self.path("txt")).unwrap();
        file.lines().filter(|line| !line.starts_with('#')).map(|line| line.replace('⏎', "\n")).collect()
    }
}

/// Rules 3.5, 3.13, 4.4, 4.5, 4.6, 4.17, 4.18, 5.2, 6.2, 6.3, 6.20, 6.31, 6.32, 6.33, 6.34 and 7.14.
#[test]
fn reports() {
    for setting in settings() {
        let mut reports = String::new();
        for query in setting.queries() {
            reports.push_str(&plain(&setting.diagnose(&query)));
            reports.push('\n');
        }
        expect_file![setting.path("out")].assert_eq(&reports);
    }
}

/// A report as plain text, with the text that each fix leads to.
fn plain(report: &Report) -> String {
    let source = report.source();
    let mut text = format!("{source}\n");
    for diagnostic in report.diagnostics() {
        writeln!(text, "{}[{}]: {diagnostic}", diagnostic.severity(), diagnostic.code()).unwrap();
        mark(&mut text, source, diagnostic.span(), diagnostic.token());
        for label in diagnostic.labels() {
            mark(&mut text, source, label.span, &label.text);
        }
        if !diagnostic.expected().is_empty() {
            writeln!(text, "  expected: {}", diagnostic.expected()).unwrap();
        }
        if let Some(help) = diagnostic.help() {
            writeln!(text, "  help: {help}").unwrap();
        }
        for fix in diagnostic.fixes() {
            let applicability =
                if fix.applicability() == Applicability::Automatic { "fix" } else { "suggestion" };
            writeln!(text, "  {applicability}: {}", fix.title()).unwrap();
            writeln!(text, "    {}", apply(source, [fix])).unwrap();
        }
    }
    if report.fixed() != source {
        writeln!(text, "fixed: {}", report.fixed()).unwrap();
    }
    text
}

/// The line that holds a span, the span underlined, and a note.
fn mark(text: &mut String, source: &str, span: Span, words: &str) {
    let start = source[..span.range().start].rfind('\n').map_or(0, |end| end + 1);
    let line = source[start..].lines().next().unwrap_or_default();
    let column = source[start..span.range().start].chars().count();
    let width = source[span.range()].lines().next().unwrap_or_default().chars().count().max(1);
    writeln!(text, "  | {line}\n  | {:column$}{} {words}", "", "^".repeat(width)).unwrap();
}

/// The settings, each with one of its queries.
fn examples() -> impl Iterator<Item = (Setting, String)> {
    settings()
        .into_iter()
        .flat_map(|setting| setting.queries().into_iter().map(move |query| (setting, query)))
}

fn codes(report: &Report, severity: Severity) -> Vec<Code> {
    let of_severity = report.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == severity);
    let mut codes: Vec<_> = of_severity.map(Diagnostic::code).collect();
    codes.sort();
    codes
}

fn without(mut codes: Vec<Code>, code: Code) -> Vec<Code> {
    codes.remove(codes.iter().position(|other| *other == code).unwrap());
    codes
}

/// Rule 2.16.
#[test]
fn an_automatic_fix_corrects_its_mistake_and_adds_none() {
    for (setting, query) in examples() {
        let report = setting.diagnose(&query);
        for diagnostic in report.diagnostics() {
            for fix in diagnostic.fixes().iter().filter(|fix| fix.applicability() == Applicability::Automatic)
            {
                let fixed = apply(&query, [fix]);
                let again = setting.diagnose(&fixed);
                let mut errors = codes(&report, Severity::Error);
                if diagnostic.severity() == Severity::Error {
                    errors = without(errors, diagnostic.code());
                } else {
                    // Fixing a warning does not change the meaning.
                    assert_eq!(meaning(&setting, &query), meaning(&setting, &fixed));
                    let warnings = without(codes(&report, Severity::Warning), diagnostic.code());
                    assert_eq!(codes(&again, Severity::Warning), warnings, "{query} -> {fixed}");
                }
                assert_eq!(codes(&again, Severity::Error), errors, "{query} -> {fixed}");
            }
        }
    }
}

fn meaning(setting: &Setting, query: &str) -> Query {
    Query::parse(query, &setting.options()).unwrap()
}

#[test]
fn a_suggestion_corrects_its_mistake() {
    for (setting, query) in examples() {
        let report = setting.diagnose(&query);
        for diagnostic in report.diagnostics() {
            for fix in diagnostic.fixes() {
                let fixed = apply(&query, [fix]);
                let again = setting.diagnose(&fixed);
                let count = |report: &Report| {
                    let same = |other: &&Diagnostic| {
                        other.code() == diagnostic.code() && other.message() == diagnostic.message()
                    };
                    report.diagnostics().iter().filter(same).count()
                };
                assert!(count(&again) < count(&report), "{query} -> {fixed}");
                let errors = [&again, &report].map(|report| codes(report, Severity::Error).len());
                assert!(errors[0] <= errors[1], "{query} -> {fixed}");
            }
        }
    }
}

/// Rule 2.16.
#[test]
fn all_automatic_fixes_together_give_the_intended_query() {
    let file = fs::read_to_string(settings()[0].path("txt").with_file_name("fixed.txt")).unwrap();
    let mut fixed = BTreeSet::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let (query, expected) = line.split_once(" ⇒ ").unwrap();
        let report = settings()[0].diagnose(query);
        assert_eq!(report.fixed(), expected, "{query}");
        assert_eq!(settings()[0].diagnose(expected).diagnostics(), [], "{expected}");
        fixed.extend(automatic(&report));
    }
    let fixed: BTreeSet<_> =
        examples().flat_map(|(setting, query)| automatic(&setting.diagnose(&query))).collect();
    assert_eq!(fixed, fixed, "the codes that an automatic fix goes with");
}

/// The codes of the diagnostics with an automatic fix.
fn automatic(report: &Report) -> Vec<Code> {
    let is_automatic = |fix: &Fix| fix.applicability() == Applicability::Automatic;
    let fixed = report.diagnostics().iter().filter(|diagnostic| diagnostic.fixes().iter().any(is_automatic));
    fixed.map(Diagnostic::code).collect()
}

#[test]
fn texts_are_in_the_house_style() {
    let style = |text: &str| {
        assert!(!text.is_empty() && text.trim() == text, "{text:?}");
        assert!(!text.starts_with(char::is_uppercase) && !text.ends_with('.'), "{text:?}");
        assert_eq!(text.matches('`').count() % 2, 0, "{text:?}");
    };
    for (setting, query) in examples() {
        for diagnostic in setting.diagnose(&query).diagnostics() {
            style(diagnostic.message());
            diagnostic.help().map(style);
            diagnostic.labels().iter().for_each(|label| style(&label.text));
            diagnostic.fixes().iter().for_each(|fix| style(fix.title()));
        }
    }
}

#[test]
fn diagnostics_are_in_source_order_errors_first() {
    for (setting, query) in examples() {
        let report = setting.diagnose(&query);
        let places =
            report.diagnostics().iter().map(|diagnostic| (diagnostic.span().start, diagnostic.severity()));
        assert!(places.is_sorted(), "{query}");
    }
}

/// Rule 4.8: the first error has the token that `query_test` returns.
#[test]
fn the_first_error_is_that_of_query_test() {
    for query in settings()[0].queries() {
        let report = settings()[0].diagnose(&query);
        let first = report.diagnostics().iter().find(|diagnostic| diagnostic.severity() == Severity::Error);
        let parsed = parse_with(&query, ParseOptions::new());
        match (first, parsed.errors().first()) {
            (Some(first), Some(error)) => assert_eq!(first.token(), error.token.text(&query)),
            (first, error) => assert!(first.is_none() && error.is_none(), "{query}"),
        }
    }
}

/// Rules 1.6 and 1.7: beyond a limit there is one diagnostic, which names the option.
#[test]
fn limits_are_named() {
    let limits = Limits::default();
    let chain = vec!["a = 'b'"; 30].join(" AND ");
    let cases = [
        ("a = 1 AND b = 2", limits.with_max_bytes(8), Code::TooLong, "max_bytes` is 8"),
        ("a = 1 AND b = 2", limits.with_max_tokens(4), Code::TooManyTokens, "max_tokens` is 4"),
        ("(((a = 1)))", limits.with_max_nesting(2), Code::TooDeep, "max_nesting` is 2"),
        (&chain, limits, Code::TooManyErrors, "max_errors` is 20"),
        (&chain, limits.with_max_diagnostics(7), Code::TooManyDiagnostics, "max_diagnostics` is 7"),
    ];
    for (query, limits, code, help) in cases {
        let report = diagnose(query, &Options::new().with_limits(limits));
        let last = report.diagnostics().iter().rfind(|found| found.severity() != Severity::Note).unwrap();
        assert_eq!(last.code(), code);
        assert_eq!(last.severity(), Severity::Error);
        assert!(last.help().unwrap().contains(help), "{last:?}");
    }
}

/// A report at the limit of diagnostics drops warnings before errors.
#[test]
fn errors_are_shown_before_warnings() {
    let query = format!("{} AND common.id == 1", vec!["a = 1"; 30].join(" AND "));
    let options = Options::new().with_limits(Limits::default().with_max_diagnostics(7));
    let report = diagnose(&query, &options);
    let codes: Vec<Code> = report.diagnostics().iter().map(Diagnostic::code).collect();
    assert_eq!(codes.first(), Some(&Code::UnlistedField), "{codes:?}");
    assert_eq!(codes.last(), Some(&Code::WrongSymbol), "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == Code::TooManyDiagnostics).count(), 1);
    assert_eq!(codes.len(), 8);
    assert!(
        report.diagnostics().is_sorted_by_key(|diagnostic| (diagnostic.span().start, diagnostic.severity()))
    );
}

/// Every code occurs in a report on some query above, or is about a limit.
#[test]
fn every_code_has_an_example() {
    let mut seen: BTreeSet<Code> = examples()
        .flat_map(|(setting, query)| {
            setting.diagnose(&query).diagnostics().iter().map(Diagnostic::code).collect::<Vec<_>>()
        })
        .collect();
    let long = format!("common.model = \"{}\"", "x".repeat(300));
    let options = Options::new().with_endpoint(Endpoint::Search);
    seen.extend(diagnose(&long, &options).diagnostics().iter().map(Diagnostic::code));
    let missing =
        Code::ALL.iter().filter(|code| !seen.contains(code) && !code.as_str().starts_with("limit/"));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&Code>::new());
}

/// Rules 1.4 and 1.5.
#[test]
fn the_compact_length_is_in_the_help_of_a_text_over_the_limit() {
    let query = format!("\"common.model\"    =    \"{}\"", "x".repeat(236));
    let options = Options::new().with_endpoint(Endpoint::Search);
    let report = diagnose(&query, &options);
    let [long] = report.diagnostics() else { panic!("{report:?}") };
    assert_eq!(long.code(), Code::OverLimit);
    assert_eq!(long.severity(), Severity::Warning);
    // 14 quoted, 9 between, 238 quoted; compact: 12, 1, 238.
    assert!(long.message().contains("261") && long.message().contains("255"), "{long}");
    assert!(long.help().unwrap().contains("251"), "{long:?}");
}

/// Messages do not contain long texts in full.
#[test]
fn long_text_is_shortened() {
    let long = "x".repeat(300_000);
    let texts = [
        format!("common.model = '{long}'"),
        format!("{long} = 1"),
        format!("common.model {long} \"a\""),
        format!("common.model = {long} {long}"),
        format!("common.battery_level = {long}"),
        format!("common.model = \"{long}"),
        format!("common.model = \"a\" AND common.model = \"{long}\" OR common.model = \"{long}\""),
    ];
    for text in texts {
        let report = settings()[2].diagnose(&text);
        assert!(!report.diagnostics().is_empty());
        for diagnostic in report.diagnostics() {
            let length = diagnostic.message().len() + diagnostic.help().map_or(0, str::len);
            assert!(length < 600, "{length}");
            assert!(diagnostic.fixes().iter().all(|fix| fix.title().len() < 300));
        }
    }
}

/// The table of codes in the documentation lists every code with its explanation.
#[test]
fn documented_codes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- codes -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    let mut table = "| code | meaning |\n|---|---|\n".to_owned();
    for code in Code::ALL {
        writeln!(table, "| `{code}` | {} |", code.explanation()).unwrap();
    }
    let expected = format!("{before}<!-- codes -->\n{table}<!-- end -->{after}");
    expect_file![path].assert_eq(&expected);
}

#[test]
fn codes_are_kebab_case_under_their_group_and_unique() {
    let mut names = BTreeSet::new();
    for code in Code::ALL {
        let (group, name) = code.as_str().split_once('/').unwrap();
        assert!(["syntax", "limit", "check", "lint"].contains(&group), "{code}");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
        assert!(code.explanation().ends_with('.'), "{code}");
        assert!(names.insert(code.as_str()), "{code}");
        assert_eq!(code.as_str().parse::<Code>().as_ref(), Ok(code));
    }
}

/// Pieces of valid and invalid queries, to be combined at random.
const PIECES: &[&str] = &[
    "common.model",
    "\"common.model\"",
    "'a",
    "b'",
    "'c'",
    "“d”",
    "“e\"",
    "\"f\"",
    "g",
    "5",
    "=",
    "==",
    "<>",
    "=>",
    "!",
    ">",
    "(",
    ")",
    ",",
    "AND",
    "or",
    "NOT",
    "&&",
    "||",
    "&",
    ";",
    "contains",
    "contain",
    "starts",
    "with",
    "does",
    "not",
    "is",
    "empty",
    "null",
    "in",
    "eq",
    "like",
    "\"contains\"",
    "\"=\"",
    "'contains'",
    "\"h\\\"",
    "\"",
    "\n",
    "é",
    "",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// After the automatic fix of the first error, the next error is after the edit.
    #[test]
    fn after_an_automatic_fix_of_the_first_error(pieces in vec(select(PIECES), 1..16), extended: bool, glue: bool) {
        let query = pieces.join(if glue { "" } else { " " });
        let syntax = if extended { Syntax::Extended } else { Syntax::Core };
        let setting = Setting { name: "", syntax, catalog: Catalog::builtin, clock: None };
        let options = ParseOptions::new().with_syntax(syntax);
        let report = setting.diagnose(&query);
        let first = report.diagnostics().iter().find(|diagnostic| diagnostic.severity() == Severity::Error);
        for fix in first.iter().flat_map(|first| first.fixes()) {
            let fixed = apply(&query, [fix]);
            if fix.applicability() == Applicability::Automatic {
                let [edit] = fix.edits() else { panic!("{fix:?}") };
                let end = edit.span.range().start + edit.replacement.len();
                let parsed = parse_with(&fixed, options);
                let next = parsed.errors().first().map_or(usize::MAX, |error| error.token.span.range().start);
                prop_assert!(next >= end, "{query:?} -> {fixed:?}");
            }
        }
        for edit in report.diagnostics().iter().flat_map(Diagnostic::fixes).flat_map(Fix::edits) {
            prop_assert!(query.get(edit.span.range()).is_some(), "{query:?} {edit:?}");
        }
    }
}

#[cfg(feature = "serde")]
mod json {
    use super::*;
    use coreql::text::utf16_len;
    use serde_json::{Value, json};

    fn form(source: &str) -> Value {
        serde_json::to_value(diagnose(source, &Options::new())).unwrap()
    }

    /// Written by hand from `docs/diagnostics.md`. 😀 has four bytes and two UTF-16 code units, “ and ” three and one.
    #[test]
    fn the_documented_form() {
        let source = "common.owner = \"😀\"\n AND common.platform = “iOS”";
        let expected = json!({
            "valid": false,
            "diagnostics": [{
                "code": "syntax/wrong-quote",
                "severity": "error",
                "message": "`“iOS”` uses the wrong quotes",
                "help": "put names and values in straight double quotes",
                "token": "“iOS”",
                "expected": ["value"],
                "line": 2,
                "column": 24,
                "range": {"bytes": {"start": 45, "end": 54}, "utf16": {"start": 43, "end": 48}},
                "labels": [],
                "fixes": [{
                    "title": "write `\"iOS\"`",
                    "applicability": "automatic",
                    "edits": [{
                        "range": {"bytes": {"start": 45, "end": 54}, "utf16": {"start": 43, "end": 48}},
                        "replacement": "\"iOS\""
                    }]
                }]
            }]
        });
        assert_eq!(form(source), expected);
    }

    #[test]
    fn labels_have_ranges() {
        let label =
            &form("common.platform = \"iOS\" AND (common.status = \"LOST\"")["diagnostics"][0]["labels"][0];
        assert_eq!(label["text"], "opened here");
        assert_eq!(label["range"]["bytes"], json!({"start": 28, "end": 29}));
    }

    #[test]
    fn every_range_is_that_of_the_text() {
        for (_, query) in examples() {
            // Across blocks of the index, with characters of every length.
            let source = format!("common.owner = \"{}\" AND ({query}", "a😀é“".repeat(500));
            let form = form(&source);
            let mut ranges = Vec::new();
            collect(&form, &mut ranges);
            for (bytes, units) in ranges {
                for end in ["start", "end"] {
                    let at = usize::try_from(bytes[end].as_u64().unwrap()).unwrap();
                    assert_eq!(units[end], utf16_len(&source[..at]), "{query}");
                }
            }
        }
    }

    fn collect<'v>(value: &'v Value, ranges: &mut Vec<(&'v Value, &'v Value)>) {
        match value {
            Value::Object(object) => {
                if let (Some(bytes), Some(units)) = (object.get("bytes"), object.get("utf16")) {
                    ranges.push((bytes, units));
                }
                object.values().for_each(|value| collect(value, ranges));
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, ranges)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// A hundred diagnostics on one long line, whose columns must not be counted from its start for each of them.
    #[test]
    fn a_long_line_is_counted_once() {
        let source =
            format!("common.owner = \"{}\"{}", "é".repeat(400_000), " AND common.owner = x".repeat(200));
        let form = form(&source);
        let diagnostics = form["diagnostics"].as_array().unwrap();
        assert_eq!(diagnostics.len(), 101);
        assert_eq!(diagnostics[0]["code"], "lint/always-false");
        assert_eq!(diagnostics[0]["column"], 16 + 400_000 + 1 + 5 + 1);
        assert_eq!(diagnostics[100]["code"], "limit/too-many-diagnostics");
    }
}

#[cfg(feature = "miette")]
#[test]
fn miette_renders_everything() {
    use miette::Diagnostic as _;
    for (setting, query) in examples() {
        let report = setting.diagnose(&query);
        for diagnostic in report.diagnostics() {
            let code = miette::Diagnostic::code(diagnostic).unwrap();
            assert_eq!(code.to_string(), diagnostic.code().as_str());
            let help = miette::Diagnostic::help(diagnostic).map(|help| help.to_string());
            assert_eq!(help.as_deref(), diagnostic.help());
            let labels: Vec<_> = miette::Diagnostic::labels(diagnostic).unwrap().collect();
            assert_eq!(labels.len(), 1 + diagnostic.labels().len());
            let [first, ..] = &*labels else { panic!("{query}") };
            let label = first.label().unwrap();
            assert!(label.len() > "here".len() && !label.ends_with(' '), "{label:?}: {query}");
            if diagnostic.token() == "<EOF>" {
                assert_eq!(first.offset() + first.len(), query.trim_end().len());
            } else {
                assert_eq!(first.offset(), diagnostic.span().range().start);
            }
        }
        let all = rendered(&report);
        assert!(report.diagnostics().iter().all(|diagnostic| all.contains(diagnostic.message())), "{all}");
        let Err(invalid) = report.clone().into_result() else { continue };
        assert_eq!(invalid.related().unwrap().count() + 1, report.diagnostics().len());
        let all = rendered(&invalid);
        assert!(report.diagnostics().iter().all(|diagnostic| all.contains(diagnostic.message())), "{all}");
    }
}

#[cfg(feature = "miette")]
fn rendered(diagnostic: &dyn miette::Diagnostic) -> String {
    let mut text = String::new();
    miette::NarratableReportHandler::new().render_report(&mut text, diagnostic).unwrap();
    text
}
