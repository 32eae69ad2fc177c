//! The answers.

use std::fmt;

use super::stored::StoredValue;

/// Whether something holds for every device.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// It does: proved.
    Holds,
    /// It does not: a device that shows it, which the evaluator has checked.
    Fails(Witness),
    /// It could not be decided.
    Unknown(Reason),
}

/// Whether a device of some kind exists.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Example {
    /// One does: this one, which the evaluator has checked.
    Exists(Witness),
    /// None does: proved.
    None,
    /// It could not be decided.
    Unknown(Reason),
}

impl Verdict {
    /// Whether it is [`Holds`](Self::Holds).
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Holds)
    }

    /// The device that shows that it does not hold.
    pub const fn witness(&self) -> Option<&Witness> {
        match self {
            Self::Fails(witness) => Some(witness),
            Self::Holds | Self::Unknown(_) => None,
        }
    }
}

impl Example {
    /// The device.
    pub const fn witness(&self) -> Option<&Witness> {
        match self {
            Self::Exists(witness) => Some(witness),
            Self::None | Self::Unknown(_) => None,
        }
    }

    /// The answer to whether there is none.
    pub(super) fn into_absence(self) -> Verdict {
        match self {
            Self::Exists(witness) => Verdict::Fails(witness),
            Self::None => Verdict::Holds,
            Self::Unknown(reason) => Verdict::Unknown(reason),
        }
    }
}

/// Why a question was not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A field without a type is compared as a number and, other than by `=`, as text, and what no device was found
    /// for is possible only if the two readings are independent.
    MixedReadings {
        /// The field.
        field: String,
    },
    /// More states of a version field than [`Limits::states`](super::Limits::states) allows.
    States,
    /// More evaluations than [`Limits::evaluations`](super::Limits::evaluations) allows.
    Evaluations,
    /// More conflicts than [`Limits::conflicts`](super::Limits::conflicts) allows.
    Conflicts,
    /// There is no query of this number.
    NoSuchQuery(usize),
    /// The evaluator did not confirm the device that was found: a mistake in the analysis.
    Unconfirmed,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MixedReadings { field } => write!(f, "`{field}` is compared both as text and as a number"),
            Self::States => f.write_str("the versions compared have too many states"),
            Self::Evaluations => f.write_str("the queries have too many comparisons of one field"),
            Self::Conflicts => f.write_str("the search for a device took too long"),
            Self::NoSuchQuery(index) => write!(f, "there is no query {index}"),
            Self::Unconfirmed => f.write_str("the device found was not confirmed"),
        }
    }
}

/// A device that shows an answer: its fields that matter, all others missing.
///
/// ```
/// use coreql::Query;
/// use coreql::analysis::{Analysis, Limits};
///
/// let queries: Vec<Query> = vec!["battery_level > 4".parse()?, "battery_level >= 5".parse()?];
/// let mut analysis = Analysis::new(&queries, Limits::new())?;
/// // A number need not be whole.
/// let verdict = analysis.implies(0, 1);
/// assert_eq!(verdict.witness().unwrap().to_string(), r#"{"common.battery_level":4.000000000000001}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Witness {
    fields: Vec<(String, StoredValue)>,
}

impl Witness {
    pub(super) const fn new(fields: Vec<(String, StoredValue)>) -> Self {
        Self { fields }
    }

    /// The fields with their canonical names, in the order of the queries.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, &StoredValue)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The device as JSON.
    pub fn to_json(&self) -> serde_json::Map<String, serde_json::Value> {
        self.fields.iter().map(|(name, value)| (name.clone(), value.to_json())).collect()
    }
}

impl fmt::Display for Witness {
    /// The device as JSON, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        serde_json::Value::Object(self.to_json()).fmt(f)
    }
}
