//! Fields that are kept or discarded by their keys. A value that is discarded is parsed in the same way as one that is
//! kept, so that both have the same mistakes, at the same positions.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::Selection;

/// A key: its text, or nothing if its value is to be discarded.
pub(super) struct Key<'s> {
    /// The fields to read; none for all.
    pub(super) selection: Option<&'s Selection<'s>>,
    /// Keys that are kept in any case.
    pub(super) always: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        let is_kept = self.selection.is_none_or(|selection| selection.selects(key));
        Ok((is_kept || self.always.contains(&key)).then(|| key.to_owned()))
    }
}

/// A value of any kind that is not kept.
#[derive(Clone, Copy)]
pub(super) struct Discarded;

impl<'de> DeserializeSeed<'de> for Discarded {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // `deserialize_ignored_any` accepts numbers and escapes that are errors elsewhere.
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Discarded {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key_seed(self)?.is_some() {
            map.next_value_seed(self)?;
        }
        Ok(())
    }
}
