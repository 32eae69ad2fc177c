//! `coreql.toml`: settings that hold where an option is not given.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::ValueEnum;
use coreql::text::LineIndex;
use coreql::value::relative::TimeZone;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::args::{EndpointArg, MissingArg, StyleArg, SyntaxArg, time_zone};
use crate::failure::{Failure, Outcome};
use crate::output::note;

const NAME: &str = "coreql.toml";

/// The settings of a file. Each is the default of the option of its name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Relative to the folder of the file.
    pub(crate) catalog: Option<PathBuf>,
    #[serde(default, deserialize_with = "value")]
    pub(crate) endpoint: Option<EndpointArg>,
    #[serde(default, deserialize_with = "value")]
    pub(crate) syntax: Option<SyntaxArg>,
    #[serde(default, deserialize_with = "value")]
    pub(crate) missing: Option<MissingArg>,
    #[serde(default, deserialize_with = "value")]
    pub(crate) style: Option<StyleArg>,
    #[serde(default, rename = "time-zone", deserialize_with = "zone")]
    pub(crate) time_zone: Option<TimeZone>,
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TimeZone>, D::Error> {
    time_zone(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

/// Reads a value as the option of its name does.
fn value<'de, D: Deserializer<'de>, T: ValueEnum>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::from_str(&text, false).map(Some).map_err(|_| {
        let names = T::value_variants().iter().filter_map(T::to_possible_value);
        let names: Vec<String> = names.map(|value| format!("`{}`", value.get_name())).collect();
        D::Error::custom(format_args!("unknown value `{text}`, expected {}", names.join(", ")))
    })
}

static CONFIG: OnceLock<Config> = OnceLock::new();

/// The settings; none if no file was loaded.
pub(crate) fn config() -> &'static Config {
    CONFIG.get_or_init(Config::default)
}

/// Loads the nearest file, from the current folder upwards, or else that of the user.
pub(crate) fn load() -> Outcome {
    let Some(path) = find() else { return Ok(()) };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        // A folder of that name.
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => return Ok(()),
        Err(error) => return Err(Failure::file(&path, error)),
    };
    let mut config: Config = toml::from_str(&text).map_err(|error| {
        let offset = error.span().and_then(|span| u32::try_from(span.start).ok()).unwrap_or_default();
        let line = LineIndex::new(&text).line_column(offset).line + 1;
        Failure::content(&path, format_args!("line {line}: {}", error.message()))
    })?;
    if let Some(catalog) = &mut config.catalog {
        *catalog = path.parent().unwrap_or(Path::new("")).join(&*catalog);
    }
    note(format_args!("using {}", path.display()));
    CONFIG.get_or_init(|| config);
    Ok(())
}

fn find() -> Option<PathBuf> {
    let depth = env::current_dir().map_or(1, |folder| folder.ancestors().count());
    let upwards = (0..depth).map(|level| Path::new(&"../".repeat(level)).join(NAME));
    upwards.chain(of_user()).find(|path| path.is_file())
}

/// The file of the user: `coreql/coreql.toml` in the folder of settings.
fn of_user() -> Option<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = if cfg!(windows) {
        variable("APPDATA")
    } else {
        variable("XDG_CONFIG_HOME").or_else(|| Some(env::home_dir()?.join(".config")))
    };
    Some(folder?.join("coreql").join(NAME))
}
