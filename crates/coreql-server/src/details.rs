//! What a fleet file does not have of a device: its SIM cards, its violations by apps, the rules it violates.

use std::collections::HashMap;
use std::fmt;

use coreql::text::fold::fold;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// What is known of devices beyond their fields, by UUID.
///
/// ```
/// use coreql_server::Details;
///
/// let details = Details::from_json(r#"{"c592…": {"sims": [{"slot": "0"}], "appViolations": {}, "rules": []}}"#)?;
/// assert_eq!(details.len(), 1);
/// # Ok::<(), coreql_server::FileError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Details {
    by_uuid: HashMap<String, DeviceDetails>,
}

/// The details of a device, in the shapes of Core's answers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct DeviceDetails {
    pub(crate) sims: Vec<Map<String, Json>>,
    /// By `Disallowed` and `Required`.
    pub(crate) app_violations: Map<String, Json>,
    pub(crate) rules: Vec<Map<String, Json>>,
    /// Read for the report of ActiveSync, which is not served yet.
    activesync: Json,
}

/// Why a file of details or labels cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError(String);

impl FileError {
    pub(crate) fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}

impl Details {
    /// Reads an object of UUIDs, each with an object of `sims`, `appViolations`, `rules` and `activesync`, of which each
    /// may be left out.
    ///
    /// # Errors
    /// A text that is not such an object, or that has a UUID twice.
    pub fn from_json(text: &str) -> Result<Self, FileError> {
        let objects: Map<String, Json> = serde_json::from_str(text).map_err(FileError::new)?;
        let mut by_uuid = HashMap::new();
        for (uuid, details) in objects {
            let details = DeviceDetails::deserialize(details)
                .map_err(|error| FileError::new(format_args!("device `{uuid}`: {error}")))?;
            if by_uuid.insert(fold(&uuid).into_owned(), details).is_some() {
                return Err(FileError::new(format_args!("device `{uuid}` comes twice")));
            }
        }
        Ok(Self { by_uuid })
    }

    /// How many devices have details.
    pub fn len(&self) -> usize {
        self.by_uuid.len()
    }

    /// Whether no device has.
    pub fn is_empty(&self) -> bool {
        self.by_uuid.is_empty()
    }

    /// The UUIDs, folded.
    pub(crate) fn uuids(&self) -> impl Iterator<Item = &str> {
        self.by_uuid.keys().map(String::as_str)
    }

    pub(crate) fn of(&self, uuid: &str) -> Option<&DeviceDetails> {
        self.by_uuid.get(fold(uuid).as_ref())
    }
}
