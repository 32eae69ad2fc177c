//! The layers of the library (ARCHITECTURE.md): which module may use which, and which may name a dependency.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with the modules that it may use, all of them earlier in this list.
const MODULES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("tree", &[]),
    ("value", &["text"]),
    ("syntax", &["text", "tree", "value"]),
    ("catalog", &["text", "value", "syntax"]),
    ("query", &["text", "tree", "value", "syntax", "catalog"]),
    ("eval", &["text", "tree", "value", "syntax", "catalog", "query"]),
    ("sql", &["text", "tree", "value", "syntax", "catalog", "query"]),
    ("diagnostic", &["text", "value", "syntax", "catalog", "query"]),
    ("analysis", &["text", "tree", "value", "syntax", "catalog", "query", "eval"]),
    ("core_api", &["text", "syntax", "catalog", "query", "diagnostic"]),
    ("ide", &["text", "tree", "value", "syntax", "catalog", "query", "diagnostic", "core_api"]),
];

/// Single files that may use one more module: what becomes a row of SQL is a record.
const FILES: &[(&str, &str)] = &[("sql/row", "eval")];

/// Each dependency with the modules and files that may name it. One that is not listed may not be named at all.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("batsat", &["analysis/solver"]),
    ("chrono", &["value/as_value"]),
    ("coreql-derive", &["eval/mod"]),
    ("jiff", &["value/as_value"]),
    ("logos", &["syntax/lexer"]),
    ("memchr", &["text", "syntax/lexer"]),
    ("miette", &["diagnostic/miette"]),
    ("nom", &["syntax/parser"]),
    ("rapidfuzz", &["catalog/suggest"]),
    ("serde", &["catalog", "core_api", "diagnostic", "eval", "query", "sql", "syntax", "text", "value"]),
    (
        "serde_json",
        &["analysis", "catalog/load", "eval/json", "value/as_value", "query/serial", "syntax/serial", "sql"],
    ),
    ("smallvec", &["eval", "query", "sql", "syntax", "text"]),
    ("smol_str", &["text/small_str"]),
    ("sqlparser", &["sql"]),
    ("uuid", &["value/as_value"]),
    ("zmij", &["value/number"]),
];

/// Lines of a file at most, comments and tests included.
const LINES: usize = 650;

struct Source {
    /// Its path within `src`, such as `sql/row.rs`.
    name: String,
    /// Its lines without comments.
    lines: Vec<String>,
}

impl Source {
    fn module(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap()
    }

    /// Whether it consists of unit tests.
    fn is_tests(&self) -> bool {
        self.name.ends_with("tests.rs")
    }

    /// Whether it is the file or below the folder of this path, which has no extension.
    fn is_within(&self, path: &str) -> bool {
        self.name.strip_prefix(path).is_some_and(|rest| rest.starts_with(['/', '.']))
    }
}

fn paths(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            paths(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    paths(&root, &mut found);
    assert!(found.len() > 40);
    let source = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let text = fs::read_to_string(path).unwrap();
        let code = |line: &str| line.split("//").next().unwrap().to_owned();
        let lines = text.lines().take_while(|line| !line.starts_with("mod tests {"));
        Source { name, lines: lines.map(code).collect() }
    };
    found.iter().map(source).collect()
}

/// The items that the root re-exports, each with its module.
fn exports() -> BTreeMap<String, String> {
    let root = sources().into_iter().find(|source| source.name == "lib.rs").unwrap();
    let text = root.lines.join(" ");
    let mut exports = BTreeMap::new();
    for statement in text.split("pub use ").skip(1) {
        let (module, items) = statement.split(';').next().unwrap().split_once("::").unwrap();
        for item in items.trim_matches(['{', '}']).split(',').map(str::trim).filter(|item| !item.is_empty()) {
            exports.insert(item.to_owned(), module.to_owned());
        }
    }
    assert!(exports.contains_key("Query"), "{exports:?}");
    exports
}

/// What follows each `crate::` of a line: a path's first segment, or all first segments of a list in braces.
fn used(line: &str) -> Vec<&str> {
    let segment = |path: &str| path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    let mut used = Vec::new();
    for path in line.split("crate::").skip(1) {
        match path.strip_prefix('{') {
            Some(list) => used.extend(list.split(", ").map(|path| &path[..segment(path)])),
            None => used.push(&path[..segment(path)]),
        }
    }
    used
}

#[test]
fn modules_are_listed_in_order() {
    for (index, (name, may_use)) in MODULES.iter().enumerate() {
        let earlier: Vec<&str> = MODULES.iter().take(index).map(|(name, _)| *name).collect();
        assert!(may_use.iter().all(|used| earlier.contains(used)), "{name}");
    }
}

#[test]
fn modules_use_earlier_modules_only() {
    let exports = exports();
    let mut checked = 0;
    for source in sources().iter().filter(|source| source.name != "lib.rs" && !source.is_tests()) {
        let module = source.module();
        let (_, may_use) = MODULES
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{}: add its module to the table", source.name));
        for line in &source.lines {
            for used in used(line) {
                let used = exports.get(used).map_or(used, String::as_str);
                let excepted = FILES.iter().any(|(file, also)| source.is_within(file) && *also == used);
                assert!(used == module || may_use.contains(&used) || excepted, "{}: {line}", source.name);
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn dependencies_are_named_where_they_belong() {
    for source in sources().iter().filter(|source| !source.is_tests()) {
        for line in &source.lines {
            for (name, modules) in DEPENDENCIES {
                let named = [format!("{name}::"), format!("use {name};"), format!("use {name} as")]
                    .iter()
                    .any(|form| {
                        line.match_indices(form.as_str()).any(|(at, _)| {
                            // A path of our own may end in the same name: `super::miette::…`.
                            !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                        })
                    });
                let allowed = modules.iter().any(|module| source.is_within(module));
                assert!(!named || allowed, "{} names {name}: {line}", source.name);
            }
        }
    }
}

/// The table lists exactly the dependencies of the manifest, and each is named somewhere.
#[test]
fn the_table_of_dependencies_is_complete() {
    let manifest = include_str!("../../Cargo.toml");
    let (_, rest) = manifest.split_once("\n[dependencies]\n").unwrap();
    let declared = rest.split("\n[").next().unwrap().lines().filter_map(|line| line.split_once(" = "));
    let declared: Vec<&str> = declared.map(|(name, _)| name).filter(|name| !name.starts_with('#')).collect();
    let listed: Vec<&str> = DEPENDENCIES.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared, listed);
}

#[test]
fn files_stay_short() {
    for source in sources() {
        assert!(source.lines.len() <= LINES, "{} has {} lines: split it", source.name, source.lines.len());
    }
}
