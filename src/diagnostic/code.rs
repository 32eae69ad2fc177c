//! The stable names of everything that can be wrong with a query.

use std::fmt;
use std::str::FromStr;

use crate::text::excerpt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)*) => {
        /// What a diagnostic is about. Codes are stable: programs may rely on their names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable name, such as `syntax/unclosed-string`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it means, in a sentence or two.
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim_ascii(),)*
                }
            }
        }
    };
}

codes! {
    /// A comparison or a group is missing.
    MissingOperand = "syntax/missing-operand",
    /// A field is not followed by an operator.
    MissingOperator = "syntax/missing-operator",
    /// An operator is spelled as in another query language.
    ForeignOperator = "syntax/foreign-operator",
    /// Only operators that are words may be in quotes, and only as they are spelt.
    QuotedOperator = "syntax/quoted-operator",
    /// A run of `=`, `!`, `<` and `>` is none of the six operators.
    WrongSymbol = "syntax/wrong-symbol",
    /// An operator is not followed by a value.
    MissingValue = "syntax/missing-value",
    /// A word of an operator of several words is missing.
    IncompleteOperator = "syntax/incomplete-operator",
    /// `now -` without an amount such as `30d`.
    MissingAmount = "syntax/missing-amount",
    /// A word of an operator of several words is repeated.
    RepeatedWord = "syntax/repeated-word",
    /// The list of `IN` is missing, or not closed.
    BrokenList = "syntax/broken-list",
    /// Something follows a comparison that is neither `AND` nor `OR`.
    MissingConnective = "syntax/missing-connective",
    /// `&&` and `||` are written `AND` and `OR`, and so are the words of other languages.
    WrongConnective = "syntax/wrong-connective",
    /// An opening parenthesis has no closing one.
    UnclosedGroup = "syntax/unclosed-group",
    /// A closing parenthesis has no opening one.
    UnopenedGroup = "syntax/unopened-group",
    /// A string has no closing quote.
    UnclosedString = "syntax/unclosed-string",
    /// Only straight double quotes make a string, and only names and values are in quotes.
    WrongQuote = "syntax/wrong-quote",
    /// `NOT`, `IN`, `BETWEEN` and dates relative to now are extended syntax, which Core does not accept.
    ExtendedOnly = "syntax/extended-only",
    /// The text is longer than the parser's limit.
    TooLong = "limit/too-long",
    /// The text has more tokens than the parser's limit.
    TooManyTokens = "limit/too-many-tokens",
    /// Groups and `NOT`s are nested more deeply than the parser's limit.
    TooDeep = "limit/too-deep",
    /// There are more syntax errors than the parser's limit; the rest was not read.
    TooManyErrors = "limit/too-many-errors",
    /// There are more diagnostics than the limit; the others are not shown.
    TooManyDiagnostics = "limit/too-many-diagnostics",
    /// No field has this name.
    UnknownField = "check/unknown-field",
    /// Fields of several groups have this name.
    AmbiguousField = "check/ambiguous-field",
    /// The operator does not apply to fields of this type.
    OperatorNotAllowed = "check/operator-not-allowed",
    /// The value cannot be read as the field's type.
    UnreadableValue = "check/unreadable-value",
    /// A relative date needs an instant that counts as now: the library never reads a clock.
    NoClock = "check/no-clock",
    /// The built-in list, which is incomplete, has no field of this name.
    UnlistedField = "lint/unlisted-field",
    /// `AND` and `OR` side by side without parentheses: how Core groups them is not documented.
    MixedConnectives = "lint/mixed-connectives",
    /// Plain text is ordered character by character, so `10` comes before `9`.
    OrderingOnText = "lint/ordering-on-text",
    /// A text value is not in quotes.
    UnquotedText = "lint/unquoted-text",
    /// A boolean is in quotes.
    QuotedBoolean = "lint/quoted-boolean",
    /// The value is not one of the field's known values, but close to one.
    CloseToKnownValue = "lint/close-to-known-value",
    /// An integer that looks like a date of eight digits, like seconds, or like a number of days, is read as milliseconds
    /// since 1970.
    DateAsNumber = "lint/date-as-number",
    /// `= now` compares with one second, which hardly any date is in.
    EqualsNow = "lint/equals-now",
    /// `%` and `*` are ordinary characters in a value, not wildcards.
    Wildcard = "lint/wildcard",
    /// Every device matches the condition.
    AlwaysTrue = "lint/always-true",
    /// No device matches the condition.
    AlwaysFalse = "lint/always-false",
    /// The condition is a duplicate.
    Repeated = "lint/repeated",
    /// `= ""` does not match devices without a value, as `is empty` does.
    EqualsEmpty = "lint/equals-empty",
    /// The text is longer than the endpoint accepts.
    OverLimit = "lint/over-limit",
}

impl Code {
    /// The address of the page that lists the codes and what they mean.
    pub const DOCUMENTATION: &'static str =
        "https://github.com/coreql/coreql/blob/main/docs/diagnostics.md#codes";
}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads [`Code::as_str`].
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let code = Self::ALL.iter().find(|code| code.as_str() == text);
        code.copied().ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// A text that is not the name of a [`Code`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode(String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown code {}", excerpt(&self.0))
    }
}

impl std::error::Error for UnknownCode {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
