//! What the fuzz targets assert. The tests of the crate replay their corpora through the same functions
//! (`tests/robustness/fuzz_corpus.rs`).

use coreql::catalog::{Catalog, Endpoint, Field};
use coreql::diagnostic::{Report, apply};
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::{CheckOptions, MissingValues, canonical, check, to_core};
use coreql::sql::{Dialect, Literals, Mapping, Search, SqlOptions};
use coreql::syntax::ast::Node;
use coreql::syntax::{ParseOptions, Style, parse_with, print};
use coreql::{Options, Query};
use coreql_data::Device;

use crate::scan::{Token, scan};

const SYNTAXES: [fn() -> ParseOptions; 2] = [ParseOptions::new, ParseOptions::extended];

/// Parsing, checking and reporting any text: an error node if and only if there is an error, spans on character
/// boundaries, fixes that can be made.
pub fn parse(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    for options in SYNTAXES {
        let parsed = parse_with(source, options());
        let error_node = parsed.tree().postorder().any(|node| matches!(node.value(), Node::Error(_)));
        assert_eq!(error_node, !parsed.errors().is_empty());
        for token in parsed.tokens() {
            assert!(source.get(token.span.range()).is_some());
        }
        let checked = check(&parsed, Catalog::builtin(), CheckOptions::new());
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

/// Every tree without errors prints to a text that parses to the same query, in every style; so does its JSON form.
pub fn roundtrip(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let options = ParseOptions::extended();
    let parsed = parse_with(source, options);
    if !parsed.errors().is_empty() {
        return;
    }
    let tree = canonical(parsed.tree(), Catalog::builtin());
    // Printing writes parentheses around every mix, which may nest deeper than the text did.
    let deeper = options.with_limits(options.limits().with_max_nesting(200));
    for style in [Style::Canonical, Style::Compact, Style::Pretty { width: 40 }] {
        let printed = print(&tree, style).unwrap();
        let again = parse_with(&printed, deeper);
        assert!(again.errors().is_empty(), "{printed:?}");
        let tree = canonical(again.tree(), Catalog::builtin());
        assert_eq!(print(&tree, style).unwrap(), printed);
    }
    if let Ok(query) = Query::parse(source, &Options::extended()) {
        let json = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<Query>(&json).unwrap(), query);
    }
}

/// A text and, behind its first NUL, a record: a query and NOT of it differ, and rewriting keeps the meaning.
pub fn evaluate(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (Some(source), Some(record)) = (parts.next(), parts.next()) else { return };
    let (Ok(source), Ok(record)) = (std::str::from_utf8(source), serde_json::from_slice(record)) else {
        return;
    };
    // Only at the very start is U+FEFF no part of a word.
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let Ok(query) = Query::parse(source, &Options::extended()) else { return };
    let device = Device::new(record);
    let ask = |query: &Query, missing| {
        let schema = Schema::of(query);
        let matcher = query.compile(&schema, missing).unwrap();
        matcher.matches(&Binding::new(&schema, Catalog::builtin()).row(&device))
    };
    let parsed = parse_with(source, ParseOptions::extended());
    for missing in [MissingValues::Complement, MissingValues::Exclude] {
        let matches = ask(&query, missing);
        if let Ok(not) = Query::parse(&format!("NOT ({source})"), &Options::extended()) {
            assert_ne!(matches, ask(&not, missing), "{source:?}");
        }
        if let Ok(core) = to_core(parsed.tree(), Catalog::builtin(), missing) {
            let printed = print(&core, Style::Canonical).unwrap();
            if let Ok(core) = Query::parse(&printed, &Options::new()) {
                assert_eq!(matches, ask(&core, missing), "{source:?} {printed:?}");
            }
        }
    }
}

/// Any query into SQL: on every dialect a statement whose tokens are as they should be, or an error.
pub fn translate(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let Ok(query) = Query::parse(source, &Options::extended()) else { return };
    let names: Vec<_> = query.fields().map(|field| Field::new(field.name(), field.field_type())).collect();
    let mapping = Mapping::of_fields(&names);
    for dialect in Dialect::ALL {
        for missing in [MissingValues::Complement, MissingValues::Exclude] {
            let options = SqlOptions::new(dialect).with_missing(missing).with_literals(Literals::Inlined);
            let search = Search::new().with_limit(10).with_offset(5);
            if let Ok(statement) = search.to_sql(&query, &mapping, options) {
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
