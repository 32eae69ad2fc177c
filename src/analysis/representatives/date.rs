//! Date fields.
//!
//! A stored value is read as an instant, or it counts as missing. A literal names the instants from its start to its end,
//! and every comparison with it changes only between two neighbours of start − 1, start, end, end + 1. Between these of
//! all literals nothing changes, so any other instant has the truth vector of the nearest of them.

use crate::analysis::model::FieldModel;
use crate::analysis::stored::StoredValue;
use crate::query::Operand;
use crate::value::date::Instant;
use crate::value::instant_of;

pub(super) fn fill(model: &mut FieldModel<'_>) {
    let mut instants = Vec::new();
    for atom in model.atoms() {
        if let Some((_, Operand::Date { interval, .. })) = &atom.test {
            instants.extend([Some(interval.start), Some(interval.end)]);
            instants.extend([interval.end.checked_add(1), interval.start.checked_sub(1)]);
        }
    }
    // Of a field that is only tested for being empty.
    instants.push(Some(0));
    for instant in instants.into_iter().flatten() {
        model.value(stored(instant));
    }
}

/// The instant as Core writes it, or as milliseconds where that cannot be read.
fn stored(instant: i64) -> StoredValue {
    let text = StoredValue::Text(Instant(instant).to_string());
    if instant_of(text.value()) == Some(instant) { text } else { StoredValue::Integer(instant) }
}
