//! Properties of every text, and of every tree without errors.

use coreql::catalog::Catalog;
use coreql::query::canonical;
use coreql::syntax::ast::{Ast, Comparison, Condition, Literal, NodeKind, Operator};
use coreql::syntax::{
    Connective, Limits, ParseOptions, Parsed, PrintError, Style, Syntax, parse_with, print,
};
use coreql::tree::Step;
use coreql_testing::invariants;
use proptest::prelude::*;

const STYLES: [Style; 6] = [
    Style::Canonical,
    Style::Portal,
    Style::Pretty { width: 0 },
    Style::Pretty { width: 40 },
    Style::Pretty { width: usize::MAX },
    Style::Compact,
];

/// Pieces of valid and invalid texts.
const SOUP: &[&str] = &[
    "\"",
    "\\",
    "\\\"",
    "a",
    "common.id",
    "\"a b\"",
    "\"x\\\"y\\\\\"",
    "=",
    "!",
    "<",
    ">",
    "==",
    "!=",
    "<=",
    "(",
    ")",
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "and",
    "oR",
    "not",
    "in",
    "is",
    "empty",
    "contains",
    "starts",
    "with",
    "does",
    "contain",
    "\"starts with\"",
    "'x'",
    "'",
    "‘",
    "“y”",
    "”",
    "&&",
    "||",
    ",",
    "1",
    "-1.5",
    "true",
    "null",
    "😀",
    "é",
    "\0",
    "\u{feff}",
    "\u{a0}",
    "\u{2028}",
    "\r\n",
    "\t",
    "\u{202e}",
    " ",
    " ",
    " ",
    " ",
    "a = 1",
    "\"b\" = \"2\"",
    "c is empty",
    " AND ",
    " OR ",
    "d in (1, 2)",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SOUP), 0..40).prop_map(|pieces| pieces.concat())
}

fn spaced_soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SOUP), 0..30).prop_map(|pieces| pieces.join(" "))
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(
            &["a", "common.platform", "is", "contains", "AND", "Or", "not", "\u{feff}x", "'q", "O'B"][..]
        )
        .prop_map(str::to_owned),
        "[a-zA-Z0-9.\\\\\" '“=(),\u{a0}é]{0,8}",
        any::<String>(),
    ]
}

/// A name or a value as source text, without quotes if `bare` and possible.
fn spelling(text: &str, bare: bool) -> String {
    let word = format!("{text} = 1");
    let parsed = parse_with(&word, ParseOptions::new());
    let reads_bare = bare && is_comparison_of(&parsed, text);
    if reads_bare {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

fn is_comparison_of(parsed: &Parsed<'_>, text: &str) -> bool {
    parsed.tree().len() == 1
        && parsed.tree().root().is_some_and(
            |root| matches!(root.kind(), NodeKind::Comparison(comparison) if comparison.field.text == text),
        )
}

fn comparison() -> impl Strategy<Value = String> {
    let term = || (name(), any::<bool>()).prop_map(|(text, bare)| spelling(&text, bare));
    prop_oneof![
        (term(), prop::sample::select(&Operator::ALL[..]), term())
            .prop_map(|(field, operator, value)| format!("{field} {operator} {value}")),
        (term(), any::<bool>())
            .prop_map(|(field, not)| format!("{field} is {}empty", if not { "not " } else { "" })),
        (term(), any::<bool>(), prop::collection::vec(term(), 1..4)).prop_map(|(field, not, values)| {
            format!("{field} {}in ({})", if not { "not " } else { "" }, values.join(", "))
        }),
    ]
}

/// Valid queries of extended syntax, of all shapes.
fn query() -> impl Strategy<Value = String> {
    comparison().prop_recursive(5, 40, 4, |operand| {
        prop_oneof![
            prop::collection::vec(operand.clone(), 2..4).prop_map(|operands| operands.join(" and ")),
            prop::collection::vec(operand.clone(), 2..4).prop_map(|operands| operands.join(" OR ")),
            operand.clone().prop_map(|operand| format!("({operand})")),
            operand.prop_map(|operand| format!("NOT {operand}")),
        ]
    })
}

/// A tree without the parts that printing may change: spans, quotes of fields, groups, nested chains.
fn essence(tree: &Ast<'_>) -> Vec<String> {
    let mut essence = Vec::new();
    let mut open: Vec<Option<Connective>> = Vec::new();
    // For each open node, whether it opened something.
    let mut opened = Vec::new();
    for step in tree.walk() {
        match step {
            Step::Enter(node) => {
                let connective = node.connective();
                let goes_on = connective.is_some() && open.last() == Some(&connective);
                let opens = match node.kind() {
                    NodeKind::And | NodeKind::Or => !goes_on,
                    NodeKind::Not => true,
                    NodeKind::Group => false,
                    NodeKind::Comparison(comparison) => {
                        essence.push(condition_of(&comparison));
                        false
                    }
                    NodeKind::Error(_) => panic!("an error node"),
                };
                opened.push(opens);
                if opens {
                    essence.push(connective.map_or("NOT", Connective::as_str).to_owned());
                    open.push(connective);
                }
            }
            Step::Leave(_) => {
                if opened.pop() == Some(true) {
                    open.pop();
                    essence.push("end".to_owned());
                }
            }
        }
    }
    essence
}

fn condition_of(comparison: &Comparison<'_>) -> String {
    let condition = match &comparison.condition {
        Condition::Relation { operator, value, .. } => {
            format!("{operator} {}", literal_of(value))
        }
        Condition::Empty { negated, .. } => format!("empty {negated}"),
        Condition::In { negated, values, .. } => {
            let values: Vec<_> = values.iter().map(literal_of).collect();
            format!("in {negated} {values:?}")
        }
        Condition::Between { negated, values, .. } => {
            let [low, high] = &**values;
            format!("between {negated} {} {}", literal_of(low), literal_of(high))
        }
    };
    format!("{:?} {condition}", comparison.field.text)
}

/// A literal without its place; of a relative date the meaning counts.
fn literal_of(literal: &Literal<'_>) -> String {
    match literal.relative_date() {
        Some(relative) => format!("relative {relative}"),
        None => format!("{:?} {}", literal.text, literal.quoted),
    }
}

/// Printing and parsing again gives the same tree (rule 8.8), and printing that the same text (rule 8.9).
fn round_trip(tree: &Ast<'_>) -> Result<(), TestCaseError> {
    for style in STYLES {
        let text = match print(tree, style) {
            Ok(text) => text,
            Err(PrintError::NoPortalForm { .. }) if style == Style::Portal => {
                prop_assert!(tree.postorder().any(|node| node.extension().is_some()));
                continue;
            }
            Err(error) => return Err(TestCaseError::fail(format!("{style:?}: {error}"))),
        };
        let again = parse_with(&text, unlimited(Syntax::Extended));
        prop_assert_eq!(again.errors(), &[], "{:?} as {:?}", style, text);
        prop_assert_eq!(essence(again.tree()), essence(tree), "{:?} as {:?}", style, &text);
        prop_assert_eq!(print(again.tree(), style), Ok(text), "printed again as {:?}", style);
    }
    Ok(())
}

fn unlimited(syntax: Syntax) -> ParseOptions {
    let limits = Limits::default().with_max_nesting(u32::MAX).with_max_errors(u32::MAX);
    ParseOptions::new().with_syntax(syntax).with_limits(limits)
}

/// Checks the properties of any text.
fn check(text: &str) -> Result<(), TestCaseError> {
    for syntax in [Syntax::Core, Syntax::Extended] {
        for options in [ParseOptions::new().with_syntax(syntax), unlimited(syntax), tight(syntax)] {
            let parsed = parse_with(text, options);
            invariants::check(&parsed);
            if parsed.errors().is_empty() {
                round_trip(parsed.tree())?;
                let canonical = canonical(parsed.tree(), Catalog::builtin());
                let groups = canonical.postorder().any(|node| matches!(node.kind(), NodeKind::Group));
                prop_assert!(!groups);
                round_trip(&canonical)?;
            } else {
                let refused =
                    matches!(print(parsed.tree(), Style::Canonical), Err(PrintError::ErrorNode { .. }));
                prop_assert!(refused);
            }
        }
    }
    Ok(())
}

fn tight(syntax: Syntax) -> ParseOptions {
    let limits =
        Limits::default().with_max_bytes(50).with_max_tokens(12).with_max_nesting(2).with_max_errors(2);
    ParseOptions::new().with_syntax(syntax).with_limits(limits)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text: String) {
        check(&text)?;
    }

    #[test]
    fn token_soup(text in soup()) {
        check(&text)?;
    }

    #[test]
    fn spaced_token_soup(text in spaced_soup()) {
        check(&text)?;
    }

    #[test]
    fn valid_queries(text in query()) {
        let parsed = parse_with(&text, unlimited(Syntax::Extended));
        prop_assert_eq!(parsed.errors(), &[], "{:?}", &text);
        check(&text)?;
    }

    /// Rule 3.7: a text that is valid in Core syntax has the same tree in extended syntax.
    #[test]
    fn extended_syntax_extends(text in query()) {
        let core = parse_with(&text, unlimited(Syntax::Core));
        let extended = parse_with(&text, unlimited(Syntax::Extended));
        let extensions = extended.tree().postorder().any(|node| node.extension().is_some());
        prop_assert_eq!(core.errors().is_empty(), !extensions);
        if !extensions {
            prop_assert_eq!(core.tree(), extended.tree());
        }
    }
}
