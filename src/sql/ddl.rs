//! `CREATE TABLE` statements, read by sqlparser.

use std::fmt;

use sqlparser::ast::{ColumnOption, CreateTable, ObjectName, Statement, TableConstraint};
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::dialect::Dialect;
use super::draft::{DeclaredColumn, Draft};
use super::mapping::Mapping;
use crate::catalog::Catalog;

/// A text without a `CREATE TABLE` that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DdlError {
    /// No statement creates a table.
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
            Self::NoTable => f.write_str("no CREATE TABLE statement"),
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
    /// assert_eq!(draft.unmapped(), ["id", "price"]);
    /// # Ok::<(), coreql::sql::DdlError>(())
    /// ```
    ///
    /// # Errors
    /// A text without `CREATE TABLE`, or with one that does not parse.
    pub fn from_ddl(text: &str, dialect: Dialect, catalog: &Catalog) -> Result<Vec<Draft>, DdlError> {
        let reader = parser_dialect(dialect);
        let syntax = |message: String| DdlError::Syntax { dialect, message };
        let tokens = Tokenizer::new(&*reader, text).tokenize_with_location();
        let tokens = tokens.map_err(|error| syntax(error.to_string()))?;
        let mut drafts = Vec::new();
        for statement in tokens.split(|token| token.token == Token::SemiColon) {
            if !creates_table(statement) {
                continue;
            }
            let mut parser = Parser::new(&*reader).with_tokens_with_locations(statement.to_vec());
            let read = parser.parse_statement().and_then(|read| {
                parser.expect_token(&Token::EOF)?;
                Ok(read)
            });
            // Of a table made by a query, the columns are not known.
            if let Statement::CreateTable(table) = read.map_err(|error| syntax(error.to_string()))?
                && !table.columns.is_empty()
            {
                drafts.push(draft(&table, dialect, catalog));
            }
        }
        if drafts.is_empty() { Err(DdlError::NoTable) } else { Ok(drafts) }
    }
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

fn draft(table: &CreateTable, dialect: Dialect, catalog: &Catalog) -> Draft {
    let key = key(table);
    let columns = table.columns.iter().map(|column| {
        let declared = DeclaredColumn::new(column.name.value.as_str(), column.data_type.to_string());
        if key == Some(column.name.value.as_str()) { declared.with_key() } else { declared }
    });
    Draft::new(path(&table.name), columns, dialect, catalog)
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
