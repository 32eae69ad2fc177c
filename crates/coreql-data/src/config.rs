//! `coreql.toml`: the settings that the command and the language server share.
//!
//! ```
//! use std::path::Path;
//!
//! use coreql::Syntax;
//! use coreql_data::config::Config;
//!
//! let config = Config::parse("catalog = \"fields.json\"\nsyntax = \"extended\"", Path::new("/fleet/coreql.toml"))?;
//! assert_eq!(config.catalog.as_deref(), Some(Path::new("/fleet/fields.json")));
//! assert_eq!(config.syntax, Some(Syntax::Extended));
//! # Ok::<(), coreql_data::config::ConfigError>(())
//! ```

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use coreql::Syntax;
use coreql::catalog::Endpoint;
use coreql::query::MissingValues;
use coreql::text::LineIndex;
use coreql::value::relative::TimeZone;
use jiff::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::queries::KeyPath;

/// The name of a file of settings.
pub const FILE_NAME: &str = "coreql.toml";

/// The settings of a file; `None` is one that the file does not have.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Config {
    /// The file of the catalogue; in a file of settings relative to its folder.
    pub catalog: Option<PathBuf>,
    /// The endpoint that queries are for.
    pub endpoint: Option<Endpoint>,
    /// The grammar.
    pub syntax: Option<Syntax>,
    /// The meaning of missing values.
    pub missing: Option<MissingValues>,
    /// How queries are formatted.
    pub style: Option<StyleName>,
    /// The time zone of `today`.
    #[serde(default, deserialize_with = "zone")]
    pub time_zone: Option<TimeZone>,
    /// Which members of JSON and YAML files an editor treats as queries.
    #[serde(default, deserialize_with = "key_paths")]
    pub keys: Option<Vec<KeyPath>>,
}

/// The name of a style, without the line width that one of them has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StyleName {
    /// Full names, every value quoted that may be.
    #[default]
    Canonical,
    /// As the admin portal writes it.
    Portal,
    /// On several lines.
    Pretty,
    /// As short as possible.
    Compact,
}

impl Config {
    /// Reads the text of a file of settings, which has this path.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or has a setting or a value that there is not.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let offset = error.span().and_then(|span| u32::try_from(span.start).ok()).unwrap_or_default();
            let line = LineIndex::new(text).line_column(offset).line + 1;
            ConfigError { line, reason: error.message().to_owned() }
        })?;
        if let Some(catalog) = &mut config.catalog {
            *catalog = path.parent().unwrap_or(Path::new("")).join(&*catalog);
        }
        Ok(config)
    }

    /// These settings, and those of another file where these lack one.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            catalog: self.catalog.or(other.catalog),
            endpoint: self.endpoint.or(other.endpoint),
            syntax: self.syntax.or(other.syntax),
            missing: self.missing.or(other.missing),
            style: self.style.or(other.style),
            time_zone: self.time_zone.or(other.time_zone),
            keys: self.keys.or(other.keys),
        }
    }
}

/// What is wrong with a file of settings, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    line: u32,
    reason: String,
}

impl ConfigError {
    /// The line, from 1.
    pub const fn line(&self) -> u32 {
        self.line
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for ConfigError {}

/// The user's file of settings, whether it exists or not: `coreql/coreql.toml` in the folder of settings.
pub fn user_file() -> Option<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = if cfg!(windows) {
        variable("APPDATA")
    } else {
        variable("XDG_CONFIG_HOME").or_else(|| Some(env::home_dir()?.join(".config")))
    };
    Some(folder?.join("coreql").join(FILE_NAME))
}

/// Reads `UTC`, an offset such as `+02:00`, or a name of the IANA database such as `Europe/Berlin`.
///
/// ```
/// use coreql_data::config::time_zone;
///
/// assert!(time_zone("Europe/Berlin").is_ok());
/// assert!(time_zone("Mars").is_err());
/// ```
///
/// # Errors
///
/// If there is no such time zone.
pub fn time_zone(text: &str) -> Result<TimeZone, UnknownTimeZone> {
    /// The zones that have been read. A zone lives as long as the process, so each is read once.
    static KNOWN: Mutex<BTreeMap<String, TimeZone>> = Mutex::new(BTreeMap::new());
    if let Some(zone) = TimeZone::parse(text) {
        return Ok(zone);
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(zone) = known.get(text) {
        return Ok(*zone);
    }
    let zone = jiff::tz::TimeZone::get(text).map_err(|_| UnknownTimeZone)?;
    let offsets =
        move |seconds| Timestamp::from_second(seconds).map_or(0, |instant| zone.to_offset(instant).seconds());
    let zone = TimeZone::with_offsets(Box::leak(Box::new(offsets)));
    known.insert(text.to_owned(), zone);
    Ok(zone)
}

/// A text that names no time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownTimeZone;

impl fmt::Display for UnknownTimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such time zone; write `UTC`, `+02:00` or a name such as `Europe/Berlin`")
    }
}

impl std::error::Error for UnknownTimeZone {}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TimeZone>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| time_zone(&text).map_err(D::Error::custom)).transpose()
}

fn key_paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<KeyPath>>, D::Error> {
    let texts = Option::<Vec<String>>::deserialize(deserializer)?;
    let paths = texts.map(|texts| texts.iter().map(|text| text.parse()).collect::<Result<_, _>>());
    paths.transpose().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use coreql::catalog::Endpoint;
    use coreql::query::MissingValues;

    use super::{Config, StyleName};

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("a/coreql.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn every_setting_is_read() {
        let text = r#"
            catalog = "fields.json"
            endpoint = "query-test"
            syntax = "core"
            missing = "exclude"
            style = "pretty"
            time-zone = "+02:00"
            keys = ["query", "spaces.*.criteria"]
        "#;
        let config = parse(text).unwrap();
        assert_eq!(config.catalog.as_deref(), Some(Path::new("a/fields.json")));
        assert_eq!(config.endpoint, Some(Endpoint::QueryTest));
        assert_eq!(config.missing, Some(MissingValues::Exclude));
        assert_eq!(config.style, Some(StyleName::Pretty));
        assert!(config.time_zone.is_some());
        let keys: Vec<String> = config.keys.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(keys, ["query", "spaces.*.criteria"]);
    }

    #[test]
    fn errors_name_the_line() {
        let message = parse("syntax = \"core\"\nstyle = \"loud\"").unwrap_err();
        assert!(message.starts_with("line 2: unknown variant `loud`"), "{message}");
        let message = parse("\n\ntime-zone = \"Mars\"").unwrap_err();
        assert!(message.starts_with("line 3: no such time zone"), "{message}");
        let message = parse("keys = [\"a..b\"]").unwrap_err();
        assert!(message.starts_with("line 1: a key path has names"), "{message}");
        let message = parse("colour = \"red\"").unwrap_err();
        assert!(message.starts_with("line 1: unknown field `colour`"), "{message}");
    }

    #[test]
    fn a_setting_of_the_first_file_wins() {
        let config =
            parse("style = \"compact\"").unwrap().or(parse("style = \"portal\"\nsyntax = \"core\"").unwrap());
        assert_eq!(config.style, Some(StyleName::Compact));
        assert!(config.syntax.is_some());
    }
}
