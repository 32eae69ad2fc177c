//! Options of commands that read files of devices.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use coreql::catalog::Catalog;
use coreql_data::{ReadOptions, Sorter};
use serde_json::{Map, Value as Json};

use crate::failure::Failure;
use crate::input::read_text;
use crate::query::catalog::name_unless_misspelt;

#[derive(Debug, Args)]
pub(crate) struct FileOptions {
    /// What is between the cells of CSV: a character, or `tab` [default: detected]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<char>,
    /// The fields of the headings of CSV that name no field themselves, in JSON: {"HEADING": "FIELD", …}
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
    /// The most memory for sorting, and for finding devices that come twice; temporary files take the rest
    #[arg(long, value_name = "SIZE", default_value = "512MiB", value_parser = memory)]
    memory: usize,
}

impl FileOptions {
    /// The bound of memory, in bytes.
    pub(crate) const fn memory(&self) -> usize {
        self.memory
    }

    /// How files are read, and the headings that `--columns` has.
    pub(crate) fn to_read_options<'c>(
        &self,
        catalog: &'c Catalog,
    ) -> Result<(ReadOptions<'c>, Vec<String>), Failure> {
        let mut options = ReadOptions::new(catalog);
        let mut headings = Vec::new();
        if let Some(delimiter) = self.delimiter {
            options = options.with_delimiter(delimiter);
        }
        for (heading, field) in self.columns.as_deref().map(read_columns).transpose()?.into_iter().flatten() {
            headings.push(heading.clone());
            options = options.with_column(heading, name_unless_misspelt(catalog, &field)?);
        }
        Ok((options, headings))
    }
}

/// Gives each of several files after one `--devices` an option of its own, because a shell puts them there in place of
/// `page*.json`. No QUERY is the name of a file.
pub(crate) fn split_devices(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    const OPTION: &str = "--devices";
    let mut split = Vec::new();
    let mut arguments = arguments.into_iter().peekable();
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            split.push(argument);
            split.extend(arguments);
            return split;
        }
        let is_option = argument == OPTION;
        split.push(argument);
        if is_option {
            split.extend(arguments.next());
            while let Some(file) = arguments.next_if(|argument| is_file_name(Path::new(argument))) {
                split.extend([OsString::from(OPTION), file]);
            }
        }
    }
    split
}

/// Whether an argument is the name of a file, be it there or not: one word is no query.
fn is_file_name(argument: &Path) -> bool {
    const EXTENSIONS: [&str; 8] = ["json", "jsonl", "ndjson", "csv", "tsv", "txt", "gz", "zst"];
    let is_word = |text: &str| !text.contains(|c: char| c.is_whitespace() || "\"'=!<>()%".contains(c));
    let has_extension = argument
        .extension()
        .is_some_and(|own| EXTENSIONS.iter().any(|extension| own.eq_ignore_ascii_case(extension)));
    argument.is_file() || has_extension && argument.to_str().is_some_and(is_word)
}

fn read_columns(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let failed = |reason: &dyn std::fmt::Display| Failure::content(path, reason);
    let columns: Map<String, Json> = serde_json::from_str(&read_text(path)?)
        .map_err(|error| failed(&format_args!("not an object of headings and fields: {error}")))?;
    let column = |(heading, field): (String, Json)| match field {
        Json::String(field) if !field.is_empty() => Ok((heading, field)),
        _ => Err(failed(&format_args!("the field of the heading `{heading}` is not a name"))),
    };
    columns.into_iter().map(column).collect()
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(character), None) if ReadOptions::is_delimiter(character) => Ok(character),
        _ => Err("a delimiter is one ASCII character, or `tab`".to_owned()),
    }
}

/// Reads a number of bytes, or of KiB, MiB and so on.
fn memory(text: &str) -> Result<usize, String> {
    const LEAST: usize = 1 << 20;
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(0),
        "k" | "kb" | "kib" => Some(10),
        "m" | "mb" | "mib" => Some(20),
        "g" | "gb" | "gib" => Some(30),
        "t" | "tb" | "tib" => Some(40),
        _ => None,
    };
    let bytes =
        shift.and_then(|shift| number.parse::<usize>().ok()?.checked_mul(1_usize.checked_shl(shift)?));
    match bytes {
        Some(bytes) if bytes >= LEAST => Ok(bytes),
        Some(_) => Err("at least 1MiB is needed".to_owned()),
        None => Err("write a number with KiB, MiB or GiB, such as 512MiB".to_owned()),
    }
}

const _: () = assert!(Sorter::DEFAULT_MEMORY == 512 << 20, "the default of --memory");
