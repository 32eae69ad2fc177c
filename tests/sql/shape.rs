//! Inlined statements, read back by sqlparser and by `coreql_testing::sql::scan`: for every text the tokens are the
//! same, except for the literal, whose value is the text.

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::query::build;
use coreql::sql::{Dialect, Literals, Mapping, Search, SqlError, SqlFragment, SqlOptions, Translator};
use coreql::text::fold::fold;
use coreql_testing::sql::scan::{Token, scan, shape, texts};
use sqlparser::tokenizer::{Token as Read, Tokenizer};

/// All strings of up to two of these characters, or three of the first ten, and the payloads.
fn hostile() -> Vec<String> {
    const CHARACTERS: [char; 20] = [
        '\'', '"', '\\', ';', '-', '\0', '`', '\n', '$', '{', '%', '_', ']', '[', 'a', '\r', '1', '0',
        '\u{e000}', '/',
    ];
    let longer = |texts: &[String], characters: &[char]| -> Vec<String> {
        texts.iter().flat_map(|text| characters.iter().map(move |c| format!("{text}{c}"))).collect()
    };
    let few = CHARACTERS.split_at(10).0;
    let one = longer(&[String::new()], &CHARACTERS);
    let mut texts = longer(&longer(&longer(&[String::new()], few), few), few);
    texts.extend(longer(&one, &CHARACTERS));
    texts.extend(one);
    texts.push(String::new());
    texts.extend(include_str!("../data/sql/payloads.txt").lines().map(|line| fold(line).into_owned()));
    texts
}

/// The closest dialect of sqlparser.
fn reader(dialect: Dialect) -> Box<dyn sqlparser::dialect::Dialect> {
    use sqlparser::dialect as read;
    match dialect {
        Dialect::Sqlite => Box::new(read::SQLiteDialect {}),
        Dialect::Postgres => Box::new(read::PostgreSqlDialect {}),
        Dialect::MariaDb | Dialect::MySql => Box::new(read::MySqlDialect {}),
        Dialect::DuckDb => Box::new(read::DuckDbDialect {}),
        Dialect::ClickHouse => Box::new(read::ClickHouseDialect {}),
        Dialect::Spark => Box::new(read::DatabricksDialect {}),
        Dialect::SqlServer => Box::new(read::MsSqlDialect {}),
        Dialect::Snowflake => Box::new(read::SnowflakeDialect {}),
        Dialect::BigQuery => Box::new(read::BigQueryDialect {}),
        Dialect::DataFusion | Dialect::Trino => Box::new(read::GenericDialect {}),
        other => panic!("{other}"),
    }
}

/// The statement as sqlparser reads it, as tokens of the scanner.
fn read(sql: &str, dialect: Dialect) -> Vec<Token> {
    let parser = reader(dialect);
    let statements = sqlparser::parser::Parser::parse_sql(&*parser, sql)
        .unwrap_or_else(|error| panic!("{dialect}: {error}\n{sql}"));
    assert_eq!(statements.len(), 1, "{dialect}: {sql}");
    let tokens = Tokenizer::new(&*parser, sql).tokenize().unwrap();
    let tokens: Vec<Token> = tokens
        .into_iter()
        .filter_map(|token| match token {
            Read::Whitespace(sqlparser::tokenizer::Whitespace::Space) => None,
            Read::Whitespace(other) => panic!("{dialect}: {other:?}\n{sql}"),
            Read::SingleQuotedString(text)
            | Read::NationalStringLiteral(text)
            | Read::EscapedStringLiteral(text) => Some(Token::Text(text)),
            Read::HexStringLiteral(digits) => {
                let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
                Some(Token::Bytes((0..digits.len()).step_by(2).map(byte).collect()))
            }
            Read::Word(word) if word.quote_style.is_some() => Some(Token::Name(word.value)),
            other => Some(Token::Word(other.to_string())),
        })
        .collect();
    // The scanner reads parentheses and commas as symbols.
    let tokens: Vec<Token> = tokens
        .into_iter()
        .map(|token| match &token {
            Token::Word(word) if matches!(word.as_str(), "(" | ")" | ",") => {
                Token::Symbol(word.chars().next().unwrap())
            }
            _ => token,
        })
        .collect();
    texts(&tokens)
}

/// Whether sqlparser reads the literal differently than the engine does; the scanner alone then checks its value.
fn is_misread(text: &str, dialect: Dialect) -> bool {
    match dialect {
        // It reads a backslash before `%` or `_` as two characters, and coreql doubles it there.
        _ if text.contains(['%', '_']) && text.contains('\\') => true,
        // It does not know `\\x00`.
        _ => matches!(dialect, Dialect::Snowflake | Dialect::BigQuery) && text.contains('\0'),
    }
}

/// The value of the literal: the text, or a pattern that contains it.
fn value(text: &str, dialect: Dialect, operator: usize) -> String {
    match (dialect, operator) {
        (Dialect::Postgres, 1) => {
            let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            format!("%{escaped}%")
        }
        _ => text.to_owned(),
    }
}

fn statement(
    text: &str,
    dialect: Dialect,
    operator: usize,
    catalog: &Catalog,
) -> Result<SqlFragment, SqlError> {
    let mapping = Mapping::of_fields(catalog.fields());
    let options = SqlOptions::new(dialect).with_literals(Literals::Inlined);
    let field = || build::field("custom.device.x");
    let expr = match operator {
        0 => field().eq(text),
        1 => field().contains(text),
        2 => field().is_in(["zz", text]),
        _ => field().starts_with(text),
    };
    Translator::new(&mapping, options).search(&expr.query(catalog).unwrap(), &Search::new())
}

#[test]
fn texts_are_literals() {
    let catalog = Catalog::new().with_fields([Field::new("custom.device.x", FieldType::String)]).unwrap();
    for dialect in Dialect::ALL {
        for (at, text) in hostile().iter().enumerate() {
            let operator = at % 4;
            let sql = match statement(text, dialect, operator, &catalog) {
                Ok(statement) => statement.into_parts().0,
                Err(error) => panic!("{dialect}: {text:?}: {error}"),
            };
            // A condition that no stored text can fulfil, or that every text fulfils, has no literal.
            let no_literal = text.contains('\0') && matches!(dialect, Dialect::Postgres | Dialect::SqlServer);
            let harmless = statement("a", dialect, operator, &catalog).unwrap();
            let scanned = scan(&sql, dialect).unwrap_or_else(|error| panic!("{dialect}: {error}\n{sql}"));
            let parsed = read(&sql, dialect);
            if no_literal || (text.is_empty() && operator % 2 == 1) {
                continue;
            }
            let expected = scan(harmless.text(), dialect).unwrap();
            assert_eq!(shape(&scanned), shape(&expected), "{dialect}: {text:?}\n{sql}");
            assert_eq!(shape(&parsed), shape(&read(harmless.text(), dialect)), "{dialect}: {text:?}\n{sql}");
            let literal = value(text, dialect, operator);
            let has = |tokens: &[Token]| tokens.contains(&Token::Text(literal.clone()));
            assert!(has(&scanned), "{dialect}: {text:?}\n{sql}");
            assert!(has(&parsed) || is_misread(&literal, dialect), "{dialect}: {text:?}\n{sql}\n{parsed:?}");
        }
    }
}

#[test]
fn names_are_names() {
    let query = build::field("custom.device.x").eq(1).query(Catalog::builtin()).unwrap();
    for dialect in Dialect::ALL {
        let options = SqlOptions::new(dialect).with_literals(Literals::Inlined);
        let mut refused = 0;
        for name in hostile() {
            let json = serde_json::json!({
                "table": ["s", name], "id": "i",
                "fields": [{"field": "custom.device.x", "column": format!("c{name}"), "storage": "integer", "untyped": {
                    "least": "a1", "most": "a2", "numbers": format!("n{name}"), "least_number": "a3", "most_number": "a4", "booleans": "a5"
                }}]
            });
            let mapping = Mapping::from_json(&json.to_string()).unwrap();
            let statements = [
                Translator::new(&mapping, options).count(&query),
                Translator::new(&mapping, dialect).create_table(),
            ];
            for statement in statements {
                let statement = match statement {
                    Ok(statement) => statement,
                    Err(error) => {
                        assert!(matches!(error, SqlError::BadName { .. }), "{dialect}: {error}");
                        refused += 1;
                        continue;
                    }
                };
                let tokens = scan(statement.text(), dialect)
                    .unwrap_or_else(|error| panic!("{dialect}: {error}\n{}", statement.text()));
                for name in [name.clone(), format!("n{name}")] {
                    assert!(tokens.contains(&Token::Name(name)), "{dialect}: {}", statement.text());
                }
            }
        }
        // BigQuery accepts few names; the others refuse U+0000 and white space at the end.
        assert!(refused < if dialect == Dialect::BigQuery { 3_200 } else { 1_600 }, "{dialect}: {refused}");
    }
}

/// The scanner detects what it exists to detect.
#[test]
fn the_scanner_refuses_foreign_statements() {
    for (sql, dialect) in [
        ("`a` = 'x' OR 1 = 1 --'", Dialect::Sqlite),
        ("`a` = 'x'; DROP TABLE t", Dialect::Sqlite),
        ("`a` = 'it's'", Dialect::Sqlite),
        ("`a` = '\\' or 1 = 1", Dialect::MySql),
        ("`a` = 'x' # y", Dialect::MariaDb),
        ("\"a\" = '\\'", Dialect::Snowflake),
        ("\"a\" = 1)", Dialect::DuckDb),
        ("(\"a\" = 1", Dialect::DuckDb),
        ("`a` = '${x}'", Dialect::Spark),
        ("[a] = N'b\\\nc'", Dialect::SqlServer),
        ("`a` = 'b\nc'", Dialect::BigQuery),
    ] {
        assert!(scan(sql, dialect).is_err(), "{dialect}: {sql}");
    }
    assert_eq!(scan("'\\0121'", Dialect::Spark).unwrap(), [Token::Text("\n1".to_owned())]);
    assert_eq!(scan("'\\0121'", Dialect::ClickHouse).unwrap(), [Token::Text("\u{0}121".to_owned())]);
}
