//! The meaning of the negative operators on a device that lacks the field.

use std::fmt;

/// Whether `!=`, `does not contain` and `NOT IN` hold on a missing value (language,
/// rules 7.6 to 7.10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum MissingValues {
    /// They hold: each is the exact complement of its positive operator.
    #[default]
    Complement,
    /// They do not hold, as in plain SQL. `NOT` inverts after that.
    Exclude,
}

impl fmt::Display for MissingValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Complement => "complement",
            Self::Exclude => "exclude",
        })
    }
}
