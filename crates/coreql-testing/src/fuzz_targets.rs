//! The bodies of the fuzz targets in `fuzz/`. `tests/robustness/fuzz_corpus.rs` replays their corpora through the same
//! functions.

use coreql::catalog::{Catalog, Endpoint, Field};
use coreql::diagnostic::{Report, apply};
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::{CheckOptions, MissingValues, canonical, check, to_core};
use coreql::sql::{Dialect, Literals, Mapping, Search, SqlOptions, Translator};
use coreql::syntax::ast::NodeKind;
use coreql::syntax::{ParseOptions, Style, parse_with, print};
use coreql::{Options, Query};
use coreql_data::Device;

use crate::sql::scan::{Token, scan};

const SYNTAXES: [fn() -> ParseOptions; 2] = [ParseOptions::new, ParseOptions::extended];

/// Parses, checks and diagnoses any text: error nodes if and only if there are errors, spans on character boundaries,
/// fixes that apply.
pub fn parse(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    for options in SYNTAXES {
        let parsed = parse_with(source, options());
        let error_node = parsed.tree().postorder().any(|node| matches!(node.kind(), NodeKind::Error(_)));
        assert_eq!(error_node, !parsed.errors().is_empty());
        for token in parsed.tokens() {
            assert!(source.get(token.span.range()).is_some());
        }
        let checked =
            check(parsed.tree(), Catalog::builtin(), CheckOptions::new().with_clock(crate::clock()));
        let report = Report::new(&parsed, &checked, Some(Endpoint::Search));
        for diagnostic in report.diagnostics() {
            assert!(source.get(diagnostic.span().range()).is_some());
            assert!(!diagnostic.message().is_empty());
            for fix in diagnostic.fixes() {
                apply(source, [fix]);
            }
        }
        report.fixed();
        serde_json::to_string(&report).unwrap();
    }
}

/// Prints every tree without errors in every style and parses it again: the same query (rule 8.8). The same for JSON.
pub fn roundtrip(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let options = ParseOptions::extended();
    let parsed = parse_with(source, options);
    if !parsed.errors().is_empty() {
        return;
    }
    let tree = canonical(parsed.tree(), Catalog::builtin());
    // Printing adds parentheses around every mix of AND and OR, so it may nest deeper than the text did.
    let deeper = options.with_limits(options.limits().with_max_nesting(200));
    for style in [Style::Canonical, Style::Compact, Style::Pretty { width: 40 }] {
        let printed = print(&tree, style).unwrap();
        let again = parse_with(&printed, deeper);
        assert!(again.errors().is_empty(), "{printed:?}");
        let tree = canonical(again.tree(), Catalog::builtin());
        assert_eq!(print(&tree, style).unwrap(), printed);
    }
    if let Ok(query) = Query::parse(source, &crate::extended()) {
        let json = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<Query>(&json).unwrap(), query);
    }
}

/// Evaluates a query, the text before the first NUL, on a record, the JSON after it: a query and NOT of it differ
/// (rule 7.7), and rewriting to Core syntax keeps the meaning (rule 3.8).
pub fn evaluate(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (Some(source), Some(record)) = (parts.next(), parts.next()) else { return };
    let (Ok(source), Ok(record)) = (std::str::from_utf8(source), serde_json::from_slice(record)) else {
        return;
    };
    // Rule 1.3: U+FEFF is white space only at the very start.
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let Ok(query) = Query::parse(source, &crate::extended()) else { return };
    let device = Device::new(record);
    let evaluate = |query: &Query, missing| {
        let schema = Schema::of(query);
        let matcher = query.clone().with_missing(missing).compile(&schema).unwrap();
        matcher.matches(&Binding::new(&schema, Catalog::builtin()).row(&device))
    };
    let parsed = parse_with(source, ParseOptions::extended());
    for missing in [MissingValues::Complement, MissingValues::Exclude] {
        let matches = evaluate(&query, missing);
        if let Ok(not) = Query::parse(&format!("NOT ({source})"), &crate::extended()) {
            assert_ne!(matches, evaluate(&not, missing), "{source:?}");
        }
        if let Ok(core) = to_core(
            parsed.tree(),
            Catalog::builtin(),
            CheckOptions::new().with_clock(crate::clock()).with_missing(missing),
        ) {
            let printed = print(&core, Style::Canonical).unwrap();
            if let Ok(core) = Query::parse(&printed, &Options::new()) {
                assert_eq!(matches, evaluate(&core, missing), "{source:?} {printed:?}");
            }
        }
    }
}

/// Translates any query to SQL: in every dialect an error, or a statement that the scanner accepts.
pub fn translate(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let Ok(query) = Query::parse(source, &crate::extended()) else { return };
    let names: Vec<_> = query.fields().map(|field| Field::new(field.name(), field.field_type())).collect();
    let mapping = Mapping::of_fields(&names);
    for dialect in Dialect::ALL {
        for missing in [MissingValues::Complement, MissingValues::Exclude] {
            let query = query.clone().with_missing(missing);
            let options = SqlOptions::new(dialect).with_literals(Literals::Inlined);
            let search = Search::new().with_limit(10).with_offset(5);
            if let Ok(statement) = Translator::new(&mapping, options).search(&query, &search) {
                let tokens = scan(statement.text(), dialect);
                assert!(tokens.is_ok(), "{dialect}: {tokens:?}\n{}", statement.text());
            }
            let Ok(bound) = query.to_sql(&mapping, options.with_literals(Literals::Bound)) else { continue };
            if let Ok(tokens) = scan(bound.text(), dialect) {
                let placeholders = tokens.iter().filter(|token| **token == Token::Symbol('?')).count();
                assert!(placeholders == 0 || placeholders == bound.parameters().len());
                assert!(!tokens.iter().any(|token| matches!(token, Token::Text(_) | Token::Bytes(_))));
            }
        }
    }
}

/// Reads any file in all ways.
pub fn readers(data: &[u8]) {
    crate::readers::compare(data);
}
