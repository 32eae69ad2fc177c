//! A device as it was read.

use serde_json::{Map, Value as Json};

use crate::bytes::{BYTE_ORDER_MARK, quote_long_integers};

/// A device: a JSON object whose keys are field names, in the order and spelling of the file.
///
/// If a key occurs twice, the last value counts.
///
/// ```
/// use coreql_data::Device;
///
/// let device = Device::from_json(br#"{"common.platform": "iOS", "common.id": 7}"#)?;
/// assert_eq!(device.get("common.platform").and_then(|value| value.as_str()), Some("iOS"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Device(Map<String, Json>);

impl Device {
    /// Makes a device of a JSON object.
    pub const fn new(object: Map<String, Json>) -> Self {
        Self(object)
    }

    /// Reads a device from the JSON text of one object, as [`json::read`](crate::json::read) reads each object of a
    /// file: a byte-order mark at the start is ignored, and an integer that does not fit into 64 bits becomes
    /// [the string of its digits](crate::json::quote_long_integers).
    ///
    /// # Errors
    /// The text is not a JSON object.
    pub fn from_json(text: &[u8]) -> Result<Self, serde_json::Error> {
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        serde_json::from_slice(&quote_long_integers(text)).map(Self)
    }

    /// The JSON object.
    pub const fn object(&self) -> &Map<String, Json> {
        &self.0
    }

    /// Turns the device into its JSON object.
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
