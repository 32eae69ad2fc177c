//! The fields of the catalogue.

use super::super::describe;
use super::anchor::Anchor;
use super::rank::{Rank, rank};
use super::{Collector, ItemKind, Proposal};
use crate::catalog::{CustomScope, Field};
use crate::syntax::{name_reads_bare, quoted};

impl Collector<'_, '_> {
    /// The fields that fit, best first, and as many of them as are shown; then the prefixes of custom attributes.
    pub(super) fn fields(&mut self, anchor: &Anchor<'_>) {
        let catalog = self.options.query.catalog();
        let mut found: Vec<(Rank, u32)> = Vec::new();
        for (index, field) in (0_u32..).zip(catalog.fields()) {
            if let Some((rank, _)) = best(anchor.typed, field) {
                found.push((rank, index));
            }
        }
        found.sort_unstable();
        if found.len() > self.options.max_items {
            self.is_incomplete = true;
            found.truncate(self.options.max_items);
        }
        for (rank, index) in found {
            let at = usize::try_from(index).unwrap_or(usize::MAX);
            if let Some(field) = catalog.fields().get(at) {
                self.field(anchor, rank, field);
            }
        }
        if !catalog.is_complete() {
            for scope in CustomScope::ALL {
                self.attribute(anchor, scope.prefix());
            }
        }
    }

    fn field(&mut self, anchor: &Anchor<'_>, rank: Rank, field: &Field) {
        let name = field.name();
        let spelled = spelling(anchor, name);
        let filter = best(anchor.typed, field).map_or(name, |(_, filter)| filter);
        let mut proposal = Proposal::word(ItemKind::Field, name);
        proposal.insert = &spelled;
        proposal.filter = Some(filter);
        proposal.detail = Some(field.field_type().as_str().to_owned());
        proposal.documentation = Some(describe::field(field));
        self.push(anchor, rank, proposal);
    }

    fn attribute(&mut self, anchor: &Anchor<'_>, prefix: &'static str) {
        let spelled = spelling(anchor, prefix);
        let mut snippet = spelled.trim_end_matches('"').to_owned();
        snippet.push_str("${1:name}");
        if spelled.ends_with('"') {
            snippet.push('"');
        }
        let mut proposal = Proposal::new(ItemKind::Attribute, prefix);
        proposal.insert = &spelled;
        proposal.snippet = Some(snippet);
        proposal.detail = Some("custom attribute".to_owned());
        self.add(anchor, proposal);
    }
}

/// The rank of a field by the name or the alias that fits best, and that name.
fn best<'f>(typed: &str, field: &'f Field) -> Option<(Rank, &'f str)> {
    let name = rank(typed, field.name()).map(|rank| (rank, field.name()));
    if typed.is_empty() || name.is_some_and(|(rank, _)| rank == Rank::Exact) {
        return name;
    }
    let aliases =
        field.aliases().iter().filter_map(|alias| rank(typed, alias).map(|rank| (rank, alias.as_str())));
    // Of equal ones the first, the name.
    name.into_iter().chain(aliases).min_by_key(|(rank, _)| *rank)
}

/// A name as printers write it: in quotes, but without them where the user writes none and the name needs none.
fn spelling(anchor: &Anchor<'_>, name: &str) -> String {
    let bare = !anchor.quoted && !anchor.typed.is_empty() && name_reads_bare(name);
    if bare { name.to_owned() } else { quoted(name) }
}
