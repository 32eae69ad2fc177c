//! The one place where the text of a statement is built: names and values are quoted or bound here and nowhere else.

use std::collections::BTreeSet;

use super::dialect::{Dialect, Encoding, Escape, Nul, Quote};
use super::error::SqlError;
use super::options::{Literals, PlaceholderStyle, SqlOptions};
use crate::value::date::Instant;

/// A value that a statement binds, or that a column stores.
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

/// SQL text and the values that it binds, in the order of their placeholders.
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

    /// The values to bind, in the order of the placeholders.
    pub fn parameters(&self) -> &[SqlValue] {
        &self.parameters
    }

    /// Both.
    pub fn into_parts(self) -> (String, Vec<SqlValue>) {
        (self.text, self.parameters)
    }
}

/// A fragment that is being written. `'a` is that of the table's alias.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    options: SqlOptions,
    alias: Option<&'a str>,
    fragment: SqlFragment,
    /// The first error.
    error: Option<SqlError>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(options: SqlOptions) -> Self {
        Self { options, alias: None, fragment: SqlFragment::default(), error: None }
    }

    pub(super) fn with_alias(self, alias: Option<&'a str>) -> Self {
        Self { alias, ..self }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.options.dialect()
    }

    pub(super) fn literals(&self) -> Literals {
        self.options.literals()
    }

    pub(super) fn alias(&self) -> Option<&'a str> {
        self.alias
    }

    pub(super) fn finish(self) -> Result<SqlFragment, SqlError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let dialect = self.options.dialect();
        let before = self.options.first_placeholder().saturating_sub(1);
        let parameters = self.fragment.parameters.len().saturating_add(before);
        let most = dialect.facts().most_parameters;
        if parameters > most && !self.fragment.parameters.is_empty() {
            return Err(SqlError::TooManyParameters { parameters, most, dialect });
        }
        Ok(self.fragment)
    }

    /// Text of our own.
    pub(super) fn sql(&mut self, text: &str) -> &mut Self {
        if self.doubles_percent() && text.contains('%') {
            self.fragment.text.push_str(&text.replace('%', "%%"));
        } else {
            self.fragment.text.push_str(text);
        }
        self
    }

    /// Whether a `%` that is no placeholder must be doubled.
    fn doubles_percent(&self) -> bool {
        self.options.placeholders() == PlaceholderStyle::Percent && self.literals() == Literals::Bound
    }

    /// A name, quoted.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        let (start, dialect) = (self.fragment.text.len(), self.dialect());
        if push_quoted(&mut self.fragment.text, name, dialect).is_none() {
            self.fail(SqlError::BadName { name: name.to_owned(), dialect });
        }
        if self.doubles_percent() && name.contains('%') {
            let quoted = self.fragment.text.split_off(start);
            self.sql(&quoted);
        }
        self
    }

    /// A column's name, quoted, after the table's alias if it has one.
    pub(super) fn column(&mut self, name: &str) -> &mut Self {
        if let Some(alias) = self.alias {
            self.name(alias).sql(".");
        }
        self.name(name)
    }

    /// A text value.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.value(SqlValue::Text(text.to_owned()))
    }

    /// A value, bound or written, of its own type whatever it is compared with.
    pub(super) fn value(&mut self, value: SqlValue) -> &mut Self {
        let template = match (&value, self.literals()) {
            (SqlValue::Integer(_), Literals::Bound) => self.dialect().facts().integer,
            _ => "{}",
        };
        self.value_in(template, value)
    }

    /// A value within a template.
    pub(super) fn value_in(&mut self, template: &'static str, value: SqlValue) -> &mut Self {
        let nul = matches!(&value, SqlValue::Text(text) if text.contains('\0'));
        if nul && self.dialect().facts().nul == Nul::Impossible {
            self.fail(SqlError::NulCharacter { dialect: self.dialect() });
        }
        let written = match self.literals() {
            Literals::Inlined => literal(&value, self.dialect()),
            Literals::Bound if self.options.placeholders().is_numbered() => self.bind(value),
            // Bound once for each place.
            Literals::Bound => {
                return self.template(template, &mut |writer, _| {
                    let placeholder = writer.bind(value.clone());
                    writer.fragment.text.push_str(&placeholder);
                });
            }
        };
        self.template(template, &mut |writer, _| writer.fragment.text.push_str(&written))
    }

    /// A date of milliseconds since 1970: as a number in one template, or inlined, if it can be, as text in another.
    pub(super) fn instant(
        &mut self,
        number: &'static str,
        literal: Option<&'static str>,
        instant: i64,
    ) -> &mut Self {
        let facts = self.dialect().facts().timestamp_literals;
        match literal {
            Some(template)
                if self.literals() == Literals::Inlined && (facts.first..=facts.last).contains(&instant) =>
            {
                let text = timestamp_text(instant);
                self.template(template, &mut |writer, _| writer.fragment.text.push_str(&text))
            }
            Some(_) | None => self.value_in(number, SqlValue::Integer(instant)),
        }
    }

    /// Adds a parameter and returns its placeholder.
    fn bind(&mut self, value: SqlValue) -> String {
        let number = self.fragment.parameters.len().saturating_add(self.options.first_placeholder());
        let placeholder = match self.options.placeholders() {
            PlaceholderStyle::QuestionMark => "?".to_owned(),
            PlaceholderStyle::Percent => "%s".to_owned(),
            PlaceholderStyle::Dollar => format!("${number}"),
            PlaceholderStyle::Colon => format!(":p{number}"),
            PlaceholderStyle::At => format!("@p{number}"),
            PlaceholderStyle::Braces => format!("{{p{number}:{}}}", clickhouse_type(&value)),
        };
        let placeholder = match value {
            SqlValue::Double(_) => self.dialect().facts().double.replace("{}", &placeholder),
            _ => placeholder,
        };
        self.fragment.parameters.push(value);
        placeholder
    }

    /// A template of the dialect's table; `operand` writes `{}` and `{0}`, `{1}`, `{2}`.
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

    pub(super) fn fail(&mut self, error: SqlError) {
        self.error.get_or_insert(error);
    }
}

/// The type of a placeholder in braces.
const fn clickhouse_type(value: &SqlValue) -> &'static str {
    match value {
        SqlValue::Null => "Nullable(String)",
        SqlValue::Text(_) => "String",
        SqlValue::Integer(_) => "Int64",
        SqlValue::Double(_) => "Float64",
        SqlValue::Boolean(_) => "Bool",
    }
}

/// Adds a name in the dialect's quotes; `None` if the dialect does not allow it.
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

/// A date in UTC as people write it in SQL: `2024-05-01 00:00:00`, with milliseconds if it has any.
pub(super) fn timestamp_text(instant: i64) -> String {
    let text = Instant(instant).to_string().replace('T', " ");
    let text = text.strip_suffix('Z').unwrap_or(&text);
    text.strip_suffix(".000").unwrap_or(text).to_owned()
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
        // The writer has reported it.
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
