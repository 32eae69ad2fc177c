//! From a model of the formula to a device that reads well.

use super::atoms::FieldAtoms;
use super::stored::{StoredList, StoredValue};
use super::verdict::{Example, Reason, Witness};
use super::{Analysis, Goal};
use crate::catalog::FieldType;
use crate::eval::{Matcher, Record, Slot};
use crate::query::semantics::{PositiveOperator, Relation};
use crate::value::{Number, Value};

/// The values of all fields.
pub(super) struct Device(pub(super) Vec<StoredValue>);

impl Record for Device {
    fn value(&self, slot: Slot) -> Value<'_> {
        self.0.get(slot.index()).map_or(Value::Missing, StoredValue::value)
    }
}

/// The device of the solver's model, in which only these fields have values.
pub(super) fn device(analysis: &Analysis, fields: impl Fn(usize) -> bool) -> Device {
    let value = |(field, encoded): (usize, &super::model::Encoded)| {
        if fields(field) {
            encoded.value(|literal| analysis.solver.holds(literal))
        } else {
            StoredValue::Missing
        }
    };
    Device(analysis.values.iter().enumerate().map(value).collect())
}

/// The witness that the solver's model describes, as small and readable as a few attempts make it. Each is checked by
/// the evaluator.
pub(super) fn of(analysis: &Analysis, goal: &Goal) -> Example {
    let queries = || goal.iter().filter_map(|(query, _)| analysis.queries.get(*query));
    let mut fields: Vec<usize> = queries().flat_map(|query| query.fields.iter().copied()).collect();
    fields.sort_unstable();
    fields.dedup();
    let matchers: Vec<(&Matcher, bool)> =
        queries().zip(goal).map(|(query, (_, wanted))| (&query.matcher, *wanted)).collect();
    let fulfils =
        |device: &Device| matchers.iter().all(|(matcher, wanted)| matcher.matches(device) == *wanted);
    let mut device = device(analysis, |field| fields.binary_search(&field).is_ok());
    if !fulfils(&device) {
        return Example::Unknown(Reason::Unconfirmed);
    }
    for field in &fields {
        let Some(atoms) = analysis.fields.get(*field) else { continue };
        for simpler in simpler(atoms, device.0.get(*field)) {
            let Some(value) = device.0.get_mut(*field) else { break };
            let before = std::mem::replace(value, simpler);
            if fulfils(&device) {
                break;
            }
            if let Some(value) = device.0.get_mut(*field) {
                *value = before;
            }
        }
    }
    let named = analysis.fields.iter().zip(device.0);
    let present = named.filter(|(_, value)| *value != StoredValue::Missing);
    Example::Exists(Witness::new(present.map(|(field, value)| (field.name.clone(), value)).collect()))
}

/// How many values are tried for a field at most.
const ATTEMPTS: usize = 24;

/// Values to try in place of one, the best first.
fn simpler(field: &FieldAtoms, value: Option<&StoredValue>) -> Vec<StoredValue> {
    let Some(value) = value.filter(|value| **value != StoredValue::Missing) else { return Vec::new() };
    let mut simpler = vec![StoredValue::Missing];
    let entry = field.entry.as_ref().and_then(|(catalog, id)| catalog.field(*id));
    let familiar = entry
        .into_iter()
        .flat_map(|entry| entry.known_values().iter().map(String::as_str).chain(entry.sample()));
    let texts = literals(field);
    let familiar = familiar.map(str::to_owned).take(ATTEMPTS).chain(texts);
    match value {
        StoredValue::Text(_) => simpler.extend(familiar.map(StoredValue::Text)),
        StoredValue::Integer(_) | StoredValue::Double(_) => {
            simpler.extend(familiar.filter_map(|text| Number::parse(&text)).map(StoredValue::from));
        }
        StoredValue::Boolean(_) | StoredValue::Missing => {}
        StoredValue::List(list) => {
            let familiar: Vec<StoredValue> = familiar.map(StoredValue::Text).collect();
            let single = |element: &StoredValue| StoredValue::List(StoredList::new(vec![element.clone()]));
            if field.field_type == FieldType::Untyped {
                simpler.extend(list.elements().iter().chain(&familiar).cloned());
            }
            simpler.extend(familiar.iter().chain(list.elements()).map(single));
            let all = list.elements();
            simpler.extend((0..all.len()).map(|left_out| {
                let others = all.iter().enumerate().filter(|(at, _)| *at != left_out);
                StoredValue::List(StoredList::new(others.map(|(_, element)| element.clone()).collect()))
            }));
        }
    }
    simpler.truncate(ATTEMPTS);
    simpler
}

/// Texts that the literals of a field suggest: those of `=` and `starts with`, alone and followed by a needle.
fn literals(field: &FieldAtoms) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let of = |wanted: fn(PositiveOperator) -> bool| {
        field
            .atoms
            .iter()
            .filter_map(|atom| atom.text())
            .filter(move |(operator, _)| wanted(*operator))
            .map(|(_, text)| text)
            .take(4)
    };
    let starts = || of(|operator| operator == PositiveOperator::StartsWith);
    let needles = || of(|operator| operator == PositiveOperator::Contains);
    texts.extend(of(|operator| operator == PositiveOperator::Relation(Relation::Equal)).map(str::to_owned));
    texts.extend(starts().chain(needles()).map(str::to_owned));
    texts.extend(starts().flat_map(|start| needles().map(move |needle| format!("{start}{needle}"))));
    texts
}
