//! Huge texts, in a debug build on a small stack: the right diagnostic under the default limits, and under raised
//! limits every stage from the text to the evaluated query.

use coreql::Options;
use coreql::catalog::Catalog;
use coreql::diagnostic::{Report, Severity};
use coreql::eval::{Record, Schema, Slot};
use coreql::query::{
    CheckOptions, Lints, MissingValues, Query, QueryNode, RewriteErrorKind, canonical, check, to_core,
};
use coreql::syntax::ast::{Ast, Condition, NodeKind};
use coreql::syntax::{
    Limits, ParseOptions, Parsed, Style, SyntaxErrorKind, TokenKind, parse, parse_with, print, tokenize,
};
use coreql::text::Span;
use coreql::value::Value;

const STACK: usize = 512 << 10;
const MANY: usize = 100_000;
const STYLES: [Style; 4] =
    [Style::Canonical, Style::Compact, Style::Pretty { width: 60 }, Style::Pretty { width: 0 }];

/// Runs the work on a thread with a small stack.
fn small(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

/// Extended syntax without limits.
fn unlimited() -> ParseOptions {
    let limits = Limits::default()
        .with_max_bytes(Limits::MAX_BYTES)
        .with_max_tokens(u32::MAX)
        .with_max_nesting(u32::MAX)
        .with_max_errors(u32::MAX)
        .with_max_diagnostics(200);
    ParseOptions::extended().with_limits(limits)
}

/// Checks the only error of a text.
#[track_caller]
fn check_refused(text: &str, options: ParseOptions, kind: SyntaxErrorKind, token: Span) {
    let parsed = parse_with(text, options);
    let [error] = parsed.errors() else { panic!("{} errors", parsed.errors().len()) };
    assert_eq!((error.kind, error.token.span), (kind, token));
    assert!(parsed.tree().postorder().any(|node| matches!(node.kind(), NodeKind::Error(_))));
    let checked = check(parsed.tree(), Catalog::builtin(), CheckOptions::new());
    assert!(!checked.query().is_complete());
    let report = Report::new(&parsed, &checked, None);
    let mut errors = report.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    let diagnostic = errors.next().unwrap();
    assert!(diagnostic.code().as_str().starts_with("limit/"), "{}", diagnostic.code());
    assert_eq!((diagnostic.span(), errors.next()), (token, None));
    assert!(
        Query::parse(text, &Options::new().with_syntax(options.syntax()).with_limits(options.limits()))
            .is_err_and(|error| !error.to_string().is_empty())
    );
}

/// A record with the same value in every slot.
struct Same(Value<'static>);

impl Record for Same {
    fn value(&self, _: Slot) -> Value<'_> {
        self.0
    }
}

/// Evaluates a query on a few records.
fn evaluate(query: &Query) -> Vec<bool> {
    let schema = Schema::of(query);
    let matcher = query.clone().compile(&schema).unwrap();
    let tests =
        query.tree().postorder().filter(|node| matches!(node.value(), QueryNode::Comparison(_))).count();
    [Value::Missing, Value::Integer(1), Value::Text("1"), Value::Text("x"), Value::Unreadable]
        .map(Same)
        .iter()
        .map(|record| {
            assert_eq!(matcher.findings(record).count(), tests);
            matcher.matches(record)
        })
        .collect()
}

/// Checks a text without errors, renders all warnings and applies all fixes.
fn checked(parsed: &Parsed<'_>) -> Query {
    let checked = check(parsed.tree(), Catalog::builtin(), CheckOptions::new());
    let report = Report::new(parsed, &checked, None);
    assert!(!report.has_errors());
    assert!(parse_with(&report.fixed(), unlimited()).errors().is_empty());
    #[cfg(feature = "serde")]
    assert!(serde_json::to_string(&report).is_ok_and(|json| json.len() > 2));
    checked.into_query()
}

/// Runs every operation on a query and returns what it evaluates to on a few records.
fn done(parsed: &Parsed<'_>) -> Vec<bool> {
    let query = checked(parsed);
    let text = query.to_string();
    assert!(checked(&parse_with(&text, unlimited())) == query);
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_string(&query).unwrap();
        let mut reader = serde_json::Deserializer::from_str(&json);
        assert!(Query::deserialize_within(unlimited().limits(), &mut reader).unwrap() == query);
        assert!(serde_json::to_string(&coreql::syntax::AstForm(parsed.tree())).is_ok());
    }
    evaluate(&query)
}

/// Runs every operation on the tree of a text without errors and returns its compact form.
fn compact(text: &str) -> String {
    let parsed = parse_with(text, unlimited());
    assert_eq!(parsed.errors(), []);
    let tree: Ast<'_> = parsed.tree().clone();
    assert_eq!(tree, *parsed.tree());
    let catalog = Catalog::builtin();
    let canonical = canonical(&tree, catalog);
    let core = to_core(&tree, catalog, CheckOptions::new()).unwrap();
    assert!(core.postorder().all(|node| node.extension().is_none()));
    for style in STYLES {
        let printed = print(&tree, style).unwrap();
        // Indentation is at most forty spaces.
        assert!(printed.len() < 60 * text.len() + 100);
        let again = parse_with(&printed, unlimited());
        assert_eq!(again.errors(), []);
        assert!(print(again.tree(), style).as_ref() == Ok(&printed));
    }
    assert!(print(&canonical, Style::Canonical).is_ok());
    assert!(print(&core, Style::Portal).is_ok());
    let core = print(&core, Style::Compact).unwrap();
    let rewritten = parse_with(&core, unlimited());
    let query = check(rewritten.tree(), catalog, CheckOptions::new().with_lints(Lints::Silent)).into_query();
    assert_eq!(done(&parsed), evaluate(&query));
    core
}

#[test]
fn parentheses() {
    small(|| {
        let text = format!("{}a=1{}", "(".repeat(MANY), ")".repeat(MANY));
        check_refused(&text, ParseOptions::new(), SyntaxErrorKind::TooDeep, Span::new(64, 65));
        assert_eq!(compact(&text), "a=1");
    });
}

#[test]
fn groups_within_groups() {
    small(|| {
        let text = format!("{}c=1{}", "(a=1 AND (b=2 OR ".repeat(MANY / 2), "))".repeat(MANY / 2));
        // The 65th parenthesis opens the 33rd pair.
        let token = u32::try_from(32 * "(a=1 AND (b=2 OR ".len()).unwrap();
        check_refused(&text, ParseOptions::new(), SyntaxErrorKind::TooDeep, Span::new(token, token + 1));
        // Neither the outermost parentheses nor those around the innermost comparison are needed.
        let pairs = "a=1 AND(b=2 OR(".repeat(MANY / 2);
        let nested = format!("{} c=1{}", pairs.strip_suffix('(').unwrap(), ")".repeat(MANY - 1));
        assert!(compact(&text) == nested);
    });
}

#[test]
fn a_megabyte_of_not() {
    small(|| {
        let text = "NOT ".repeat(1 << 18);
        let too_deep = SyntaxErrorKind::TooDeep;
        check_refused(&text, ParseOptions::extended(), too_deep, Span::new(256, 259));
        let parsed = parse(&text);
        assert_eq!(parsed.errors().len(), 2, "that NOT is extended, and that it is too deep");
        assert_eq!(parsed.errors()[1].kind, too_deep);
        let odd = format!("{text}NOT a=1");
        assert_eq!(compact(&odd), "a!=1");
    });
}

#[test]
fn not_over_groups() {
    small(|| {
        let text = format!("{}a<1{}", "NOT (b=2 AND ".repeat(MANY), ")".repeat(MANY));
        let parsed = parse_with(&text, unlimited());
        let error = to_core(
            parsed.tree(),
            Catalog::builtin(),
            CheckOptions::new().with_missing(MissingValues::Exclude),
        )
        .unwrap_err();
        assert!(matches!(error.kind(), RewriteErrorKind::MissingExcluded { .. }));
        let text = text.replace("a<1", "a is empty");
        let parts = "b!=2 OR(b=2 AND(".repeat(MANY / 2);
        let nested = format!("{} a is empty{}", parts.strip_suffix('(').unwrap(), ")".repeat(MANY - 1));
        assert!(compact(&text) == nested);
    });
}

#[test]
fn a_long_string() {
    small(|| {
        let string = "x\\\"é\\n ".repeat(400_000);
        let text = format!("a = \"{string}\"");
        assert!(text.len() > 3 << 20);
        let end = u32::try_from(text.len()).unwrap();
        check_refused(&text, ParseOptions::new(), SyntaxErrorKind::TooLong, Span::new(4, end));
        assert_eq!(compact(&text), format!("a=\"{string}\""));
        let unclosed = text.strip_suffix('"').unwrap();
        let parsed = parse_with(unclosed, unlimited());
        assert_eq!(parsed.errors().first().map(|error| error.kind), Some(SyntaxErrorKind::UnclosedString));
    });
}

#[test]
fn long_tokens_and_spaces() {
    small(|| {
        for piece in
            ["a", "é", "aé😀", "=", "!=<>", " ", "\u{a0}", " \u{3000}\n", "\\", "\"", "\\\"", "\u{feff}"]
        {
            let text = piece.repeat((3 << 20) / piece.len());
            let limits = Limits::default().with_max_bytes(Limits::MAX_BYTES).with_max_tokens(u32::MAX);
            let tokens: Vec<_> = tokenize(&text, limits).collect();
            assert_eq!(tokens.last().map(|token| token.span.range().end), Some(text.len()));
            assert!(tokens.len() <= 3 || piece == "\"", "{} tokens of {piece:?}", tokens.len());
        }
    });
}

#[test]
fn many_terms() {
    small(|| {
        let text = vec!["a=1 AND b=2"; MANY / 2].join(" OR ");
        // Four tokens for each term, up to the limit of 200,000.
        let token = parse_with(&text, unlimited()).tokens().nth(200_000).unwrap().span;
        check_refused(&text, ParseOptions::new(), SyntaxErrorKind::TooManyTokens, token);
        assert_eq!(compact(&text), vec!["(a=1 AND b=2)"; MANY / 2].join("OR"));
        let text = vec!["a=1"; MANY].join(" AND ");
        assert_eq!(compact(&text), text);
    });
}

#[test]
fn a_long_list() {
    small(|| {
        let text = format!("a NOT IN ({}9)", "1,".repeat(MANY));
        assert_eq!(compact(&text), format!("{}a!=9", "a!=1 AND ".repeat(MANY)));
        let parsed = parse_with(&text, unlimited());
        let Some(NodeKind::Comparison(comparison)) = parsed.tree().root().map(|root| root.kind()) else {
            panic!("no comparison");
        };
        assert!(matches!(&comparison.condition, Condition::In { values, .. } if values.len() == MANY + 1));
    });
}

#[test]
fn limits_to_the_byte_and_to_the_token() {
    let options = |limits| ParseOptions::new().with_limits(limits);
    let text = "a = 1 AND b = 2";
    for (limits, refused) in [
        (Limits::default().with_max_bytes(15), None),
        (Limits::default().with_max_bytes(14), Some((SyntaxErrorKind::TooLong, Span::new(14, 15)))),
        (Limits::default().with_max_bytes(8), Some((SyntaxErrorKind::TooLong, Span::new(6, 9)))),
        (Limits::default().with_max_tokens(7), None),
        (Limits::default().with_max_tokens(6), Some((SyntaxErrorKind::TooManyTokens, Span::new(14, 15)))),
        (Limits::default().with_max_tokens(0), Some((SyntaxErrorKind::TooManyTokens, Span::new(0, 1)))),
    ] {
        match refused {
            None => assert_eq!(parse_with(text, options(limits)).errors(), []),
            Some((kind, token)) => check_refused(text, options(limits), kind, token),
        }
    }
    // Text beyond a limit is not parsed.
    let tokens = tokenize(text, Limits::default().with_max_tokens(3));
    let kinds: Vec<_> = tokens.map(|token| token.kind).collect();
    let word = TokenKind::Word;
    assert_eq!(kinds, [word, TokenKind::Equal, word, TokenKind::BeyondTokens, TokenKind::End]);
}
