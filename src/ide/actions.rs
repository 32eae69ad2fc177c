//! Changes that an editor can offer.

use super::describe::code;
use super::format::{common_ends, format};
use super::{Diagnostic, Edit, Options, clamp, span_of, touch};
use crate::catalog::FieldType;
use crate::core_api::url_encoded;
use crate::diagnostic::{self, Applicability};
use crate::query::{canonical, to_core};
use crate::syntax::ast::{Ast, Comparison, NodeKind};
use crate::syntax::{Parsed, Style, parse_with, print, quoted};
use crate::text::Span;

/// A change that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Action {
    /// What it does, as a command.
    pub title: String,
    /// What it is for.
    pub kind: ActionKind,
    /// The replacements, in source order.
    pub edits: Vec<Edit>,
    /// Whether it is the one to take if there are several, and safe.
    pub preferred: bool,
    /// What it corrects.
    pub diagnostic: Option<Diagnostic>,
}

/// The kinds of [`Action`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ActionKind {
    /// It corrects one diagnostic.
    QuickFix,
    /// It makes all automatic fixes.
    FixAll,
    /// Another spelling of a part, with the same meaning.
    Respell,
    /// Another form of the whole text, with the same meaning.
    Rewrite,
}

/// The changes that can be made to what a range touches, and to the whole text.
///
/// ```
/// use coreql::ide::{Options, actions};
/// use coreql::text::Span;
///
/// let actions = actions("platform == iOS", Span::at(9), &Options::default());
/// let titles: Vec<_> = actions.iter().map(|action| action.title.as_str()).collect();
/// assert_eq!(titles[..2], ["write `=`", "make all automatic fixes"]);
/// ```
pub fn actions(text: &str, span: Span, options: &Options<'_>) -> Vec<Action> {
    let span = clamp(text, span);
    let report = diagnostic::diagnose(text, &options.query);
    let mut actions = Vec::new();
    for diagnostic in report.diagnostics() {
        if touch(diagnostic.span(), span) || touch(diagnostic.highlight(), span) {
            fixes(diagnostic, &mut actions);
        }
    }
    let edits = difference(text, &report.fixed());
    if !edits.is_empty() {
        add(&mut actions, "make all automatic fixes", ActionKind::FixAll, edits);
    }
    let parsed = parse_with(text, options.query.parse_options());
    for node in parsed.tree().postorder().filter(|node| touch(node.span(), span)) {
        if let NodeKind::Comparison(comparison) = node.kind() {
            spellings(&comparison, span, options, &mut actions);
        }
    }
    if parsed.errors().is_empty() && !parsed.tree().is_empty() {
        actions.extend(forms(&parsed, options));
    }
    actions
}

fn fixes(diagnostic: &Diagnostic, actions: &mut Vec<Action>) {
    for (index, fix) in diagnostic.fixes().iter().enumerate() {
        actions.push(Action {
            title: fix.title().to_owned(),
            kind: ActionKind::QuickFix,
            edits: fix.edits().to_vec(),
            preferred: index == 0 && fix.applicability() == Applicability::Automatic,
            diagnostic: Some(diagnostic.clone()),
        });
    }
}

/// Adds a change, if it changes anything.
fn add(actions: &mut Vec<Action>, title: impl Into<String>, kind: ActionKind, edits: Vec<Edit>) {
    if !edits.is_empty() {
        actions.push(Action { title: title.into(), kind, edits, preferred: false, diagnostic: None });
    }
}

/// Quotes, and the catalogue's name.
fn spellings(comparison: &Comparison<'_>, span: Span, options: &Options<'_>, actions: &mut Vec<Action>) {
    let name = &comparison.field;
    let lookup = options.query.catalog().lookup(&name.text);
    if touch(name.span, span) {
        if lookup.name() != name.text {
            let mut title = "write ".to_owned();
            code(&mut title, lookup.name());
            let edits = vec![Edit { span: name.span, replacement: quoted(lookup.name()) }];
            add(actions, title, ActionKind::Respell, edits);
        }
        if !name.quoted {
            let edits = vec![Edit { span: name.span, replacement: quoted(&name.text) }];
            add(actions, "put the name in quotes", ActionKind::Respell, edits);
        }
    }
    let operator = super::hover::operator_of(&comparison.condition);
    for value in comparison.condition.values().iter().filter(|value| touch(value.span, span)) {
        let in_quotes = lookup.field_type().read(operator, &value.text, true);
        // An untyped field distinguishes `5` from `"5"`.
        let same = lookup.field_type() != FieldType::Untyped
            || lookup.field_type().read(operator, &value.text, false) == in_quotes;
        if !value.quoted && !value.relative && same && in_quotes.is_some() {
            let edits = vec![Edit { span: value.span, replacement: quoted(&value.text) }];
            add(actions, "put the value in quotes", ActionKind::Respell, edits);
        }
    }
}

/// Other forms of the whole text.
fn forms(parsed: &Parsed<'_>, options: &Options<'_>) -> Vec<Action> {
    let mut forms: Vec<Action> = Vec::new();
    // Two forms may be the same text: the first one has it.
    let mut offer = |title, edits| {
        if !forms.iter().any(|form| form.edits == edits) {
            add(&mut forms, title, ActionKind::Rewrite, edits);
        }
    };
    let text = parsed.source();
    let catalog = options.query.catalog();
    let is_extended = parsed.tree().postorder().any(|node| node.extension().is_some());
    let core = to_core(parsed.tree(), catalog, options.query.check_options()).ok();
    let core = core.as_ref().map(|tree| canonical(tree, catalog));
    let printed = |tree: &Ast<'_>, style| print(tree, style).ok();
    if is_extended && let Some(core) = core.as_ref().and_then(|core| printed(core, Style::Canonical)) {
        offer("rewrite into Core syntax", difference(text, &core));
    }
    let styles = [
        ("write in canonical form", Style::Canonical),
        ("write one condition a line", Style::Pretty { width: 80 }),
        ("write in compact form", Style::Compact),
    ];
    for (title, style) in styles {
        offer(title, format(text, style, options).unwrap_or_default());
    }
    if let Some(core) = &core {
        if let Some(portal) = printed(core, Style::Portal) {
            offer("write as the admin portal does", difference(text, &portal));
        }
        if let Some(compact) = printed(core, Style::Compact) {
            let encoded = url_encoded(&compact);
            offer("encode for a URL", difference(text, &encoded));
        }
    }
    forms
}

/// The one edit that makes a text another one; none if they are the same.
fn difference(old: &str, new: &str) -> Vec<Edit> {
    if old == new {
        return Vec::new();
    }
    let (before, after) = common_ends(old, new);
    let replacement = new.get(before..new.len().saturating_sub(after)).unwrap_or_default().to_owned();
    vec![Edit { span: span_of(before, old.len().saturating_sub(after)), replacement }]
}
