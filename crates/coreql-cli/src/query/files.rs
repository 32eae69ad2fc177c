//! Files of queries, as options name them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use coreql::text::LineIndex;
use coreql::{Options, Query, diagnose};
use coreql_data::queries::{
    KeyPath, QueryFile, QueryFileError, QueryFormat, StoredQuery, decode, encode_like,
};

use crate::failure::Failure;
use crate::input::{is_standard_input, read_bytes};
use crate::output::note;
use crate::query::place::{FileLines, Place};
use crate::query::report;

#[derive(Debug, Args)]
pub(crate) struct FilesOption {
    /// Read the queries of these files and folders: .coreql, .json, .jsonl, .yaml; of a folder only .coreql without
    /// --key; `-` is standard input
    #[arg(long = "files", value_name = "PATH", num_args = 1.., conflicts_with_all = ["query", "query_file"])]
    paths: Vec<PathBuf>,
    /// Which members of JSON and YAML are queries, such as `spaces.*.criteria` [default: query]
    #[arg(long, value_name = "NAME.NAME…", requires = "paths", value_parser = key_path)]
    key: Option<KeyPath>,
}

fn key_path(text: &str) -> Result<KeyPath, String> {
    text.parse::<KeyPath>().map_err(|error| error.to_string())
}

/// A file of queries, as it was read.
pub(crate) struct OpenFile {
    pub(crate) path: PathBuf,
    bytes: Vec<u8>,
    pub(crate) file: QueryFile,
}

impl FilesOption {
    pub(crate) const fn is_given(&self) -> bool {
        !self.paths.is_empty()
    }

    /// Reads all files, those of a folder by name.
    pub(crate) fn open(&self) -> Result<Vec<OpenFile>, Failure> {
        let key_path = self.key.clone().unwrap_or_default();
        let mut files = Vec::new();
        for path in &self.paths {
            if path.is_dir() {
                let mut found = Vec::new();
                find(path, self.key.is_some(), &mut found)?;
                if found.is_empty() {
                    let others = if self.key.is_some() {
                        ", .json, .jsonl or .yaml file"
                    } else {
                        " file; --key reads others, too"
                    };
                    return Err(Failure::content(path, format_args!("the folder has no .coreql{others}")));
                }
                files.extend(found.into_iter().map(|path| open(path, &key_path)));
            } else {
                files.push(open(path.clone(), &key_path));
            }
        }
        files.into_iter().collect()
    }
}

/// Adds the files of queries in a folder, but those whose names begin with a dot.
fn find(folder: &Path, all_formats: bool, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::file(folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    for path in paths {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_hidden || path.is_symlink() {
            continue;
        }
        match QueryFormat::of_path(&path) {
            _ if path.is_dir() => find(&path, all_formats, found)?,
            Some(format) if all_formats || format == QueryFormat::Coreql => found.push(path),
            _ => {}
        }
    }
    Ok(())
}

/// A file of queries, whose members of JSON and YAML are the default ones.
pub(crate) fn open_file(path: &Path) -> Result<OpenFile, Failure> {
    open(path.to_owned(), &KeyPath::default())
}

fn open(path: PathBuf, key_path: &KeyPath) -> Result<OpenFile, Failure> {
    let format =
        if is_standard_input(&path) { Some(QueryFormat::Coreql) } else { QueryFormat::of_path(&path) };
    if !is_standard_input(&path) {
        path.metadata().map_err(|error| Failure::file(&path, error))?;
    }
    let Some(format) = format else {
        return Err(Failure::content(&path, "a file of queries ends in .coreql, .json, .jsonl or .yaml"));
    };
    let bytes = read_bytes(&path)?;
    let source = decode(bytes.clone()).map_err(|error| Failure::content(&path, error))?;
    let file = QueryFile::parse(source.as_str(), format, key_path)
        .map_err(|error| content(&path, &source, &error))?;
    if file.queries().is_empty() {
        note(format_args!("{}: the file has no query", path.display()));
    }
    for query in
        file.queries().iter().filter(|query| query.text().is_empty() && format == QueryFormat::Coreql)
    {
        let name = query.name().unwrap_or_default();
        note(format_args!("{}: the query `{name}` is empty: it matches every device", path.display()));
    }
    Ok(OpenFile { path, bytes, file })
}

fn content(path: &Path, source: &str, error: &QueryFileError) -> Failure {
    let lines = LineIndex::new(source);
    let at = lines.line_column(u32::try_from(error.offset()).unwrap_or(u32::MAX));
    Failure::content(path, format_args!("line {}, column {}: {error}", at.line + 1, at.column + 1))
}

impl OpenFile {
    /// The queries. Everything that is wrong with them is reported; an invalid one is a failure.
    pub(crate) fn queries(&self, options: &Options<'_>) -> Result<Vec<Query>, Failure> {
        let source = self.file.source();
        let lines = FileLines::new(source);
        let mut queries = Vec::with_capacity(self.file.queries().len());
        let mut has_failed = false;
        for query in self.file.queries() {
            let report = diagnose(query.text(), options);
            report::show(&report, Place::File { path: &self.path, source, lines: &lines, query });
            match report.into_result() {
                Ok(query) => queries.push(query),
                Err(_) => has_failed = true,
            }
        }
        if has_failed { Err(Failure::InvalidQuery) } else { Ok(queries) }
    }

    /// The name of each query, or its text.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.file.queries().iter().map(|query| query.name().unwrap_or(query.text()))
    }

    /// The file with other texts of its queries.
    pub(crate) fn with_texts(
        &self,
        text: impl FnMut(&StoredQuery) -> Option<String>,
    ) -> Result<QueryFile, Failure> {
        self.file.with_texts(text).map_err(|error| content(&self.path, self.file.source(), &error))
    }

    /// Writes another text in the encoding of the file, whole or not at all.
    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        let failed = |error| Failure::file(&self.path, error);
        if is_standard_input(&self.path) {
            return Err(Failure::usage("standard input cannot be written; --diff shows what would change"));
        }
        // The file that a link leads to is written, not the link.
        let path = self.path.canonicalize().map_err(failed)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let permissions = fs::metadata(&path).map_err(failed)?.permissions();
        let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        temporary.write_all(&encode_like(text, &self.bytes)).map_err(failed)?;
        temporary.as_file().set_permissions(permissions).map_err(failed)?;
        temporary.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}
