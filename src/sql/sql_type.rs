//! Column types that a mapping gives, checked before they become part of `CREATE TABLE`.

use crate::syntax::lexical::is_one_of;

/// Whether a text is one column type and nothing else:
///
/// ```text
/// type     = name [ "(" argument { "," argument } ")" | "<" type { "," type } ">" ] { suffix }
/// name     = word { "." word }
/// argument = number | string | type
/// suffix   = "[" [ number ] "]" | "PRECISION" | "VARYING" | "UNSIGNED" | … [ "(" argument … ")" ]
/// ```
///
/// It is strict, and knows no names of types: the engine refuses those that it does not have. Comments, a part of which
/// MySQL executes, and what is special within quotes are refused, and so are the constraints that may follow a type.
pub(super) fn is_type(text: &str) -> bool {
    let special = ["--", "/*", "#", ";", "\\", "$"].iter().any(|special| text.contains(special));
    if special || text.chars().any(char::is_control) {
        return false;
    }
    let mut reader = Reader { rest: text };
    reader.data_type(0).is_some() && reader.rest.trim_matches(' ').is_empty()
}

/// How deep types may nest.
const DEEPEST: usize = 16;

/// Words that may follow the name of a type.
const SUFFIXES: [&str; 14] = [
    "PRECISION",
    "VARYING",
    "UNSIGNED",
    "SIGNED",
    "ZEROFILL",
    "WITH",
    "WITHOUT",
    "LOCAL",
    "TIME",
    "ZONE",
    "CHARACTER",
    "CHAR",
    "LARGE",
    "OBJECT",
];

/// Words that begin a constraint, and so are no name of a type.
const CONSTRAINTS: [&str; 17] = [
    "AS",
    "AUTOINCREMENT",
    "AUTO_INCREMENT",
    "CHECK",
    "COLLATE",
    "COMMENT",
    "CONSTRAINT",
    "DEFAULT",
    "FOREIGN",
    "GENERATED",
    "KEY",
    "NOT",
    "NULL",
    "ON",
    "PRIMARY",
    "REFERENCES",
    "UNIQUE",
];

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn data_type(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let name = self.word()?;
        if is_one_of(name, &CONSTRAINTS) {
            return None;
        }
        while self.symbol('.') {
            self.word()?;
        }
        if self.symbol('<') {
            self.list('>', |reader| reader.data_type(depth + 1))?;
        } else {
            self.arguments(depth)?;
        }
        loop {
            if self.symbol('[') {
                self.number();
                self.symbol(']').then_some(())?;
                continue;
            }
            let before = self.rest;
            match self.word() {
                Some(word) if is_one_of(word, &SUFFIXES) => self.arguments(depth)?,
                Some(_) | None => {
                    self.rest = before;
                    return Some(());
                }
            }
        }
    }

    /// Arguments in parentheses, if there are any.
    fn arguments(&mut self, depth: usize) -> Option<()> {
        if !self.symbol('(') {
            return Some(());
        }
        self.list(')', |reader| {
            if reader.number() || reader.string()? { Some(()) } else { reader.data_type(depth + 1) }
        })
    }

    fn list(&mut self, close: char, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        loop {
            element(self)?;
            if self.symbol(close) {
                return Some(());
            }
            self.symbol(',').then_some(())?;
        }
    }

    fn symbol(&mut self, symbol: char) -> bool {
        let found = self.rest.trim_start_matches(' ').strip_prefix(symbol);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    /// An identifier without quotes, of ASCII.
    fn word(&mut self) -> Option<&'t str> {
        let text = self.rest.trim_start_matches(' ');
        let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let word = text.strip_suffix(rest)?;
        let starts_well = word.starts_with(|c: char| !c.is_ascii_digit());
        self.rest = if starts_well { rest } else { self.rest };
        starts_well.then_some(word)
    }

    fn number(&mut self) -> bool {
        let text = self.rest.trim_start_matches(' ');
        let text = text.strip_prefix('-').unwrap_or(text);
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let found =
            rest.len() < text.len() && !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        self.rest = if found { rest } else { self.rest };
        found
    }

    /// Whether a string comes next; `None` if it has no end.
    fn string(&mut self) -> Option<bool> {
        if !self.symbol('\'') {
            return Some(false);
        }
        loop {
            (_, self.rest) = self.rest.split_once('\'')?;
            match self.rest.strip_prefix('\'') {
                // A quote that is doubled.
                Some(rest) => self.rest = rest,
                None => return Some(true),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_type;

    #[test]
    fn types_of_the_engines() {
        for text in [
            "TEXT",
            "varchar(64)",
            "NUMERIC(10, 2)",
            "NUMERIC(10, -2)",
            "DOUBLE PRECISION",
            "character varying(20)",
            "TIMESTAMP(3) WITH TIME ZONE",
            "TIME WITHOUT TIME ZONE",
            "TEXT[]",
            "int4[3][]",
            "public.citext",
            "INT(10) UNSIGNED ZEROFILL",
            "ENUM('a', 'b)', 'it''s', 'é')",
            "ARRAY<STRING>",
            "MAP<STRING, ARRAY<INT>>",
            "Nullable(String)",
            "LowCardinality(Nullable(String))",
            "DateTime64(3, 'UTC')",
            "NVARCHAR(MAX)",
            " BIGINT ",
        ] {
            assert!(is_type(text), "{text}");
        }
    }

    #[test]
    fn whatever_else_may_stand_in_create_table() {
        let nested = format!("{}INT{}", "ARRAY<".repeat(10_000), ">".repeat(10_000));
        for text in [
            "",
            " ",
            "1",
            "TEXT)",
            "TEXT); DROP TABLE t",
            "TEXT, x TEXT",
            "TEXT x",
            "TEXT DEFAULT ''",
            "TEXT NOT NULL",
            "TEXT COLLATE x",
            "NULL",
            "CHECK (1)",
            "AS (1)",
            "TEXT --",
            "TEXT /* */",
            "TEXT /*! PRIMARY KEY */",
            "TEXT #",
            "TEXT\n",
            "TEXT\0",
            "ENUM('a",
            "ENUM('a'b')",
            "ENUM('a\\', 'b')",
            "VARCHAR(64",
            "VARCHAR()",
            "VARCHAR(1,)",
            "VARCHAR(1 2)",
            "VARCHAR(SELECT 1)",
            "\"TEXT\"",
            "`TEXT`",
            "[TEXT]",
            "${x}",
            "TEXT[",
            "TEXT[x]",
            "ARRAY<INT",
            "ARRAY<>",
            "Größe",
            "TEXT\u{a0}DEFAULT",
            nested.as_str(),
        ] {
            assert!(!is_type(text), "{text}");
        }
    }
}
