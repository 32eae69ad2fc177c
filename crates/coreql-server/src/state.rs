//! What all requests share.

use std::sync::Arc;

use coreql_data::Device;

use crate::details::{Details, FileError};
use crate::fleet::Fleet;
use crate::labels::{Labels, Members};
use crate::language::Language;

/// Takes a line of the log.
pub(crate) type Log = Arc<dyn Fn(&str) + Send + Sync>;

pub(crate) struct State {
    pub(crate) fleet: Fleet,
    pub(crate) language: Language,
    pub(crate) labels: Labels,
    pub(crate) details: Details,
    /// Whether documented limits are noted, but not enforced.
    pub(crate) is_lenient: bool,
    /// Whether `search_fields` is an array without an envelope.
    pub(crate) has_bare_arrays: bool,
    pub(crate) log: Log,
}

impl State {
    pub(crate) fn new(devices: Vec<Device>, language: Language) -> Self {
        Self {
            fleet: Fleet::new(devices, language.catalog()),
            language,
            labels: Labels::default(),
            details: Details::default(),
            is_lenient: false,
            has_bare_arrays: false,
            log: Arc::new(|_| {}),
        }
    }

    /// Takes labels whose queries are valid.
    pub(crate) fn set_labels(&mut self, labels: Labels) -> Result<(), FileError> {
        for label in labels.iter() {
            if let Members::Query(query) = &label.members
                && let Err(error) = self.language.filter(query)
                && !label.is_built_in()
            {
                let message = error.to_json();
                let message = message.pointer("/messages/0/localizedMessage").and_then(|text| text.as_str());
                let message = message.unwrap_or_default();
                return Err(FileError::new(format_args!(
                    "label {}: the query is invalid: {message}",
                    label.id
                )));
            }
        }
        self.labels = labels;
        Ok(())
    }
}
