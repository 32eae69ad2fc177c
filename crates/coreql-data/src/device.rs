//! A device as it was read.

use serde_json::{Map, Value as Json};

/// A device: its fields in the order and spelling that they were read in.
///
/// Of a key given twice, the last value counts.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Device(Map<String, Json>);

impl Device {
    /// The device of a JSON object.
    pub const fn new(object: Map<String, Json>) -> Self {
        Self(object)
    }

    /// The JSON object.
    pub const fn object(&self) -> &Map<String, Json> {
        &self.0
    }

    /// The JSON object alone.
    pub fn into_object(self) -> Map<String, Json> {
        self.0
    }
}

impl std::ops::Deref for Device {
    type Target = Map<String, Json>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl FromIterator<(String, Json)> for Device {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}
