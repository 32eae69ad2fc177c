//! The one place where text of a statement is made: names and values are quoted or bound here and nowhere else.

use std::collections::BTreeSet;

use super::dialect::{Dialect, Encoding, Escape, Nul, Placeholder, Quote};
use super::error::SqlError;

/// A value that a statement binds, or that a column holds.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case", tag = "type", content = "value")
)]
#[non_exhaustive]
pub enum SqlValue {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// An integer of 64 bits.
    Integer(i64),
    /// A finite double.
    Double(f64),
    /// A boolean.
    Boolean(bool),
}

/// Whether values are bound or written into the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Literals {
    /// Each value is a placeholder, and given beside the text.
    #[default]
    Bound,
    /// Each value is a literal of the dialect.
    Inlined,
}

/// A piece of SQL and the values that it binds, in the order of their placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SqlFragment {
    pub(super) text: String,
    pub(super) parameters: Vec<SqlValue>,
}

impl SqlFragment {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The values to bind: the first for `?`, `$1`, `@p1` or `{p1:…}`, and so on.
    pub fn parameters(&self) -> &[SqlValue] {
        &self.parameters
    }

    /// Both.
    pub fn into_parts(self) -> (String, Vec<SqlValue>) {
        (self.text, self.parameters)
    }
}

#[derive(Debug)]
pub(super) struct Writer {
    dialect: Dialect,
    literals: Literals,
    fragment: SqlFragment,
    /// The first thing that went wrong.
    error: Option<SqlError>,
}

impl Writer {
    pub(super) fn new(dialect: Dialect, literals: Literals) -> Self {
        Self { dialect, literals, fragment: SqlFragment::default(), error: None }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn literals(&self) -> Literals {
        self.literals
    }

    pub(super) fn finish(self) -> Result<SqlFragment, SqlError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let parameters = self.fragment.parameters.len();
        let most = self.dialect.facts().most_parameters;
        if parameters > most {
            return Err(SqlError::TooManyParameters { parameters, most, dialect: self.dialect });
        }
        Ok(self.fragment)
    }

    /// Text of our own.
    pub(super) fn sql(&mut self, text: &str) -> &mut Self {
        self.fragment.text.push_str(text);
        self
    }

    /// A name, quoted.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        if push_quoted(&mut self.fragment.text, name, self.dialect).is_none() {
            self.fail(SqlError::BadName { name: name.to_owned(), dialect: self.dialect });
        }
        self
    }

    /// A text value.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.value(SqlValue::Text(text.to_owned()))
    }

    /// A value, bound or written.
    pub(super) fn value(&mut self, value: SqlValue) -> &mut Self {
        let nul = matches!(&value, SqlValue::Text(text) if text.contains('\0'));
        if nul && self.dialect.facts().nul == Nul::Impossible {
            self.fail(SqlError::NulCharacter { dialect: self.dialect });
        }
        match self.literals {
            Literals::Bound => self.placeholder(value),
            Literals::Inlined => {
                let literal = literal(&value, self.dialect);
                self.fragment.text.push_str(&literal);
            }
        }
        self
    }

    fn placeholder(&mut self, value: SqlValue) {
        let (typed, double) = (typed(&value), matches!(value, SqlValue::Double(_)));
        self.fragment.parameters.push(value);
        if double {
            self.template(self.dialect.facts().double, &mut |writer, _| writer.last_placeholder(typed));
        } else {
            self.last_placeholder(typed);
        }
    }

    /// What stands for the parameter that was added last.
    fn last_placeholder(&mut self, typed: &str) {
        let number = self.fragment.parameters.len();
        match self.dialect.facts().placeholder {
            Placeholder::Question => self.sql("?"),
            Placeholder::Dollar => self.sql(&format!("${number}")),
            Placeholder::At => self.sql(&format!("@p{number}")),
            Placeholder::Typed => self.sql(&format!("{{p{number}:{typed}}}")),
        };
    }

    /// A template of the dialect's table; `operand` writes what stands for `{}` and `{0}`, `{1}`, `{2}`.
    pub(super) fn template(
        &mut self,
        template: &'static str,
        operand: &mut dyn FnMut(&mut Self, usize),
    ) -> &mut Self {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            self.sql(before);
            let Some((index, after)) = after.split_once('}') else { break };
            operand(self, index.parse().unwrap_or(0));
            rest = after;
        }
        self.sql(rest)
    }

    /// A value within a template. Where it stands more than once, placeholders are numbered, and it is bound once.
    pub(super) fn value_in(&mut self, template: &'static str, value: SqlValue) -> &mut Self {
        let start = self.fragment.text.len();
        self.value(value);
        let written = self.fragment.text.split_off(start);
        self.template(template, &mut |writer, _| {
            writer.sql(&written);
        })
    }

    pub(super) fn fail(&mut self, error: SqlError) {
        self.error.get_or_insert(error);
    }
}

/// The type of a ClickHouse placeholder.
const fn typed(value: &SqlValue) -> &'static str {
    match value {
        SqlValue::Null => "Nullable(String)",
        SqlValue::Text(_) => "String",
        SqlValue::Integer(_) => "Int64",
        SqlValue::Double(_) => "Float64",
        SqlValue::Boolean(_) => "Bool",
    }
}

/// Adds a name in the dialect's quotes; `None` if it cannot have such a name.
fn push_quoted(text: &mut String, name: &str, dialect: Dialect) -> Option<()> {
    let facts = dialect.facts();
    // Many clients end a statement at U+0000, so none is in the text of ours.
    if name.is_empty()
        || name.contains('\0')
        || !facts.longest_identifier.allows(name)
        || (facts.is_bad_name)(name)
    {
        return None;
    }
    match facts.quote {
        Quote::Double => push_between(text, name, '"', '"'),
        Quote::Backtick => push_between(text, name, '`', '`'),
        Quote::BacktickAndBackslash => push_between(text, &name.replace('\\', "\\\\"), '`', '`'),
        Quote::Brackets => push_between(text, name, '[', ']'),
        Quote::PlainBacktick => {
            if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
                return None;
            }
            push_between(text, name, '`', '`');
        }
    }
    Some(())
}

/// Adds a name between quotes, the closing one doubled within it.
fn push_between(text: &mut String, name: &str, open: char, close: char) {
    text.push(open);
    for (index, piece) in name.split(close).enumerate() {
        if index > 0 {
            text.extend([close, close]);
        }
        text.push_str(piece);
    }
    text.push(close);
}

/// A value as a literal.
pub(super) fn literal(value: &SqlValue, dialect: Dialect) -> String {
    let facts = dialect.facts();
    match value {
        SqlValue::Null => "NULL".to_owned(),
        SqlValue::Text(text) => text_literal(text, dialect),
        SqlValue::Integer(i64::MIN) => format!("({} - 1)", i64::MIN + 1),
        SqlValue::Integer(integer) => integer.to_string(),
        // With an exponent it is a double everywhere, never a decimal.
        SqlValue::Double(double) => facts.double_literal.replace("{}", &format!("{double:e}")),
        SqlValue::Boolean(value) => {
            let [yes, no] = facts.booleans;
            if *value { yes } else { no }.to_owned()
        }
    }
}

/// A text as a literal, without U+0000 in it.
fn text_literal(text: &str, dialect: Dialect) -> String {
    let facts = dialect.facts();
    if let Some(hexadecimal) = facts.hexadecimal
        && (hexadecimal.is_for)(text)
    {
        return hexadecimal.template.replace("{}", &digits(text, hexadecimal.encoding));
    }
    match facts.nul {
        Nul::Function(function) if text.contains('\0') => match unused(text).map(String::from) {
            Some(other) => {
                let literal = without_nul(&text.replace('\0', &other), facts.escape);
                format!("replace({literal}, '{other}', {function})")
            }
            None => {
                let pieces: Vec<String> =
                    text.split('\0').map(|piece| without_nul(piece, facts.escape)).collect();
                format!("({})", pieces.join(&format!(" || {function} || ")))
            }
        },
        Nul::Escaped(escaped) => without_nul(text, facts.escape).replace('\0', escaped),
        // With one in it, the writer has failed by then.
        Nul::Impossible => without_nul(&text.replace('\0', ""), facts.escape),
        Nul::Function(_) | Nul::Hexadecimal => without_nul(text, facts.escape),
    }
}

/// A character that a text does not have, one for private use if there is one; texts of four megabytes may have all.
fn unused(text: &str) -> Option<char> {
    let used: BTreeSet<char> = text.chars().filter(|c| *c >= '\u{e000}').collect();
    ('\u{e000}'..='\u{10ffff}').find(|c| !used.contains(c))
}

fn digits(text: &str, encoding: Encoding) -> String {
    match encoding {
        Encoding::Utf8 => text.bytes().map(|byte| format!("{byte:02X}")).collect(),
        Encoding::Utf16 => text.encode_utf16().map(|unit| format!("{:04X}", unit.swap_bytes())).collect(),
    }
}

fn without_nul(text: &str, escape: Escape) -> String {
    let doubled = |text: &str| text.replace('\'', "''");
    match escape {
        Escape::Doubled => format!("'{}'", doubled(text)),
        Escape::DoubledOrE if text.contains('\\') => format!("E'{}'", doubled(&text.replace('\\', "\\\\"))),
        Escape::DoubledOrE => format!("'{}'", doubled(text)),
        Escape::DoubledAndBackslash => format!("'{}'", doubled(&text.replace('\\', "\\\\"))),
        Escape::Backslash => {
            let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
            // A literal of BigQuery ends with its line.
            format!("'{}'", escaped.replace('\n', "\\n").replace('\r', "\\r"))
        }
        Escape::National => format!("N'{}'", doubled(text)),
    }
}
