//! Fields without a type: each literal reads the stored value in its own way, as text, number or boolean.
//!
//! A stored value is missing, a scalar or an array of scalars. A comparison holds on an array if it holds on an element,
//! so, as for [`super::string_array`], any set of elements is possible, and an element needs at most one needle. Under
//! Complement a scalar has the truth vector of the array of it alone, but for `""`, which is blank. Under Exclude a
//! negation is false on a scalar that its literal cannot read, so scalars are taken one by one too.
//!
//! Scalars are texts and what is read as a number or a boolean:
//!
//! - A text that is read as a boolean is `true` or `false` in some ASCII case; those fold alike, and of the other
//!   texts that fold alike only `falſe` is not read. With the two among the exact texts, all other texts are read as no
//!   boolean.
//! - If texts are compared by `=` alone, a number has one of the spellings that a literal has, which is taken exactly, or
//!   another: as many zeros before it as make it unlike all of them.
//!   What follows a stem is no character of numbers.
//! - If there are also substrings, prefixes or orders of text beside numbers, the spellings of a number decide more than
//!   can be listed: the representatives are then some of the values, each right, and have a gap.
//!   [`independent`] describes more than there is: any reading as text with any reading as number.

use super::number::numbers;
use super::string::{Stem, Stems};
use super::string_array::elements;
use crate::analysis::atoms::{Atom, FieldAtoms};
use crate::analysis::limits::Limits;
use crate::analysis::model::FieldModel;
use crate::analysis::stored::{StoredList, StoredValue};
use crate::analysis::verdict::Reason;
use crate::query::Operand;
use crate::query::semantics::{PositiveOperator, Relation};
use crate::value::Number;

/// Texts that are read as booleans, and the one that folds like one of them and is not.
const BOOLEANS: [&str; 2] = ["true", "false"];
const NO_BOOLEAN: &str = "fal\u{17f}e";

pub(super) fn fill(model: &mut FieldModel<'_>) {
    if model.atoms().any(is_number) && model.atoms().any(is_part_of_text) {
        model.gap = Some(Reason::MixedReadings { field: model.field().name.clone() });
    }
    let has_numbers = model.atoms().any(is_number);
    let has_booleans = model.atoms().any(is_boolean);
    // A negation that a literal cannot read is false on a scalar only.
    let by_scalars = model.atoms().any(|atom| atom.negates.is_some());
    model.value(StoredValue::List(StoredList::default()));
    model.value(StoredValue::Text(String::new()));
    let mut scalars = Vec::new();
    if has_booleans {
        scalars.extend([StoredValue::Boolean(true), StoredValue::Boolean(false)]);
        scalars.push(StoredValue::Text(NO_BOOLEAN.to_owned()));
    }
    if has_numbers {
        spelled_numbers(model, &mut scalars);
    }
    // What follows a stem makes no number of it.
    let stems =
        Stems::of(model.atoms(), if has_booleans { &BOOLEANS } else { &[] }).avoiding("0123456789+-.e");
    for scalar in scalars {
        if by_scalars {
            model.value(scalar.clone());
        }
        model.element(scalar);
    }
    if by_scalars {
        stems.each(|stem| {
            match stem {
                Stem::Exact(text) => model.value(StoredValue::Text(text)),
                Stem::Open(text) => model.open_text(text),
            }
            !model.is_exhausted()
        });
    }
    elements(model, &stems);
}

/// Models of the comparisons as text and as boolean, and of those as number, as if they were of two fields.
pub(super) fn independent<'a>(field: &'a FieldAtoms, limits: &Limits) -> Vec<FieldModel<'a>> {
    let (numbers, others): (Vec<usize>, Vec<usize>) =
        (0..field.atoms.len()).partition(|atom| field.atoms.get(*atom).is_some_and(is_number));
    let models = [numbers, others].map(|atoms| {
        let mut model = FieldModel::new(field, atoms, limits);
        fill(&mut model);
        model
    });
    models.into_iter().filter(|model| model.gap.is_none()).collect()
}

/// Every number as JSON has it, and in other spellings.
fn spelled_numbers(model: &FieldModel<'_>, scalars: &mut Vec<StoredValue>) {
    let texts: Vec<&str> = model.atoms().filter_map(Atom::text).map(|(_, text)| text).collect();
    // Each text has at most so many zeros before a number.
    let zeros = texts.iter().map(|text| text.chars().filter(|c| *c == '0').count()).max().unwrap_or(0) + 1;
    for number in numbers(model) {
        scalars.push(number.into());
        if texts.is_empty() {
            continue;
        }
        let json = number.to_string();
        let (sign, digits) = json.strip_prefix('-').map_or(("", json.as_str()), |digits| ("-", digits));
        let zeros = "0".repeat(zeros);
        scalars.push(StoredValue::Text(format!("{sign}{zeros}{digits}")));
        for part in
            texts.iter().filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        {
            // Digits that the nearest double does not hold, and the part before the number.
            let spellings =
                [format!("{json}.{zeros}{ROUNDED}{part}"), format!("{part}{digits}"), format!("{part}.5")];
            let same = spellings.into_iter().filter(|text| Number::parse(text).is_some());
            scalars.extend(same.map(StoredValue::Text));
        }
    }
    let literals = texts.iter().filter(|text| Number::parse(text).is_some());
    scalars.extend(literals.map(|text| StoredValue::Text((*text).to_owned())));
}

/// So many decimals round away what follows them, for a number of one digit before the point or more.
const ROUNDED: &str = "00000000000000000000";

fn is_number(atom: &Atom) -> bool {
    matches!(atom.test, Some((_, Operand::Number { .. })))
}

fn is_boolean(atom: &Atom) -> bool {
    matches!(atom.test, Some((_, Operand::Boolean(_))))
}

/// Whether it compares text other than by `=`.
fn is_part_of_text(atom: &Atom) -> bool {
    atom.text().is_some_and(|(operator, _)| operator != PositiveOperator::Relation(Relation::Equal))
}
