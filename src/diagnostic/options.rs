//! Everything that decides how a text is read and checked, in one place.

use crate::catalog::{Catalog, Endpoint};
use crate::query::{CheckOptions, Lints, MissingValues};
use crate::syntax::{Limits, ParseOptions, Syntax};
use crate::value::relative::Clock;

/// How to read and check a text: the catalogue of fields, the syntax, the limits, the endpoint, the meaning of missing
/// values, and whether to warn.
///
/// The default is what Core does as far as that is known: its syntax, the [built-in fields](Catalog::builtin), the
/// default [limits](Limits), no endpoint, [`MissingValues::Complement`], warnings on.
///
/// ```
/// use coreql::catalog::{Catalog, Field, FieldType};
/// use coreql::{Options, Query, Syntax};
///
/// let catalog = Catalog::builtin().with_fields([Field::new("common.shoe_size", FieldType::Number)])?;
/// let options = Options::new().with_catalog(&catalog).with_syntax(Syntax::Extended);
///
/// let query = Query::parse("NOT shoe_size IN (42, 43)", &options)?;
/// assert_eq!(query.to_string(), r#"NOT "common.shoe_size" IN (42, 43)"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Options<'c> {
    catalog: &'c Catalog,
    parse: ParseOptions,
    check: CheckOptions,
    endpoint: Option<Endpoint>,
}

impl Default for Options<'static> {
    fn default() -> Self {
        Self {
            catalog: Catalog::builtin(),
            parse: ParseOptions::new(),
            check: CheckOptions::new(),
            endpoint: None,
        }
    }
}

impl Options<'static> {
    /// The default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// The default options with [extended syntax](Syntax::Extended): `NOT`, `IN`, `BETWEEN` and dates relative to
    /// now.
    pub fn extended() -> Self {
        Self::default().with_syntax(Syntax::Extended)
    }
}

impl<'c> Options<'c> {
    /// The fields that a text may name.
    pub const fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// Which grammar is read.
    pub const fn syntax(&self) -> Syntax {
        self.parse.syntax()
    }

    /// The bounds of a parse.
    pub const fn limits(&self) -> Limits {
        self.parse.limits()
    }

    /// The endpoint that a text is for, if any.
    pub const fn endpoint(&self) -> Option<Endpoint> {
        self.endpoint
    }

    /// The meaning of missing values.
    pub const fn missing(&self) -> MissingValues {
        self.check.missing()
    }

    /// Whether warnings are looked for.
    pub const fn lints(&self) -> Lints {
        self.check.lints()
    }

    /// What relative dates are relative to.
    pub const fn clock(&self) -> Option<Clock> {
        self.check.clock()
    }

    /// Sets what relative dates are relative to; without a clock they are errors.
    #[must_use]
    pub const fn with_clock(mut self, clock: Clock) -> Self {
        self.check = self.check.with_clock(clock);
        self
    }

    /// The part that the parser takes.
    pub const fn parse_options(&self) -> ParseOptions {
        self.parse
    }

    /// The part that the checker takes.
    pub const fn check_options(&self) -> CheckOptions {
        self.check.with_max_suggestions(self.parse.limits().max_diagnostics())
    }

    /// Sets the catalogue: a server's own list of fields, or the built-in one with more.
    #[must_use]
    pub const fn with_catalog<'d>(self, catalog: &'d Catalog) -> Options<'d> {
        Options { catalog, parse: self.parse, check: self.check, endpoint: self.endpoint }
    }

    /// Sets the grammar.
    #[must_use]
    pub const fn with_syntax(mut self, syntax: Syntax) -> Self {
        self.parse = self.parse.with_syntax(syntax);
        self
    }

    /// Sets the bounds of a parse.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.parse = self.parse.with_limits(limits);
        self
    }

    /// Sets the endpoint: a text over its documented length is a warning.
    #[must_use]
    pub const fn with_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// Sets the meaning of missing values.
    #[must_use]
    pub const fn with_missing(mut self, missing: MissingValues) -> Self {
        self.check = self.check.with_missing(missing);
        self
    }

    /// Sets whether warnings are looked for.
    #[must_use]
    pub const fn with_lints(mut self, lints: Lints) -> Self {
        self.check = self.check.with_lints(lints);
        self
    }
}
