//! How queries are read, and what they mean.

use std::time::{SystemTime, UNIX_EPOCH};

use coreql::catalog::Catalog;
use coreql::core_api::{QueryTest, query_test};
use coreql::eval::json::JsonFilter;
use coreql::query::build::{Expr, all_of, any_of, field};
use coreql::query::{Lints, MissingValues};
use coreql::syntax::ast::Operator;
use coreql::syntax::{Limits, Syntax, TokenKind, tokenize};
use coreql::text::LineIndex;
use coreql::text::fold::fold;
use coreql::value::relative::{Clock, TimeZone};
use coreql::{InvalidQuery, Options, Query};

use crate::error::ApiError;

/// The fields that a query may name, its syntax and its meaning: as the command's options set them.
#[derive(Clone, Debug)]
pub struct Language {
    catalog: Catalog,
    syntax: Syntax,
    limits: Limits,
    missing: MissingValues,
    now: Option<i64>,
    zone: TimeZone,
}

impl Default for Language {
    fn default() -> Self {
        Self::new(Catalog::builtin().clone())
    }
}

/// The fields in which a query of words alone is looked for, beside a label: those of the portal's list of devices.
pub(crate) const SIMPLE_FIELDS: [&str; 10] = [
    "user.display_name",
    "user.user_id",
    "user.email_address",
    "common.manufacturer",
    "common.model",
    "common.model_name",
    "common.platform_name",
    "common.current_phone_number",
    "common.SerialNumber",
    "common.imei",
];

impl Language {
    /// Core's syntax over the fields of a catalogue.
    pub fn new(catalog: Catalog) -> Self {
        Self {
            catalog,
            syntax: Syntax::default(),
            limits: Limits::default(),
            missing: MissingValues::default(),
            now: None,
            zone: TimeZone::default(),
        }
    }

    /// Sets the grammar.
    #[must_use]
    pub const fn with_syntax(mut self, syntax: Syntax) -> Self {
        self.syntax = syntax;
        self
    }

    /// Sets the bounds of a parse.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the meaning of missing values.
    #[must_use]
    pub const fn with_missing(mut self, missing: MissingValues) -> Self {
        self.missing = missing;
        self
    }

    /// Sets what relative dates are relative to: an instant in milliseconds since 1970, and by default the time of the
    /// request.
    #[must_use]
    pub const fn with_now(mut self, now: Option<i64>) -> Self {
        self.now = now;
        self
    }

    /// Sets the time zone of relative dates.
    #[must_use]
    pub const fn with_time_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// The fields that a query may name.
    pub const fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The options of a request that comes now.
    pub(crate) fn options(&self) -> Options<'_> {
        let clock = Clock::new(self.now.unwrap_or_else(now)).with_time_zone(self.zone);
        Options::new()
            .with_catalog(&self.catalog)
            .with_syntax(self.syntax)
            .with_limits(self.limits)
            .with_missing(self.missing)
            .with_lints(Lints::Silent)
            .with_clock(clock)
    }

    /// The filter of a query.
    pub(crate) fn filter(&self, text: &str) -> Result<JsonFilter, ApiError> {
        let options = self.options();
        match Query::parse(text, &options) {
            Ok(query) => self.compile(&query),
            Err(invalid) => Err(failure(text, &options, &invalid)),
        }
    }

    fn compile(&self, query: &Query) -> Result<JsonFilter, ApiError> {
        JsonFilter::new(query, &self.catalog)
            .map_err(|error| ApiError::Internal { reason: error.to_string() })
    }

    /// The filter of a query of words alone, without operators, AND, OR and quotes: each word is in one of
    /// [`SIMPLE_FIELDS`]. None for any other text.
    pub(crate) fn simple_filter(&self, text: &str) -> Result<Option<JsonFilter>, ApiError> {
        let Some(words) = self.simple_words(text) else { return Ok(None) };
        let is_known = |name: &&str| self.catalog.lookup(name).is_known();
        let in_a_field = |word: &str| {
            let fields = SIMPLE_FIELDS.into_iter().filter(is_known);
            any_of(fields.map(|name| field(name).contains(word)))
        };
        let every_word: Option<Vec<Expr>> = words.into_iter().map(in_a_field).collect();
        let Some(expression) = every_word.and_then(all_of) else { return Ok(None) };
        let query = expression
            .query_with(&self.catalog, self.options().check_options())
            .map_err(|error| ApiError::Internal { reason: error.to_string() })?;
        self.compile(&query).map(Some)
    }

    fn simple_words<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let mut words = Vec::new();
        for token in tokenize(text, self.limits) {
            match token.kind {
                TokenKind::Word => words.push(token.text(text)),
                TokenKind::End => break,
                _ => return None,
            }
        }
        let spaced = format!(" {} ", fold(&words.join(" ")));
        let operators =
            Operator::ALL.iter().map(|operator| operator.as_str()).chain(["and", "or", "is empty"]);
        let has_operator =
            operators.chain(["is not empty"]).any(|operator| spaced.contains(&format!(" {operator} ")));
        (!words.is_empty() && !has_operator).then_some(words)
    }
}

/// Core's answer to an invalid query: that of `query_test`, or the place of the first error if that endpoint does not
/// look for it, as for an operator that the field does not take.
fn failure(text: &str, options: &Options<'_>, invalid: &InvalidQuery) -> ApiError {
    let first = || {
        let span = invalid.errors().next()?.span();
        let token = text.get(usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?)?.to_owned();
        let position = LineIndex::new(text).line_column_utf16(span.start).column.into();
        QueryTest { valid: false, token, position }.parse_failure()
    };
    match query_test(text, options).parse_failure().or_else(first) {
        Some(failure) => ApiError::Query(failure),
        None => ApiError::Internal { reason: "an invalid query without an error".to_owned() },
    }
}

/// The clock, in milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
