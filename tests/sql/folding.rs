//! Where the folding of each engine, as coreql's SQL uses it, differs from simple case folding, for every character.
//!
//! The result is compared with docs/sql-folding.md; `UPDATE_EXPECT=1` regenerates its sections.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::sync::Mutex;

use coreql::sql::{Dialect, Literals, Mapping, SqlOptions, SqlValue};
use coreql::text::fold::fold_char;
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::folding::{BEYOND_ASCII, beyond_ascii, page, ranges, section};
use coreql_testing::sql::read;
use serde_json::Value as Json;

/// Texts in one statement; ClickHouse limits the text of a request to 256 KiB.
const fn batch(dialect: Dialect) -> usize {
    if matches!(dialect, Dialect::ClickHouse) { 20_000 } else { 100_000 }
}

/// The page's sections, in order.
const SECTIONS: [&str; 9] = [
    "sqlite",
    "postgres",
    POSTGRES_ICU,
    POSTGRES_C,
    "mariadb",
    "duckdb",
    "clickhouse",
    "spark",
    "datafusion",
];
const POSTGRES_ICU: &str = "postgres, in a database of locale und-x-icu";
const POSTGRES_C: &str = "postgres, in a database of locale C";

/// A connection that runs a statement with at most one text as its parameter.
trait Connection {
    fn rows(&mut self, statement: &str, value: Option<String>) -> Vec<Vec<Json>>;
}

impl Connection for Engine {
    fn rows(&mut self, statement: &str, value: Option<String>) -> Vec<Vec<Json>> {
        Self::rows(self, statement, &value.map(SqlValue::Text).into_iter().collect::<Vec<_>>())
    }
}

impl Connection for rusqlite::Connection {
    fn rows(&mut self, statement: &str, value: Option<String>) -> Vec<Vec<Json>> {
        let mut statement = self.prepare(statement).unwrap();
        let columns = statement.column_count();
        let cell = |value: rusqlite::types::Value| match value {
            rusqlite::types::Value::Integer(integer) => Json::from(integer),
            rusqlite::types::Value::Text(text) => Json::from(text),
            other => panic!("{other:?}"),
        };
        let row = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at).map(cell)).collect();
        statement
            .query_map(rusqlite::params_from_iter(value), row)
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap()
    }
}

fn text(cell: &Json) -> String {
    cell.as_str().unwrap_or_else(|| panic!("{cell}")).to_owned()
}

/// How a list of texts is passed to an engine as one parameter: as rows of a column `c`, like those of a user's table.
enum Source {
    /// A JSON array.
    Json(&'static str),
    /// Separated by commas.
    Commas(&'static str),
}

impl Source {
    const fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => Self::Json("SELECT value AS c FROM json_each(?)"),
            Dialect::Postgres => Self::Commas("SELECT unnest(string_to_array($1, ',')) AS c"),
            Dialect::MariaDb => Self::Json(
                "SELECT c FROM JSON_TABLE(?, '$[*]' COLUMNS(c LONGTEXT CHARACTER SET utf8mb4 PATH '$')) AS j",
            ),
            Dialect::DuckDb => Self::Commas("SELECT unnest(string_split($1, ',')) AS c"),
            Dialect::ClickHouse => Self::Commas("SELECT arrayJoin(splitByChar(',', {p1:String})) AS c"),
            Dialect::Spark => Self::Commas("SELECT explode(split(?, ',')) AS c"),
            Dialect::DataFusion => Self::Commas("SELECT unnest(string_to_array($1, ',')) AS c"),
            _ => panic!("not run"),
        }
    }

    fn statement(&self) -> &'static str {
        match self {
            Self::Json(statement) | Self::Commas(statement) => statement,
        }
    }

    fn value(&self, texts: &[String]) -> String {
        match self {
            Self::Json(_) => Json::from(texts).to_string(),
            Self::Commas(_) => texts.join(","),
        }
    }
}

/// The expression with which coreql folds a column `c`, taken from a condition.
fn folding_of(dialect: Dialect) -> String {
    let mapping =
        r#"{"table": "t", "fields": [{"field": "common.platform", "column": "c", "storage": "text"}]}"#;
    let options = SqlOptions::new(dialect).with_literals(Literals::Inlined);
    let query = read("common.platform = \"a\"");
    let condition = query.to_sql(&Mapping::from_json(mapping).unwrap(), options).unwrap();
    condition.text().split_once(" = ").unwrap().0.to_owned()
}

struct Found {
    /// The folding of each character that changes.
    characters: HashMap<char, String>,
    /// Words that are not folded character by character, with the engine's folding of each.
    words: BTreeMap<String, String>,
    tried_words: usize,
}

impl Found {
    fn character(&self, c: char) -> String {
        self.characters.get(&c).cloned().unwrap_or_else(|| c.to_string())
    }

    fn of(engine: &mut dyn Connection, source: &Source, batch: usize, folding: &str, nul: bool) -> Self {
        let from = source.statement();
        // MariaDB alone compares the texts of such a list by more than their code points.
        let distinct = if from.contains("utf8mb4") { "c COLLATE utf8mb4_nopad_bin" } else { "c" };
        // A comma would end its text; the words contain it.
        let characters: Vec<char> = ('\0'..=char::MAX).filter(|c| *c != ',' && (*c != '\0' || nul)).collect();
        let mut found = Self { characters: HashMap::new(), words: BTreeMap::new(), tried_words: 0 };
        for characters in characters.chunks(batch) {
            let texts: Vec<String> = characters.iter().map(char::to_string).collect();
            let value = Some(source.value(&texts));
            // All of them arrived, and all are different.
            let statement = format!("SELECT COUNT(DISTINCT {distinct}) AS n FROM ({from}) AS t");
            let arrived = engine.rows(&statement, value.clone());
            assert_eq!(arrived, [[Json::from(characters.len())]], "from {:?}", characters[0]);
            let statement = format!("SELECT c, {folding} AS f FROM ({from}) AS t WHERE {folding} <> c");
            for row in engine.rows(&statement, value) {
                let sent = text(&row[0]);
                let mut one = sent.chars();
                let (Some(c), None) = (one.next(), one.next()) else { panic!("{sent:?}") };
                assert!(characters.contains(&c), "{sent:?}");
                found.characters.insert(c, text(&row[1]));
            }
        }
        found.try_words(engine, source, batch, folding);
        found
    }

    /// Folds words that have each character that folds, and marks that folding may consider, in the first, a middle and
    /// the last place.
    fn try_words(&mut self, engine: &mut dyn Connection, source: &Source, batch: usize, folding: &str) {
        const MARKS: &str = "\u{300}\u{301}\u{303}\u{304}\u{307}\u{308}\u{30c}\u{323}\u{328}\u{342}\u{345}\u{ad}\u{200d}'’.:-_ 1";
        let folded = ('\0'..=char::MAX).filter(|c| fold_char(*c) != *c || self.characters.contains_key(c));
        let around: BTreeSet<char> =
            folded.chain("ijIJıσςß\u{131}".chars()).chain(MARKS.chars()).filter(|c| *c != '\0').collect();
        let words: Vec<String> = around
            .iter()
            .flat_map(|c| {
                [
                    format!("{c}ab"),
                    format!("a{c}b"),
                    format!("ab{c}"),
                    format!("ab{c}."),
                    format!("{c}{c}"),
                    format!("AΣ{c}"),
                    format!("AΣ{c}B"),
                    format!("{c}Σ"),
                    format!("I{c}"),
                    format!("i{c}"),
                    format!("J{c}a"),
                ]
            })
            .collect();
        self.tried_words = words.len();
        let statement = format!("SELECT c, {folding} AS f FROM ({}) AS t", source.statement());
        for words in words.chunks(batch) {
            let rows = engine.rows(&statement, Some(source.value(words)));
            assert_eq!(rows.len(), words.len());
            for row in rows {
                let (word, folded) = (text(&row[0]), text(&row[1]));
                let plain: String = word.chars().map(|c| self.character(c)).collect();
                if folded != plain {
                    self.words.insert(word, folded);
                }
            }
        }
    }
}

/// How an engine's folding of a character differs, in the order of the page's rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Two characters are equal to the engine but not under simple folding, or the other way round.
    Kept,
    More,
    Other,
    Several,
    Place,
    /// The same characters are equal, but another one represents them.
    Order,
}

impl Way {
    const fn words(self) -> &'static str {
        match self {
            Self::Kept => "stays as it is, and simple folding folds it",
            Self::More => "is folded, and simple folding leaves it as it is",
            Self::Other => "is folded to another character",
            Self::Several => "is folded to several characters",
            Self::Place => "is folded by its place in the word",
            Self::Order => "is as equal to other characters, but ordered elsewhere",
        }
    }
}

impl Found {
    /// Every character that is folded differently, by the kind of difference.
    fn ways(&self) -> BTreeMap<Way, BTreeSet<char>> {
        let mut ways: BTreeMap<Way, BTreeSet<char>> = BTreeMap::new();
        // The characters that are equal to each, of all that either folding changes.
        let touched: BTreeSet<char> = ('\0'..=char::MAX)
            .filter(|c| fold_char(*c) != *c || self.characters.contains_key(c))
            .flat_map(|c| self.character(c).chars().chain([c, fold_char(c)]).collect::<Vec<_>>())
            .collect();
        let mut ours: HashMap<char, BTreeSet<char>> = HashMap::new();
        let mut theirs: HashMap<String, BTreeSet<char>> = HashMap::new();
        for c in &touched {
            ours.entry(fold_char(*c)).or_default().insert(*c);
            theirs.entry(self.character(*c)).or_default().insert(*c);
        }
        for c in &touched {
            let (folded, simple) = (self.character(*c), fold_char(*c));
            let unchanged = folded == c.to_string();
            let way = if folded == simple.to_string() {
                continue;
            } else if folded.chars().count() != 1 {
                Way::Several
            } else if ours[&simple] == theirs[&folded] {
                Way::Order
            } else if unchanged {
                Way::Kept
            } else if simple == *c {
                Way::More
            } else {
                Way::Other
            };
            ways.entry(way).or_default().insert(*c);
        }
        for (word, folded) in &self.words {
            let plain: String = word.chars().map(|c| self.character(c)).collect();
            // The first character that is folded differently than alone.
            let at = plain.chars().zip(folded.chars()).take_while(|(plain, folded)| plain == folded).count();
            let mut widths = word.chars().scan(0, |sum, c| {
                *sum += self.character(c).chars().count();
                Some((*sum, c))
            });
            let c = widths.find(|(end, _)| at < *end).map(|(_, c)| c).unwrap();
            ways.entry(Way::Place).or_default().insert(c);
        }
        ways
    }

    fn section(&self, name: &str, version: &str, folding: &str) -> String {
        let mut section = format!("## {name}\n\n{version}: `` {folding} ``.\n\n");
        section += "| a character | how many | which |\n|---|---|---|\n";
        for (way, characters) in self.ways() {
            let which =
                if characters == beyond_ascii() { BEYOND_ASCII.to_owned() } else { ranges(&characters) };
            section += &format!("| {} | {} | {which} |\n", way.words(), characters.len());
        }
        let several: Vec<String> = (self.characters.iter().filter(|(_, folded)| folded.chars().count() != 1))
            .map(|(c, folded)| format!("`{c}` to `{folded}`"))
            .collect();
        if !several.is_empty() {
            section += &format!("\nTo several: {}.\n", several.join(", "));
        }
        section += &format!(
            "\nOf {} words, {} are folded otherwise than their characters.",
            self.tried_words,
            self.words.len()
        );
        let examples: Vec<String> =
            (self.words.iter().filter(|(word, _)| word.chars().all(char::is_alphabetic)).take(3))
                .map(|(word, folded)| format!("`{word}` becomes `{folded}`"))
                .collect();
        section += &if examples.is_empty() {
            "\n".to_owned()
        } else {
            format!(" For example {}.\n", examples.join(", "))
        };
        section
    }
}

/// Lets one test at a time write the page.
static PAGE: Mutex<()> = Mutex::new(());

/// The section without its version.
fn without_version(section: &str) -> String {
    section.lines().enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| format!("{line}\n")).collect()
}

fn compare(name: &str, section_now: &str) {
    let _guard = PAGE.lock();
    let text = std::fs::read_to_string(page()).unwrap();
    let written = section(&text, name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let head = text.split("\n## ").next().unwrap().trim_end();
        let sections = SECTIONS.iter().filter_map(|other| {
            if *other == name { Some(section_now.to_owned()) } else { section(&text, other) }
        });
        let text = std::iter::once(format!("{head}\n")).chain(sections).collect::<Vec<_>>().join("\n");
        std::fs::write(page(), text).unwrap();
        return;
    }
    let written = written
        .unwrap_or_else(|| panic!("docs/sql-folding.md has no section `{name}`; UPDATE_EXPECT=1 writes it"));
    let stamp = |section: &str| section.lines().nth(2).unwrap_or_default().to_owned();
    if stamp(&written) == stamp(section_now) {
        assert_eq!(written, section_now, "docs/sql-folding.md; UPDATE_EXPECT=1 writes it");
        return;
    }
    // Not `eprintln!`, whose output `cargo test` shows for failed tests only.
    let _ = writeln!(
        std::io::stderr(),
        "ANOTHER VERSION: docs/sql-folding.md describes {}\nThis is {}",
        stamp(&written),
        stamp(section_now)
    );
    if coreql_testing::engines::required() || without_version(&written) == without_version(section_now) {
        assert_eq!(without_version(&written), without_version(section_now), "UPDATE_EXPECT=1 writes it");
    } else {
        let _ = writeln!(
            std::io::stderr(),
            "NOT COMPARED: {name} folds otherwise than the page says; UPDATE_EXPECT=1 writes it"
        );
    }
}

/// The part of a version on which folding depends: without build time and machine.
fn version(engine: &mut Engine) -> String {
    let answer = |engine: &mut Engine, statement: &str| text(&engine.rows(statement, &[])[0][0]);
    match engine.dialect {
        Dialect::Postgres => {
            let locale = "SELECT format('%s, a database of locale %s (%s)', \
                split_part(current_setting('server_version'), ' ', 1), datctype, \
                CASE datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'ICU' ELSE 'built in' END) \
                FROM pg_database WHERE datname = current_database()";
            format!("PostgreSQL {}", answer(engine, locale))
        }
        Dialect::MariaDb => {
            format!("MariaDB {}", answer(engine, "SELECT version()").split('-').next().unwrap())
        }
        Dialect::ClickHouse => format!("ClickHouse {}", answer(engine, "SELECT version()")),
        Dialect::DuckDb => format!("DuckDB {}", answer(engine, "SELECT version()")),
        Dialect::Spark => {
            format!("Spark {}", answer(engine, "SELECT version()").split(' ').next().unwrap())
        }
        Dialect::DataFusion => {
            let version = engine.request(serde_json::json!({"version": true}));
            text(&version["rows"][0][0])
        }
        _ => panic!("not run"),
    }
}

fn folding_is_as_documented(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let version = version(&mut engine);
    let (source, folding) = (Source::of(dialect), folding_of(dialect));
    let nul = dialect != Dialect::Postgres;
    let found = Found::of(&mut engine, &source, batch(dialect), &folding, nul);
    compare(dialect.as_str(), &found.section(dialect.as_str(), &version, &folding));
    if dialect == Dialect::Postgres {
        // Databases of other locales: the expression names the default, which is the database's.
        for (name, locale) in [(POSTGRES_ICU, "und-x-icu"), (POSTGRES_C, "C")] {
            let other = folding.replace("\"default\"", &format!("\"{locale}\""));
            assert_ne!(other, folding);
            let found = Found::of(&mut engine, &source, batch(dialect), &other, nul);
            compare(name, &found.section(name, version.split(',').next().unwrap(), &other));
        }
    }
}

on_each_engine!(folding_is_as_documented);

#[test]
fn sqlite() {
    let mut database = rusqlite::Connection::open_in_memory().unwrap();
    let folding = folding_of(Dialect::Sqlite);
    let found =
        Found::of(&mut database, &Source::of(Dialect::Sqlite), batch(Dialect::Sqlite), &folding, true);
    let version = format!("SQLite {}", rusqlite::version());
    compare("sqlite", &found.section("sqlite", &version, &folding));
}
