//! What holds for the whole run: how errors are written, and in which colours.

use std::ffi::OsString;
use std::sync::OnceLock;

use clap::{ColorChoice, ValueEnum};

/// `auto` is on a terminal, unless `NO_COLOR` is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    Always,
    Never,
    #[default]
    Auto,
}

impl From<ColorArg> for ColorChoice {
    fn from(color: ColorArg) -> Self {
        match color {
            ColorArg::Always => Self::Always,
            ColorArg::Never => Self::Never,
            ColorArg::Auto => Self::Auto,
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Settings {
    color: ColorArg,
    /// Whether the output format is JSON: then each line on standard error is a JSON object.
    is_json: bool,
}

static SETTINGS: OnceLock<Settings> = OnceLock::new();

/// Reads the settings from the arguments themselves, because errors in the arguments depend on them too.
pub(crate) fn read_from(arguments: impl Iterator<Item = OsString>) {
    let arguments: Vec<String> = arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .take_while(|argument| argument != "--")
        .collect();
    let color = value_of(&arguments, "--color").and_then(|name| ColorArg::from_str(&name, true).ok());
    let is_json = value_of(&arguments, "--format").is_some_and(|format| format.eq_ignore_ascii_case("json"));
    SETTINGS.get_or_init(|| Settings { color: color.unwrap_or_default(), is_json });
}

/// The value of an option: `--name VALUE` or `--name=VALUE`.
fn value_of(arguments: &[String], name: &str) -> Option<String> {
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == name {
            return rest.next().cloned();
        }
        if let Some(value) = argument.strip_prefix(name).and_then(|value| value.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

fn settings() -> Settings {
    SETTINGS.get().copied().unwrap_or_default()
}

/// Whether what goes to standard error is JSON.
pub(crate) fn errors_are_json() -> bool {
    settings().is_json
}

/// The option `--color`.
pub(crate) fn color() -> ColorArg {
    settings().color
}

/// Whether text is coloured that goes to a terminal, or elsewhere.
pub(crate) fn is_coloured(is_terminal: bool) -> bool {
    match color() {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}
