//! What a device must be to be asked.

use super::schema::Slot;
use crate::value::Value;

/// A device: a value for each slot of a [`Schema`](super::Schema).
///
/// For a struct of one's own it is a `match` over the slots:
///
/// ```
/// use coreql::Query;
/// use coreql::catalog::Catalog;
/// use coreql::eval::{Record, Schema, Slot};
/// use coreql::value::{AsValue, Value};
///
/// struct Device {
///     platform: String,
///     battery_level: Option<i64>,
/// }
///
/// impl Record for Device {
///     fn value(&self, slot: Slot) -> Value<'_> {
///         match slot.index() {
///             0 => self.platform.as_value(),
///             1 => self.battery_level.as_value(),
///             _ => Value::Missing,
///         }
///     }
/// }
///
/// let schema = Schema::new(Catalog::builtin(), ["common.platform", "common.battery_level"])?;
/// let query: Query = "common.platform = \"ios\" AND common.battery_level >= 50".parse()?;
/// let matcher = query.compile(&schema)?;
/// assert!(matcher.matches(&Device { platform: "iOS".into(), battery_level: Some(80) }));
/// assert!(!matcher.matches(&Device { platform: "iOS".into(), battery_level: None }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Record {
    /// The value in this slot; [`Value::Missing`] if there is none.
    fn value(&self, slot: Slot) -> Value<'_>;
}

impl<R: Record + ?Sized> Record for &R {
    fn value(&self, slot: Slot) -> Value<'_> {
        (**self).value(slot)
    }
}

impl Record for [Value<'_>] {
    fn value(&self, slot: Slot) -> Value<'_> {
        self.get(slot.position()).copied().unwrap_or(Value::Missing)
    }
}

impl Record for Vec<Value<'_>> {
    fn value(&self, slot: Slot) -> Value<'_> {
        self.as_slice().value(slot)
    }
}
