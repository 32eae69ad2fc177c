//! Completion: what may come next, by the grammar and by the type of the field.

mod anchor;
mod fields;
mod operators;
mod rank;
mod values;

pub(super) use self::anchor::Anchor;
use self::rank::Rank;
use super::automaton::{Automaton, Place, Relation};
use super::{Options, floor};
use crate::text::Span;

/// What may be inserted at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completions {
    /// The items, the best first.
    pub items: Vec<Item>,
    /// Whether there are more items than the [options](Options::max_items) allow, so that others may fit once more is
    /// typed.
    pub is_incomplete: bool,
}

/// One text that may be inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item {
    /// What is replaced; empty to insert.
    pub replace: Span,
    /// What takes its place.
    pub insert: String,
    /// The same with tab stops, for editors that have them: `$1`, `${1:text}`, with `\` before `$`, `}` and `\`.
    pub snippet: Option<String>,
    /// What the typed text is compared with; it begins with a quote if the typed text does.
    pub filter: String,
    /// What is shown.
    pub label: String,
    /// What it is.
    pub kind: ItemKind,
    /// A few words beside the label: the type of a field, what a value names.
    pub detail: Option<String>,
    /// What is known about it, as Markdown.
    pub documentation: Option<String>,
    /// Items are in the order of these texts.
    pub sort: String,
    /// Whether something follows that can be completed.
    pub retrigger: bool,
}

/// The kinds of [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ItemKind {
    /// A field of the catalogue.
    Field,
    /// The beginning of the name of a custom attribute.
    Attribute,
    /// An operator, or what is missing of one.
    Operator,
    /// `AND`, `OR`, `NOT`.
    Keyword,
    /// A value that is known.
    Value,
    /// An example of a value, to be changed.
    Template,
    /// A parenthesis or a comma.
    Punctuation,
}

/// What may be inserted at an offset.
///
/// The grammar decides which kinds of token may come there, the type of the field which operators and values. The token
/// that ends at the offset is the one being edited, and is replaced. After a mistake there is nothing to offer up to
/// the next connective or parenthesis.
///
/// ```
/// use coreql::ide::{Options, complete};
///
/// let options = Options::default();
/// let completions = complete("compliant = ", 12, &options);
/// let labels: Vec<_> = completions.items.iter().map(|item| item.label.as_str()).collect();
/// assert_eq!(labels, ["true", "false"]);
/// ```
pub fn complete(text: &str, offset: u32, options: &Options<'_>) -> Completions {
    let offset = floor(text, offset);
    let anchor = Anchor::of(text, offset, options);
    let mut collector = Collector { options, items: Vec::new(), is_incomplete: false };
    collector.collect(&anchor);
    // `<` may become `<=`; it may also be whole already.
    if let Some(after) = anchor.after_symbol() {
        collector.collect(&after);
    }
    collector.finish()
}

struct Collector<'a, 'c> {
    options: &'a Options<'c>,
    items: Vec<(Rank, Item)>,
    is_incomplete: bool,
}

/// A text to insert, before it is known what is around it.
struct Proposal<'a> {
    kind: ItemKind,
    label: &'a str,
    /// The text, as it may stand anywhere.
    insert: &'a str,
    /// What is compared with the typed text; the label by default.
    filter: Option<&'a str>,
    detail: Option<String>,
    documentation: Option<String>,
    snippet: Option<String>,
    /// Whether white space follows it at the end of the text.
    space: bool,
    retrigger: bool,
}

impl<'a> Proposal<'a> {
    const fn new(kind: ItemKind, label: &'a str) -> Self {
        Self {
            kind,
            label,
            insert: label,
            filter: None,
            detail: None,
            documentation: None,
            snippet: None,
            space: false,
            retrigger: false,
        }
    }

    /// A word or an operator, after which the query goes on.
    const fn word(kind: ItemKind, label: &'a str) -> Self {
        let mut proposal = Self::new(kind, label);
        proposal.space = true;
        proposal.retrigger = true;
        proposal
    }
}

impl Collector<'_, '_> {
    fn collect(&mut self, anchor: &Anchor<'_>) {
        let automaton = &anchor.automaton;
        match automaton.place {
            Place::Operand => {
                self.fields(anchor);
                if automaton.is_extended() && automaton.may_nest() {
                    self.add(anchor, Proposal::word(ItemKind::Keyword, "NOT"));
                }
                if automaton.may_nest() && !anchor.is_editing() {
                    let open = Proposal { retrigger: true, ..Proposal::new(ItemKind::Punctuation, "(") };
                    self.add(anchor, open);
                }
            }
            Place::Operator => self.operators(anchor),
            Place::Starts | Place::Does | Place::DoesNot | Place::Is | Place::IsNot | Place::Not => {
                self.rest_of_operator(anchor);
            }
            Place::In => {
                let open = Proposal { retrigger: true, ..Proposal::new(ItemKind::Punctuation, "(") };
                self.add(anchor, open);
            }
            Place::Value => self.values(anchor),
            Place::Amount => self.amounts(anchor, ""),
            Place::AfterValue(_) => {
                self.offsets(anchor);
                match automaton.relation {
                    Relation::List => {
                        let mut comma = Proposal::word(ItemKind::Punctuation, ",");
                        comma.detail = Some("one more value".to_owned());
                        self.add(anchor, comma);
                        self.add(anchor, Proposal::new(ItemKind::Punctuation, ")"));
                    }
                    Relation::Low => self.add(anchor, Proposal::word(ItemKind::Keyword, "AND")),
                    Relation::Operator(_) | Relation::High => self.connectives(anchor),
                }
            }
            Place::Connective => self.connectives(anchor),
            Place::Lost => {}
        }
    }

    fn connectives(&mut self, anchor: &Anchor<'_>) {
        self.add(anchor, Proposal::word(ItemKind::Keyword, "AND"));
        self.add(anchor, Proposal::word(ItemKind::Keyword, "OR"));
        if anchor.automaton.in_group() && !anchor.is_editing() {
            self.add(anchor, Proposal::new(ItemKind::Punctuation, ")"));
        }
    }

    /// Adds an item if it fits what is typed.
    fn add(&mut self, anchor: &Anchor<'_>, proposal: Proposal<'_>) {
        let candidate = proposal.filter.unwrap_or(proposal.label);
        if let Some(rank) = rank::rank(anchor.typed, candidate) {
            self.push(anchor, rank, proposal);
        }
    }

    fn push(&mut self, anchor: &Anchor<'_>, rank: Rank, proposal: Proposal<'_>) {
        let candidate = proposal.filter.unwrap_or(proposal.label);
        let mut filter = String::with_capacity(candidate.len() + 1);
        if anchor.quoted {
            filter.push('"');
        }
        filter.push_str(candidate);
        let (before, after) = anchor.blanks(proposal.insert, proposal.space);
        let around = |text: &str| {
            let mut insert = String::with_capacity(text.len() + 2);
            insert.push_str(before);
            insert.push_str(text);
            insert.push_str(after);
            insert
        };
        let item = Item {
            replace: anchor.replace,
            insert: around(proposal.insert),
            snippet: proposal.snippet.as_deref().map(around),
            filter,
            label: proposal.label.to_owned(),
            kind: proposal.kind,
            detail: proposal.detail,
            documentation: proposal.documentation,
            sort: String::new(),
            retrigger: proposal.retrigger,
        };
        self.items.push((rank, item));
    }

    fn finish(self) -> Completions {
        let Self { options, mut items, mut is_incomplete } = self;
        // Stable: within a rank, the order of the catalogue and of the language page.
        items.sort_by_key(|(rank, _)| *rank);
        is_incomplete |= items.len() > options.max_items;
        items.truncate(options.max_items);
        let mut items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
        for (index, item) in items.iter_mut().enumerate() {
            item.sort = sort_key(index);
        }
        Completions { items, is_incomplete }
    }
}

/// Six digits, which are in the order of the numbers.
fn sort_key(index: usize) -> String {
    let mut rest = u32::try_from(index).unwrap_or(u32::MAX);
    let mut digits = ['0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = char::from_digit(rest % 10, 10).unwrap_or('9');
        rest /= 10;
    }
    digits.iter().collect()
}

/// A text for a snippet, in which `$`, `}` and `\` are themselves.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '$' | '}' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
