//! A scanner of SQL statements, with the lexical rules of each dialect written a second time from the engines'
//! documentation: what is text, what is a name, what is neither.

use coreql::sql::Dialect;

/// A token of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A quoted name.
    Name(String),
    /// A literal of text.
    Text(String),
    /// A literal of bytes.
    Bytes(Vec<u8>),
    /// A word without quotes, or a number.
    Word(String),
    /// Any other character.
    Symbol(char),
}

/// The tokens of a statement. An expression that spells a text is that text.
///
/// # Errors
/// Whatever no statement of coreql's contains: unclosed quotes, a comment, a `;`, unbalanced parentheses, U+0000.
pub fn scan(sql: &str, dialect: Dialect) -> Result<Vec<Token>, String> {
    if sql.contains('\0') {
        return Err("U+0000 in a statement".to_owned());
    }
    if dialect == Dialect::Spark && sql.contains("${") {
        return Err("a variable in a statement".to_owned());
    }
    let tokens = texts(&raw(sql, dialect)?);
    let mut open = 0_u32;
    for token in &tokens {
        match token {
            Token::Symbol('(') => open += 1,
            Token::Symbol(')') => {
                open = open.checked_sub(1).ok_or("a closing parenthesis without an opening one")?
            }
            _ => {}
        }
    }
    if open == 0 { Ok(tokens) } else { Err("an open parenthesis".to_owned()) }
}

fn raw(sql: &str, dialect: Dialect) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let comment = ["--", "/*"].iter().any(|start| rest.starts_with(start))
            || (c == '#'
                && matches!(
                    dialect,
                    Dialect::MySql | Dialect::MariaDb | Dialect::BigQuery | Dialect::ClickHouse
                ))
            || (rest.starts_with("//") && dialect == Dialect::Snowflake);
        if comment || c == ';' {
            return Err(format!("`{}`", rest.chars().take(20).collect::<String>()));
        }
        let name_quote = match dialect {
            Dialect::Sqlite
            | Dialect::MariaDb
            | Dialect::MySql
            | Dialect::ClickHouse
            | Dialect::Spark
            | Dialect::BigQuery => '`',
            Dialect::SqlServer => '[',
            _ => '"',
        };
        let (token, next) = if c == '\'' {
            let backslash = matches!(
                dialect,
                Dialect::MariaDb
                    | Dialect::MySql
                    | Dialect::ClickHouse
                    | Dialect::Spark
                    | Dialect::Snowflake
                    | Dialect::BigQuery
            );
            let (text, next) = quoted(after, '\'', backslash, dialect)?;
            (Token::Text(text), next)
        } else if c == name_quote {
            let backslash = matches!(dialect, Dialect::ClickHouse | Dialect::BigQuery);
            let (name, next) = quoted(after, if c == '[' { ']' } else { c }, backslash, dialect)?;
            (Token::Name(name), next)
        } else if matches!(c, '"' | '`' | '$' | '{') {
            return Err(format!("`{c}` outside of quotes"));
        } else if c.is_ascii_alphanumeric() || c == '_' || c == '@' {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '@'))
                .unwrap_or(rest.len());
            let (word, next) = rest.split_at(end);
            match (word, next.strip_prefix('\'')) {
                ("E", Some(inside)) if dialect == Dialect::Postgres => {
                    let (text, next) = quoted(inside, '\'', true, dialect)?;
                    (Token::Text(text), next)
                }
                ("N", Some(inside)) if dialect == Dialect::SqlServer => {
                    let (text, next) = quoted(inside, '\'', false, dialect)?;
                    (Token::Text(text), next)
                }
                ("X", Some(inside)) => {
                    let (digits, next) = inside.split_once('\'').ok_or("unclosed digits")?;
                    (Token::Bytes(bytes(digits)?), next)
                }
                _ => match word.strip_prefix("0x") {
                    Some(digits) => (Token::Bytes(bytes(digits)?), next),
                    None => (Token::Word(word.to_owned()), next),
                },
            }
        } else if matches!(c, ' ' | '\n') {
            rest = after;
            continue;
        } else if c.is_ascii_graphic() {
            (Token::Symbol(c), after)
        } else {
            return Err(format!("{c:?} outside of quotes"));
        };
        tokens.push(token);
        rest = next;
    }
    Ok(tokens)
}

fn bytes(digits: &str) -> Result<Vec<u8>, String> {
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return Err(format!("not bytes: {digits}"));
    }
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|error| error.to_string());
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// The text in quotes, and the rest after them.
fn quoted(inside: &str, quote: char, backslash: bool, dialect: Dialect) -> Result<(String, &str), String> {
    let mut text = String::new();
    let mut characters = inside.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, c)| *c);
        if c == quote {
            // BigQuery does not double quotes: the second begins another literal.
            if next == Some(quote) && dialect != Dialect::BigQuery {
                characters.next();
                text.push(quote);
                continue;
            }
            return Ok((text, &inside[at + c.len_utf8()..]));
        }
        if c == '\n' && dialect == Dialect::BigQuery {
            return Err("a line end in quotes".to_owned());
        }
        if c == '\\' && dialect == Dialect::SqlServer && matches!(next, Some('\n' | '\r')) {
            return Err("a continued line".to_owned());
        }
        if c != '\\' || !backslash {
            text.push(c);
            continue;
        }
        let (at, escaped) = characters.next().ok_or("a backslash at the end")?;
        let digits = &inside[at..];
        let (code, length) = match (escaped, dialect) {
            ('x', Dialect::ClickHouse | Dialect::BigQuery | Dialect::Snowflake | Dialect::Postgres) => {
                (code(digits, 1..3, 16), 2)
            }
            ('u', Dialect::BigQuery | Dialect::Snowflake | Dialect::Spark) => (code(digits, 1..5, 16), 4),
            // Three octal digits are one character.
            ('0'..='7', Dialect::Snowflake | Dialect::Spark | Dialect::BigQuery | Dialect::Postgres)
                if code(digits, 0..3, 8).is_some() =>
            {
                (code(digits, 0..3, 8), 2)
            }
            ('0', _) => (Some('\0'), 0),
            ('n', _) => (Some('\n'), 0),
            ('r', _) => (Some('\r'), 0),
            ('t', _) => (Some('\t'), 0),
            ('\\' | '\'' | '"' | '`', _) => (Some(escaped), 0),
            // Other escapes differ between engines, and coreql writes none of them.
            _ => return Err(format!("the escape \\{escaped}")),
        };
        text.push(code.ok_or("an escape without its digits")?);
        for _ in 0..length {
            characters.next();
        }
    }
    Err(format!("no closing {quote}"))
}

fn code(text: &str, range: std::ops::Range<usize>, radix: u32) -> Option<char> {
    char::from_u32(u32::from_str_radix(text.get(range)?, radix).ok()?)
}

/// Replaces the expressions that spell texts by these texts: bytes with a character set or a cast, and `replace`.
pub fn texts(tokens: &[Token]) -> Vec<Token> {
    use Token::{Bytes, Symbol, Text, Word};
    let is = |token: &Token, word: &str| matches!(token, Word(own) if own.eq_ignore_ascii_case(word));
    let utf8 = |bytes: &[u8]| Text(String::from_utf8(bytes.to_vec()).unwrap());
    let mut read = Vec::new();
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        let (token, next) = match rest {
            [word, Bytes(bytes), next @ ..] if is(word, "_utf8mb4") => (utf8(bytes), next),
            [cast, Symbol('('), Bytes(bytes), a, string, Symbol(')'), next @ ..]
                if is(cast, "CAST") && is(a, "AS") && (is(string, "STRING") || is(string, "VARCHAR")) =>
            {
                (utf8(bytes), next)
            }
            [
                cast,
                Symbol('('),
                Bytes(bytes),
                a,
                nvarchar,
                Symbol('('),
                max,
                Symbol(')'),
                Symbol(')'),
                next @ ..,
            ] if is(cast, "CAST") && is(a, "AS") && is(nvarchar, "NVARCHAR") && is(max, "MAX") => {
                let units: Vec<u16> = bytes
                    .chunks(2)
                    .map(|unit| unit.iter().rev().fold(0, |sum, byte| sum << 8 | u16::from(*byte)))
                    .collect();
                (Text(String::from_utf16(&units).unwrap()), next)
            }
            [
                replace,
                Symbol('('),
                Text(text),
                Symbol(','),
                Text(other),
                Symbol(','),
                char,
                Symbol('('),
                zero,
                Symbol(')'),
                Symbol(')'),
                next @ ..,
            ] if is(replace, "replace") && (is(char, "char") || is(char, "chr")) && is(zero, "0") => {
                (Text(text.replace(other, "\0")), next)
            }
            _ => (first.clone(), after),
        };
        read.push(token);
        rest = next;
    }
    read
}

/// The tokens with every text and name blanked: what no text may change.
pub fn shape(tokens: &[Token]) -> Vec<Token> {
    let blank = |token: &Token| match token {
        Token::Text(_) => Token::Text(String::new()),
        Token::Name(_) => Token::Name(String::new()),
        other => other.clone(),
    };
    tokens.iter().map(blank).collect()
}
