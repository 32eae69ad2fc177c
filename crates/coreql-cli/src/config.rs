//! `coreql.toml`: settings that hold where an option is not given.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use coreql_data::config::{Config, FILE_NAME, user_file};

use crate::failure::{Failure, Outcome};
use crate::output::note;

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
    let config = Config::parse(&text, &path).map_err(|error| Failure::content(&path, error))?;
    note(format_args!("using {}", path.display()));
    CONFIG.get_or_init(|| config);
    Ok(())
}

fn find() -> Option<PathBuf> {
    let depth = env::current_dir().map_or(1, |folder| folder.ancestors().count());
    let upwards = (0..depth).map(|level| Path::new(&"../".repeat(level)).join(FILE_NAME));
    upwards.chain(user_file()).find(|path| path.is_file())
}
