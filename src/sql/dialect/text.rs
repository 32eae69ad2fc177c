//! How names and texts are written: quotes, escapes, and what cannot be quoted.

/// Identifier quotes; the closing one is doubled within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Quote {
    Double,
    Backtick,
    /// A backslash is doubled too.
    BacktickAndBackslash,
    Brackets,
    /// Only ASCII letters, digits, `_` and `-` are allowed within.
    PlainBacktick,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Longest {
    None,
    /// Of UTF-8.
    Bytes(usize),
    Characters(usize),
    /// Code units of UTF-16.
    Units(usize),
}

impl Longest {
    pub(in crate::sql) fn allows(self, name: &str) -> bool {
        match self {
            Self::None => true,
            Self::Bytes(most) => name.len() <= most,
            Self::Characters(most) => name.chars().count() <= most,
            Self::Units(most) => name.encode_utf16().count() <= most,
        }
    }
}

/// What is special within `'…'`, besides the closing quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Escape {
    /// A quote is doubled.
    Doubled,
    /// A quote is doubled, and so is a backslash.
    DoubledAndBackslash,
    /// Quotes and backslashes are preceded by a backslash.
    Backslash,
    /// A quote is doubled; with a backslash in it, the text is `E'…'` and that is doubled too.
    DoubledOrE,
    /// As `Doubled`, with `N` in front.
    National,
}

/// U+0000 in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Nul {
    /// The engine's text cannot hold it, so no stored text has it.
    Impossible,
    /// It can be bound, and within `'…'` it is this.
    Escaped(&'static str),
    /// It can be bound, and otherwise it is this function's value, put in the place of another character.
    Function(&'static str),
    /// It can be bound, and otherwise the text is written by its bytes.
    Hexadecimal,
}

/// A text by its bytes: hexadecimal digits mean the same in every mode of an engine.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Hexadecimal {
    /// The texts that are written so.
    pub(in crate::sql) is_for: fn(&str) -> bool,
    /// What is around the digits.
    pub(in crate::sql) template: &'static str,
    pub(in crate::sql) encoding: Encoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Encoding {
    Utf8,
    /// Of two bytes a unit, the lower first.
    Utf16,
}

pub(super) fn no_name(_: &str) -> bool {
    false
}

/// MariaDB and MySQL have no name with a character beyond the basic plane, and none with white space of ASCII at its
/// end.
pub(super) fn is_bad_mysql_name(name: &str) -> bool {
    name.ends_with([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']) || name.chars().any(|c| c > '\u{ffff}')
}

/// Before it reads a statement, Spark puts the values of its variables for `${…}`, in quotes too.
pub(super) fn is_variable(text: &str) -> bool {
    text.contains("${")
}

/// `\` is an escape or a character like any other, depending on the mode NO_BACKSLASH_ESCAPES, or in DataFusion the
/// dialect that is set.
pub(super) fn has_backslash_or_nul(text: &str) -> bool {
    text.contains(['\\', '\0'])
}

/// MySQL's clients declare the character set of a statement, and some declare latin1 or the one that ends at U+FFFF:
/// only ASCII means the same in all.
pub(super) fn is_special_in_mysql(text: &str) -> bool {
    has_backslash_or_nul(text) || !text.is_ascii()
}

/// With `spark.sql.parser.escapedStringLiterals` nothing is an escape, and no quote can be in `'…'`.
pub(super) fn is_special_in_spark(text: &str) -> bool {
    text.contains(['\'', '\\', '\0']) || is_variable(text)
}

/// SQL Server leaves out a backslash at the end of a line, and the line end.
pub(super) fn continues_line(text: &str) -> bool {
    text.contains("\\\n") || text.contains("\\\r")
}
