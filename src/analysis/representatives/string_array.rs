//! Fields of arrays of text.
//!
//! A comparison holds on an array if it holds on an element. A stored value is missing, a lone text, which is an array of
//! one but for `""`, which is blank, or an array; there, null and nested elements do not count, and if none is left the
//! array is `[]`. So the truth vector of an array is the union of those of its elements, and any set of elements is
//! possible. An element that contains several needles may be replaced by several that contain one each and start alike
//! (see [`super::string`]): what holds on one of these holds on the element, and the other way round, because no
//! comparison needs two needles. So elements are stems with at most one needle.

use super::string::{Stem, Stems};
use crate::analysis::model::FieldModel;
use crate::analysis::stored::{StoredList, StoredValue};
use crate::query::semantics::PositiveOperator;

pub(super) fn fill(model: &mut FieldModel<'_>) {
    model.value(StoredValue::List(StoredList::default()));
    model.value(StoredValue::Text(String::new()));
    let stems = Stems::of(model.atoms(), &[]);
    elements(model, &stems);
}

/// Adds the texts that elements may be.
pub(super) fn elements(model: &mut FieldModel<'_>, stems: &Stems) {
    let needles: Vec<String> = model
        .atoms()
        .filter_map(|atom| atom.text())
        .filter(|(operator, _)| *operator == PositiveOperator::Contains)
        .map(|(_, needle)| needle.to_owned())
        .collect();
    let separator = stems.separator();
    stems.each(|stem| {
        match stem {
            Stem::Exact(text) => model.element(StoredValue::Text(text)),
            Stem::Open(text) => {
                for needle in &needles {
                    model.element(StoredValue::Text(format!("{text}{needle}{separator}")));
                }
                model.element(StoredValue::Text(text));
            }
        }
        !model.is_exhausted()
    });
}
