//! Settings of documents: those of the client, then those of the nearest `coreql.toml`, then those of the user.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use coreql::catalog::{Catalog, Endpoint};
use coreql::query::MissingValues;
use coreql::value::relative::{Clock, TimeZone};
use coreql::{Options, Syntax};
use coreql_data::config::{Config, FILE_NAME, StyleName};
use coreql_data::queries::KeyPath;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::environment::Environment;

/// The settings that the client sent.
#[derive(Clone, Debug)]
pub(crate) struct ClientSettings {
    config: Config,
    pub(crate) inlay_hints: bool,
    /// Whether strings of other languages are read.
    pub(crate) embedded: bool,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self { config: Config::default(), inlay_hints: false, embedded: true }
    }
}

impl ClientSettings {
    /// Reads settings, which may be in a member `coreql`, and what is wrong with them. Names that are unknown are left
    /// out: editors send what they like.
    pub(crate) fn new(json: &Json) -> (Self, Vec<String>) {
        let mut settings = Self::default();
        let mut problems = Vec::new();
        let members = json.get("coreql").unwrap_or(json).as_object();
        for (name, value) in members.into_iter().flatten() {
            if value.is_null() || value.as_str() == Some("") {
                continue;
            }
            let name = if name == "timeZone" { "time-zone" } else { name.as_str() };
            let known = match name {
                "inlayHints" => value
                    .as_bool()
                    .map(|value| settings.inlay_hints = value)
                    .ok_or("not a boolean".to_owned()),
                "embedded" => {
                    value.as_bool().map(|value| settings.embedded = value).ok_or("not a boolean".to_owned())
                }
                "catalog" | "endpoint" | "syntax" | "missing" | "style" | "time-zone" | "keys" => {
                    match Config::deserialize(json!({name: value})) {
                        Ok(config) => {
                            settings.config = std::mem::take(&mut settings.config).or(config);
                            Ok(())
                        }
                        Err(error) => Err(error.to_string()),
                    }
                }
                _ => Ok(()),
            };
            if let Err(reason) = known {
                problems.push(format!("setting `coreql.{name}`: {reason}"));
            }
        }
        (settings, problems)
    }
}

/// What holds for a document.
#[derive(Debug)]
pub(crate) struct Settings {
    catalog: Rc<Catalog>,
    endpoint: Option<Endpoint>,
    syntax: Syntax,
    missing: MissingValues,
    pub(crate) style: StyleName,
    time_zone: TimeZone,
    pub(crate) keys: Vec<KeyPath>,
    pub(crate) embedded: bool,
    /// Whether there are inlay hints.
    pub(crate) hints: bool,
}

impl Settings {
    pub(crate) fn options(&self, now: i64) -> Options<'_> {
        let options = Options::new()
            .with_catalog(&self.catalog)
            .with_syntax(self.syntax)
            .with_missing(self.missing)
            .with_clock(Clock::new(now).with_time_zone(self.time_zone));
        match self.endpoint {
            Some(endpoint) => options.with_endpoint(endpoint),
            None => options,
        }
    }
}

/// Finds settings, and keeps the files that it has read until they change.
#[derive(Debug)]
pub(crate) struct SettingsStore {
    pub(crate) client: ClientSettings,
    /// What relative paths of the client's settings are relative to.
    root: Option<PathBuf>,
    builtin: Rc<Catalog>,
    /// The file of each path, if it is one that can be used.
    configs: BTreeMap<PathBuf, Option<Config>>,
    catalogs: BTreeMap<PathBuf, Option<Rc<Catalog>>>,
    /// What is wrong with the files, until it is shown.
    problems: Vec<String>,
}

impl SettingsStore {
    pub(crate) fn new(root: Option<PathBuf>) -> Self {
        Self {
            client: ClientSettings::default(),
            root,
            builtin: Rc::new(Catalog::builtin().clone()),
            configs: BTreeMap::new(),
            catalogs: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Takes the settings of the client.
    pub(crate) fn set_client(&mut self, json: &Json) {
        let (mut client, problems) = ClientSettings::new(json);
        if let (Some(catalog), Some(root)) = (&mut client.config.catalog, &self.root) {
            *catalog = root.join(&*catalog);
        }
        self.client = client;
        self.problems.extend(problems);
    }

    /// Reads every file anew when it is needed next.
    pub(crate) fn forget_files(&mut self) {
        self.configs.clear();
        self.catalogs.clear();
    }

    /// The files of catalogues that have been read.
    pub(crate) fn catalog_files(&self) -> Vec<PathBuf> {
        self.catalogs.keys().cloned().collect()
    }

    /// What went wrong since the last call.
    pub(crate) fn take_problems(&mut self) -> Vec<String> {
        std::mem::take(&mut self.problems)
    }

    /// The settings of the document of this path, if it has one.
    pub(crate) fn of(&mut self, document: Option<&Path>, environment: &Environment) -> Settings {
        let config = self.client.config.clone().or(self.file_config(document, environment));
        let catalog = match &config.catalog {
            Some(path) => self.catalog(path, environment),
            None => Rc::clone(&self.builtin),
        };
        Settings {
            catalog,
            endpoint: config.endpoint,
            syntax: config.syntax.unwrap_or_default(),
            missing: config.missing.unwrap_or_default(),
            style: config.style.unwrap_or_default(),
            time_zone: config.time_zone.unwrap_or_default(),
            keys: config.keys.unwrap_or_default(),
            embedded: self.client.embedded,
            hints: self.client.inlay_hints,
        }
    }

    /// The nearest file, from the folder of the document upwards, or else that of the user.
    fn file_config(&mut self, document: Option<&Path>, environment: &Environment) -> Config {
        if !environment.has_config() {
            return Config::default();
        }
        let folder = document.and_then(Path::parent).or(self.root.as_deref());
        let candidates: Vec<PathBuf> = folder
            .into_iter()
            .flat_map(Path::ancestors)
            .map(|folder| folder.join(FILE_NAME))
            .chain(environment.user_config().map(Path::to_path_buf))
            .collect();
        for path in candidates {
            let known = match self.configs.get(&path) {
                Some(known) => known.clone(),
                None => {
                    let read = self.read_config(&path, environment);
                    self.configs.insert(path, read.clone());
                    read
                }
            };
            if let Some(config) = known {
                return config;
            }
        }
        Config::default()
    }

    /// The settings of a file; `None` if there is none. One that cannot be used has none.
    fn read_config(&mut self, path: &Path, environment: &Environment) -> Option<Config> {
        let bytes = environment.read(path).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        match Config::parse(&text, path) {
            Ok(config) => Some(config),
            Err(error) => {
                self.problems.push(format!("{}: {error}", path.display()));
                Some(Config::default())
            }
        }
    }

    /// The catalogue of a file, or the built-in one if it cannot be used.
    fn catalog(&mut self, path: &Path, environment: &Environment) -> Rc<Catalog> {
        let known = match self.catalogs.get(path) {
            Some(known) => known.clone(),
            None => {
                let read = match read_catalog(path, environment) {
                    Ok(catalog) => Some(Rc::new(catalog)),
                    Err(reason) => {
                        let path = path.display();
                        self.problems.push(format!("{path}: {reason}; the built-in fields are used"));
                        None
                    }
                };
                self.catalogs.insert(path.to_path_buf(), read.clone());
                read
            }
        };
        known.unwrap_or_else(|| Rc::clone(&self.builtin))
    }
}

fn read_catalog(path: &Path, environment: &Environment) -> Result<Catalog, String> {
    let bytes = environment.read(path).map_err(|error| error.to_string())?;
    let loaded = Catalog::from_json_reader(bytes.as_slice()).map_err(|error| error.to_string())?;
    Ok(loaded.catalog)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ClientSettings;

    #[test]
    fn wrong_settings_are_reported_and_the_others_hold() {
        let (settings, problems) = ClientSettings::new(&json!({"coreql": {
            "syntax": "extended", "style": "loud", "inlayHints": true, "timeZone": "Mars", "trace": 1, "catalog": null,
        }}));
        assert_eq!(settings.config.syntax.map(|syntax| syntax.as_str()), Some("extended"));
        assert!(settings.inlay_hints);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(
            problems
                .iter()
                .any(|problem| problem.starts_with("setting `coreql.style`: unknown variant `loud`"))
        );
        assert!(
            problems
                .iter()
                .any(|problem| problem.starts_with("setting `coreql.time-zone`: no such time zone"))
        );
    }
}
