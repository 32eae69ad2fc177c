//! Labels: sets of devices, by a query or by their UUIDs.

use coreql::eval::json::JsonFilter;
use coreql::text::fold::eq_folded;
use coreql_data::Device;
use serde::Deserialize;

use crate::details::FileError;
use crate::error::ApiError;
use crate::fleet::Fleet;
use crate::language::Language;

/// The labels of a server: the built-in ones, and those of a file.
///
/// ```
/// use coreql_server::Labels;
///
/// let text = r#"[{"id": 4, "name": "Old", "query": "os_version < \"15\""}, {"id": 5, "name": "Pool", "uuids": []}]"#;
/// Labels::from_json(text)?;
/// # Ok::<(), coreql_server::FileError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Labels {
    labels: Vec<Label>,
}

#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) members: Members,
}

#[derive(Clone, Debug)]
pub(crate) enum Members {
    /// The devices that a query selects.
    Query(String),
    /// The devices with these UUIDs.
    Uuids(Vec<String>),
}

/// The built-in labels: number, name, description, query.
///
/// The guide has the number -1 with its name, and -10 without one; the other numbers, and all queries, are decided.
const BUILT_IN: [(i64, &str, &str, &str); 7] = [
    (-1, "All-Smartphones", "all devices", ""),
    (-2, "Android", "all Android devices", r#""common.platform" starts with "Android""#),
    (-3, "Company-Owned", "all devices of the company", r#""common.owner" = "COMPANY""#),
    (-4, "Employee-Owned", "all devices of employees", r#""common.owner" = "EMPLOYEE""#),
    (-5, "macOS", "all Mac computers", r#""common.platform" = "OS X""#),
    (-6, "Windows", "all Windows devices", r#""common.platform" starts with "Windows""#),
    (-10, "iOS", "all iOS devices", r#""common.platform" = "iOS""#),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelEntry {
    id: i64,
    name: String,
    #[serde(default)]
    description: String,
    query: Option<String>,
    uuids: Option<Vec<String>>,
}

impl Default for Labels {
    /// The built-in labels.
    fn default() -> Self {
        let label = |(id, name, description, query): (i64, &str, &str, &str)| Label {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            members: Members::Query(query.to_owned()),
        };
        Self { labels: BUILT_IN.map(label).into() }
    }
}

impl Labels {
    /// The built-in labels, and those of an array of objects with `id`, `name`, perhaps `description`, and either
    /// `query` or `uuids`.
    ///
    /// # Errors
    /// A text that is not such an array; a number below 1; a number or a name that another label has. Queries are
    /// checked when the server is made.
    pub fn from_json(text: &str) -> Result<Self, FileError> {
        let entries: Vec<LabelEntry> = serde_json::from_str(text).map_err(FileError::new)?;
        let mut labels = Self::default();
        for LabelEntry { id, name, description, query, uuids } in entries {
            let wrong = |reason: &str| Err(FileError::new(format_args!("label {id}: {reason}")));
            if id < 1 {
                return wrong("numbers below 1 are those of built-in labels");
            }
            if name.trim().is_empty() {
                return wrong("the name is empty");
            }
            if labels.labels.iter().any(|other| other.id == id || other.name == name) {
                return wrong("another label has this number or name");
            }
            let members = match (query, uuids) {
                (Some(query), None) => Members::Query(query),
                (None, Some(uuids)) => Members::Uuids(uuids),
                _ => return wrong("a label has either `query` or `uuids`"),
            };
            labels.labels.push(Label { id, name, description, members });
        }
        Ok(labels)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter()
    }

    pub(crate) fn get(&self, id: i64) -> Result<&Label, ApiError> {
        self.iter().find(|label| label.id == id).ok_or(ApiError::Label { found: id })
    }
}

impl Label {
    pub(crate) const fn is_built_in(&self) -> bool {
        self.id < 0
    }

    /// The places of its devices, in the order of the fleet.
    pub(crate) fn places(&self, fleet: &Fleet, language: &Language) -> Result<Vec<usize>, ApiError> {
        match &self.members {
            Members::Query(query) => {
                Ok(self.filter(query, language)?.map(|filter| fleet.matching(&filter)).unwrap_or_default())
            }
            Members::Uuids(uuids) => {
                let mut places: Vec<usize> = uuids.iter().filter_map(|uuid| fleet.place_of(uuid)).collect();
                places.sort_unstable();
                places.dedup();
                Ok(places)
            }
        }
    }

    /// Whether it has the device of this UUID.
    pub(crate) fn has(&self, uuid: &str, device: &Device, language: &Language) -> Result<bool, ApiError> {
        match &self.members {
            Members::Query(query) => {
                Ok(self.filter(query, language)?.is_some_and(|filter| filter.matches_object(device.object())))
            }
            Members::Uuids(uuids) => Ok(uuids.iter().any(|own| eq_folded(own, uuid))),
        }
    }

    /// The filter of its query. The query of a built-in label may be about a field that a server's catalogue lacks: then
    /// it has no devices.
    fn filter(&self, query: &str, language: &Language) -> Result<Option<JsonFilter>, ApiError> {
        match language.filter(query) {
            Err(ApiError::Query(_)) if self.is_built_in() => Ok(None),
            filter => filter.map(Some),
        }
    }
}
