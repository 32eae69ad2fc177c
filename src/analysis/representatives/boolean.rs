//! Boolean fields.
//!
//! A stored value is read as true or false, or it counts as missing. All values that are read alike have the same truth
//! vector, because every comparison is of what was read, so missing, true and false are all there are.

use crate::analysis::model::FieldModel;
use crate::analysis::stored::StoredValue;

pub(super) fn fill(model: &mut FieldModel<'_>) {
    model.value(StoredValue::Boolean(true));
    model.value(StoredValue::Boolean(false));
}
