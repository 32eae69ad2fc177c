//! The compiler for the *advanced search* expressions of MobileIron Core (now Ivanti EPMM), the device-management
//! server:
//!
//! ```text
//! "common.platform" = "iOS" AND ("common.os_version" < "17.2" OR "common.compliant" = false)
//! ```
//!
//! coreql reads such a text into a [`Query`], reports what is wrong with it and how to correct it, and evaluates it on
//! structs and JSON, translates it into SQL, or prints it in another style. It is not affiliated with Ivanti.
//!
//! # Overview
//!
//! - [`text.parse::<Query>()`](Query) reads and checks a text; [`Query::parse`] does so with [`Options`]:
//!   a server's own [list of fields](Catalog), [extended syntax](Syntax) with `NOT` and `IN`,
//!   [limits](syntax::Limits), the meaning of [missing values](MissingValues). The error, [`InvalidQuery`], holds all
//!   that is wrong, with places, advice and fixes.
//! - [`diagnose`] gives the same as a [`Report`], and warnings: of text that means something, but perhaps not what its
//!   author had in mind.
//! - [`Query::compile`] makes a [`Matcher`](eval::Matcher), which allocates nothing to match a record and can be shared
//!   between threads.
//! - [`query::build`] makes queries in code, so that no value can change their shape.
//!
//! Parsing any text takes time linear in its length, and nothing recurses: no text, however nested, overflows the
//! stack.
//!
//! # Recipes
//!
//! ## Check a text and show what is wrong
//!
//! ```
//! use coreql::{Options, diagnose};
//!
//! let report = diagnose("platform == “iOS” AND compliant = false", &Options::new());
//! for diagnostic in report.diagnostics() {
//!     let help = diagnostic.help().unwrap_or_default();
//!     println!("{}: {diagnostic} ({help})", diagnostic.severity());
//! }
//! assert_eq!(report.fixed(), "platform = \"iOS\" AND compliant = false");
//!
//! // There is a query if there is no error.
//! let report = diagnose(&report.fixed(), &Options::new());
//! assert_eq!(report.to_string(), "no errors, no warnings");
//! let query = report.into_result()?;
//! assert_eq!(query.fields().len(), 2);
//! # Ok::<(), coreql::InvalidQuery>(())
//! ```
//!
//! [`InvalidQuery`] is an error with what is wrong and where. With the feature `miette`, and with miette's own
//! feature `fancy` in your program, a `main` that returns a `miette::Result` prints the marked text:
//!
#![cfg_attr(feature = "miette", doc = "```")]
#![cfg_attr(not(feature = "miette"), doc = "```ignore")]
//! use coreql::Query;
//!
//! fn read(text: &str) -> miette::Result<Query> {
//!     Ok(text.parse()?)
//! }
//!
//! let error = read("platform = \"iOS\" AND battery_level contains 5").unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "`contains` does not apply to the number field `common.battery_level` (line 1, column 36)",
//! );
//! ```
//!
//! ```text
//! check/operator-not-allowed
//!
//!   × `contains` does not apply to the number field `common.battery_level` (line 1, column 36)
//!    ╭────
//!  1 │ platform = "iOS" AND battery_level contains 5
//!    ·                                    ────┬───
//!    ·                                        ╰── not for this type of field
//!    ╰────
//!   help: a number field takes `=`, `!=`, `<`, `<=`, `>`, `>=` and `is empty`
//! ```
//!
//! ## Filter structs
//!
//! With the feature `derive`, a struct becomes a record. Each member is a field, whose name is resolved as in a query:
//! `platform` is `common.platform`. [Attributes](derive@Record#attributes-of-members) give other names, nest groups and
//! skip members.
//!
#![cfg_attr(feature = "derive", doc = "```")]
#![cfg_attr(not(feature = "derive"), doc = "```ignore")]
//! use coreql::{Query, Record};
//!
//! #[derive(Record)]
//! struct Device {
//!     platform: String,
//!     battery_level: Option<u8>,
//!     #[record(name = "common.os_version")]
//!     version: String,
//! }
//!
//! let query: Query = "platform = \"iOS\" AND battery_level >= 50".parse()?;
//! let filter = query.filter::<Device>()?;
//! assert!(filter.matches(&Device { platform: "ios".into(), battery_level: Some(80), version: "17.2".into() }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! For a type of another crate, and for fields that are computed, a table of closures does the same:
//!
//! ```
//! use coreql::Query;
//! use coreql::eval::Accessors;
//!
//! let accessors = Accessors::<std::path::PathBuf>::new()
//!     .field("custom.device.name", |path| path.file_name().and_then(|name| name.to_str()).into());
//!
//! let query: Query = "custom.device.name starts with \"a\"".parse()?;
//! let filter = accessors.filter(&query)?;
//! assert!(filter.matches(&"/devices/A1".into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A misspelt name is an error with a "did you mean", and so is a field of the query that the record lacks.
//!
//! ## Filter JSON
//!
//! With the feature `json`, a filter takes any `serde_json::Value`. Its keys are names with their group, as Core's API
//! returns them: `common.platform`, not `platform`. The filter can be shared between threads.
//!
#![cfg_attr(feature = "json", doc = "```")]
#![cfg_attr(not(feature = "json"), doc = "```ignore")]
//! use coreql::Query;
//! use serde_json::json;
//!
//! let filter = "platform = \"iOS\" AND user.email_address contains \"@example.com\"".parse::<Query>()?.json_filter()?;
//! assert!(filter.matches(&json!({"common.platform": "iOS", "user.email_address": "ada@example.com"})));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`UnreadableValues`](eval::UnreadableValues) counts stored values that their type cannot read, in records and, by a
//! [`Binding`](eval::json::Binding), in JSON objects.
//!
//! ## Translate into SQL
//!
//! With the feature `sql`, a [mapping](sql::Mapping) defines which column of your table holds which field, by its full
//! name, and a [translator](sql::Translator) makes conditions, searches, counts, tables and indexes of it, for twelve
//! dialects.
//! Values are parameters; the crate `coreql-bind` passes them to rusqlite, postgres and sqlx.
//!
#![cfg_attr(feature = "sql", doc = "```")]
#![cfg_attr(not(feature = "sql"), doc = "```ignore")]
//! use coreql::Query;
//! use coreql::sql::{Dialect, Mapping, Search, SqlOptions, SqlValue, Storage, Translator};
//!
//! let mapping = Mapping::builder("devices")
//!     .with_field("common.platform", "platform", Storage::Text)
//!     .with_field("common.battery_level", "battery", Storage::Integer)
//!     .build()?;
//! let query: Query = "platform = \"iOS\" AND battery_level >= 50".parse()?;
//!
//! let search = Translator::new(&mapping, Dialect::Sqlite).search(&query, &Search::new().with_limit(10))?;
//! assert_eq!(
//!     search.text(),
//!     "SELECT * FROM `devices` WHERE lower(`platform`) = lower(?) AND `battery` >= ? LIMIT 10",
//! );
//! assert_eq!(search.parameters(), [SqlValue::Text("iOS".to_owned()), SqlValue::Integer(50)]);
//!
//! // A part of a bigger statement, in parentheses, with an alias for the table, after two placeholders of its own.
//! let options = SqlOptions::new(Dialect::Postgres).with_first_placeholder(3);
//! let condition = Translator::new(&mapping, options).with_alias("d").condition(&query)?;
//! let text = format!("SELECT serial FROM devices AS d WHERE d.site = $1 AND d.state = $2 AND ({})", condition.text());
//! assert!(text.contains("$3"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `ddl`, `Mapping::from_ddl` drafts the mapping from a `CREATE TABLE`.
//!
//! ## Format
//!
//! ```
//! use coreql::{Options, Style};
//!
//! let text = "(Platform=\"iOS\")and battery_level>50";
//! assert_eq!(
//!     coreql::format(text, Style::Canonical, &Options::new())?,
//!     r#""common.platform" = "iOS" AND "common.battery_level" > 50"#,
//! );
//! # Ok::<(), coreql::InvalidQuery>(())
//! ```
//!
//! [`Query::to_text`] does the same for a query. The [styles](Style) are `Canonical`, `Portal`, `Pretty { width }` and
//! `Compact`.
//!
//! # Feature flags
//!
//! All are off by default, and the core needs none of them.
//!
//! | feature | adds |
//! |---|---|
//! | `serde` | a documented JSON form of trees, queries and reports |
//! | `json` | a server's lists of fields, devices as JSON |
//! | `miette` | `miette::Diagnostic` for [`InvalidQuery`], [`Report`] and [`Diagnostic`] |
//! | `derive` | `#[derive(Record)]`: structs that queries filter |
//! | `chrono`, `jiff` | values of these crates' dates and times |
//! | `uuid` | values of `uuid::Uuid`, as text |
//! | `sql` | queries as SQL, and rows for its tables |
//! | `ddl` | mappings from a `CREATE TABLE` |
//! | `analysis` | what queries mean together: implication, overlap, with witnesses |
//!
//! # Where to go next
//!
//! | module | holds |
//! |---|---|
//! | [`catalog`] | the fields that a query may name: the built-in list, a server's, yours |
//! | [`syntax`] | from text to tree and back, without a catalogue |
//! | [`query`] | the typed query, building queries in code, rewriting into Core syntax |
//! | [`diagnostic`] | errors and warnings as messages with places and fixes |
//! | [`eval`] | evaluating a query on records |
//! | [`value`] | how numbers, dates, versions and booleans are read and compared |
//! | [`text`] | positions in text, and comparing text in any case |
//! | [`tree`] | the flat tree that syntax and queries share |
//! | [`ide`] | completion, hover, formatting and the like for editors |
//! | [`core_api`] | the shapes of Core's own answers |
#![cfg_attr(
    feature = "analysis",
    doc = "| [`analysis`] | whether queries imply, exclude or equal each other, with a device that shows it |"
)]
#![cfg_attr(feature = "sql", doc = "| [`sql`] | queries as SQL for twelve dialects |")]
//!
//! The language is defined in
//! [docs/language.md](https://github.com/coreql/coreql/blob/main/docs/language.md), which also shows what Core is known
//! to do and what coreql decided.
#![cfg_attr(
    not(all(feature = "derive", feature = "json", feature = "sql")),
    allow(rustdoc::broken_intra_doc_links, reason = "the page links to what features add")
)]
#![forbid(unsafe_code)]

#[cfg(feature = "analysis")]
pub mod analysis;
pub mod catalog;
pub mod core_api;
pub mod diagnostic;
pub mod eval;
pub mod ide;
pub mod query;
#[cfg(feature = "sql")]
pub mod sql;
pub mod syntax;
pub mod text;
pub mod tree;
pub mod value;

pub use catalog::Catalog;
pub use diagnostic::{Diagnostic, InvalidQuery, Options, Report, diagnose, format};
pub use eval::Record;
pub use query::{MissingValues, Query};
pub use syntax::{Style, Syntax};
pub use value::Value;

/// The examples of the README, as tests.
#[cfg(all(doctest, feature = "derive", feature = "json", feature = "sql"))]
#[doc = include_str!("../README.md")]
struct Readme;

/// The examples of `docs/analysis.md`, as tests.
#[cfg(all(doctest, feature = "analysis"))]
#[doc = include_str!("../docs/analysis.md")]
struct AnalysisPage;
