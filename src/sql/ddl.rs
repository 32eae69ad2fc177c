//! `CREATE TABLE` statements, read by sqlparser.

use std::{fmt, thread};

use sqlparser::ast::{ColumnOption, CreateTable, ObjectName, Statement, TableConstraint};
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace};

use super::dialect::Dialect;
use super::draft::{DeclaredColumn, Draft, Names};
use super::mapping::Mapping;
use crate::catalog::Catalog;

/// A text without a `CREATE TABLE` that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DdlError {
    /// No statement creates a table with columns.
    NoTable,
    /// A `CREATE TABLE`, or the text as a whole, does not parse.
    Syntax {
        /// The dialect that it was read as.
        dialect: Dialect,
        /// The parser's message.
        message: String,
    },
}

impl fmt::Display for DdlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTable => f.write_str("no CREATE TABLE with columns"),
            Self::Syntax { dialect, message } => write!(f, "not read as {dialect}: {message}"),
        }
    }
}

impl std::error::Error for DdlError {}

impl Mapping {
    /// Drafts a mapping for each `CREATE TABLE` of a text; other statements are skipped.
    ///
    /// ```
    /// use coreql::catalog::Catalog;
    /// use coreql::sql::{Dialect, Mapping, Storage};
    ///
    /// let ddl = "CREATE TABLE mdm.devices (id bigint PRIMARY KEY, platform text, last_connected_at timestamptz, price money);";
    /// let drafts = Mapping::from_ddl(ddl, Dialect::Postgres, Catalog::builtin())?;
    /// let [draft] = drafts.as_slice() else { panic!("one table") };
    /// assert_eq!(draft.mapping().table(), ["mdm", "devices"]);
    /// let columns = draft.mapping().field("common.last_connected_at").unwrap();
    /// assert_eq!(columns.storage, Storage::TimestampZoned);
    /// assert_eq!(draft.unmapped(), ["price"]);
    /// # Ok::<(), coreql::sql::DdlError>(())
    /// ```
    ///
    /// # Errors
    /// A text without `CREATE TABLE`, or with one that does not parse.
    pub fn from_ddl(text: &str, dialect: Dialect, catalog: &Catalog) -> Result<Vec<Draft>, DdlError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let syntax = |message: String| DdlError::Syntax { dialect, message };
        let tokens = Tokenizer::new(&*parser_dialect(dialect), text).tokenize_with_location();
        let tokens = tokens.map_err(|error| syntax(error.to_string()))?;
        // White space and comments mean nothing to the parser.
        let solid = |token: &&TokenWithSpan| !matches!(token.token, Token::Whitespace(_));
        let statements = statements(&tokens, dialect).filter(|statement| creates_table(statement));
        let statements: Vec<Vec<TokenWithSpan>> =
            statements.map(|statement| statement.iter().filter(solid).cloned().collect()).collect();
        let longest = statements.iter().map(Vec::len).max().unwrap_or_default();
        if longest > MAX_TOKENS {
            return Err(syntax(format!("a CREATE TABLE has more than {MAX_TOKENS} words and symbols")));
        }
        let tables = with_stack_for(longest, || tables(&statements, dialect)).map_err(syntax)?;
        if tables.is_empty() {
            return Err(DdlError::NoTable);
        }
        let names = Names::of(catalog);
        let draft = |table: Table| Draft::of(table.path, table.columns, dialect, &names);
        Ok(tables.into_iter().map(draft).collect())
    }
}

/// The most tokens of a `CREATE TABLE`: its expressions and types nest no deeper.
const MAX_TOKENS: usize = 100_000;

/// Runs a function on a thread with a stack for statements of this length; on the caller's where there are no threads.
///
/// The parser bounds its own recursion, but what it reads in a loop, such as `1 + 1 + 1`, is a tree as deep as it is long,
/// which is printed and dropped with recursion.
fn with_stack_for<T: Send>(tokens: usize, run: impl Fn() -> Result<T, String> + Sync) -> Result<T, String> {
    const OF_PARSER: usize = 8 << 20;
    const OF_TOKEN: usize = 2 << 10;
    let size = OF_PARSER.saturating_add(tokens.saturating_mul(OF_TOKEN));
    thread::scope(|scope| match thread::Builder::new().stack_size(size).spawn_scoped(scope, &run) {
        Ok(running) => running.join().unwrap_or_else(|_| Err("the parser panicked".to_owned())),
        Err(_) => run(),
    })
}

/// The statements of a text: between semicolons, and in SQL Server's scripts between lines with `GO`.
fn statements(tokens: &[TokenWithSpan], dialect: Dialect) -> impl Iterator<Item = &[TokenWithSpan]> {
    // The first word of a line.
    let begins_line = |at: usize| {
        let before = tokens.get(..at).unwrap_or_default().iter().rev();
        let mut before = before.map(|token| &token.token);
        before
            .find(|token| !matches!(token, Token::Whitespace(Whitespace::Space | Whitespace::Tab)))
            .is_none_or(|token| matches!(token, Token::Whitespace(_)))
    };
    let separates = move |at: usize, token: &TokenWithSpan| match &token.token {
        Token::SemiColon => true,
        Token::Word(word) => {
            dialect == Dialect::SqlServer
                && word.quote_style.is_none()
                && word.value.eq_ignore_ascii_case("go")
                && begins_line(at)
        }
        _ => false,
    };
    let mut start = 0;
    let ends = tokens.iter().enumerate().filter(move |(at, token)| separates(*at, token)).map(|(at, _)| at);
    ends.chain([tokens.len()]).map(move |end| {
        let statement = tokens.get(start..end).unwrap_or_default();
        start = end + 1;
        statement
    })
}

/// A table as it is declared.
struct Table {
    path: Vec<String>,
    columns: Vec<DeclaredColumn>,
}

/// The tables with columns that statements create; else the parser's message.
fn tables(statements: &[Vec<TokenWithSpan>], dialect: Dialect) -> Result<Vec<Table>, String> {
    let reader = parser_dialect(dialect);
    let mut tables = Vec::new();
    for statement in statements {
        let mut parser = Parser::new(&*reader).with_tokens_with_locations(statement.clone());
        let read = parser.parse_statement().and_then(|read| {
            parser.expect_token(&Token::EOF)?;
            Ok(read)
        });
        // Of a table made by a query, the columns are not known.
        if let Statement::CreateTable(table) = read.map_err(|error| error.to_string())?
            && !table.columns.is_empty()
        {
            tables.push(declared(&table));
        }
    }
    Ok(tables)
}

/// Whether a statement begins with `CREATE … TABLE`.
fn creates_table(tokens: &[TokenWithSpan]) -> bool {
    let mut keywords = tokens.iter().filter_map(|token| match &token.token {
        Token::Whitespace(_) => None,
        Token::Word(word) => Some(word.keyword),
        _ => Some(Keyword::NoKeyword),
    });
    keywords.next() == Some(Keyword::CREATE)
        && keywords
            .take_while(|keyword| *keyword != Keyword::NoKeyword)
            .take(6)
            .any(|keyword| keyword == Keyword::TABLE)
}

fn declared(table: &CreateTable) -> Table {
    let key = key(table);
    let columns = table.columns.iter().map(|column| {
        let declared = DeclaredColumn::new(column.name.value.as_str(), column.data_type.to_string());
        if key == Some(column.name.value.as_str()) { declared.with_key() } else { declared }
    });
    Table { path: path(&table.name), columns: columns.collect() }
}

/// The column that is the whole primary key.
fn key(table: &CreateTable) -> Option<&str> {
    let own = table.columns.iter().find(|column| {
        column.options.iter().any(|option| matches!(option.option, ColumnOption::PrimaryKey(_)))
    });
    let constraint = table.constraints.iter().find_map(|constraint| match constraint {
        TableConstraint::PrimaryKey(key) => Some(key.columns.as_slice()),
        _ => None,
    });
    match (own, constraint) {
        (Some(column), _) => Some(&column.name.value),
        (None, Some([only])) => match &only.column.expr {
            sqlparser::ast::Expr::Identifier(name) => Some(&name.value),
            _ => None,
        },
        (None, _) => None,
    }
}

fn path(name: &ObjectName) -> Vec<String> {
    name.0
        .iter()
        .map(|part| part.as_ident().map_or_else(|| part.to_string(), |name| name.value.clone()))
        .collect()
}

/// sqlparser's name of a dialect, or the nearest that it has.
pub(super) fn parser_dialect(dialect: Dialect) -> Box<dyn sqlparser::dialect::Dialect> {
    use sqlparser::dialect as read;
    match dialect {
        Dialect::Sqlite => Box::new(read::SQLiteDialect {}),
        Dialect::Postgres => Box::new(read::PostgreSqlDialect {}),
        Dialect::MariaDb | Dialect::MySql => Box::new(read::MySqlDialect {}),
        Dialect::DuckDb => Box::new(read::DuckDbDialect {}),
        Dialect::ClickHouse => Box::new(read::ClickHouseDialect {}),
        Dialect::Spark => Box::new(read::DatabricksDialect {}),
        Dialect::DataFusion | Dialect::Trino => Box::new(read::GenericDialect {}),
        Dialect::SqlServer => Box::new(read::MsSqlDialect {}),
        Dialect::Snowflake => Box::new(read::SnowflakeDialect {}),
        Dialect::BigQuery => Box::new(read::BigQueryDialect {}),
    }
}

#[cfg(test)]
mod tests;
