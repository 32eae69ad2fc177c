//! The fields that come with the crate.

use std::sync::LazyLock;

use super::{Catalog, Evidence, Field, FieldType};

/// A heading line, then one line for each field: name, type, evidence, sample, values, aliases, description, separated
/// by tabs; `|` between values and between aliases.
pub(super) const TSV: &str = include_str!("../../grammar/core_fields.tsv");

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    // An unreadable row would be skipped; a test checks that there is none.
    Catalog::assemble(rows().filter_map(field).collect(), false)
});

pub(super) fn catalog() -> &'static Catalog {
    &CATALOG
}

pub(super) fn rows() -> impl Iterator<Item = &'static str> {
    TSV.lines().skip(1)
}

pub(super) fn field(row: &str) -> Option<Field> {
    let mut columns = row.split('\t');
    let mut column = || columns.next();
    let (name, field_type, evidence) = (column()?, column()?, column()?);
    let (sample, values, aliases, description) = (column()?, column()?, column()?, column()?);
    let field_type: FieldType = field_type.parse().ok()?;
    let evidence = Evidence::ALL.into_iter().find(|kind| kind.as_str() == evidence)?;
    let mut field = Field::new(name, field_type)
        .with_evidence(evidence)
        .with_known_values(list(values))
        .with_aliases(list(aliases));
    if !sample.is_empty() {
        field = field.with_sample(sample);
    }
    if !description.is_empty() {
        field = field.with_description(description);
    }
    Some(field)
}

fn list(column: &str) -> impl Iterator<Item = &str> {
    column.split('|').filter(|item| !item.is_empty())
}
