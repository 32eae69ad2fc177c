//! From text to tree and back: tokens, grammar, errors with positions, printing. Knows no catalogue.

pub mod ast;
mod error;
mod lexer;
pub(crate) mod lexical;
mod limits;
mod parser;
mod print;
pub(crate) mod quote_marks;
#[cfg(feature = "serde")]
mod serial;
mod token;
pub(crate) mod wildcards;

pub use ast::{Ast, Connective};
pub(crate) use error::MissingQuote;
pub use error::{
    BetweenParts, Expectation, Expected, Extension, ForeignOperator, SyntaxError, SyntaxErrorKind,
};
pub use lexer::{Tokens, tokenize};
pub use limits::{Limits, ParseOptions, Syntax};
pub use parser::{Parsed, parse, parse_with};
pub(crate) use print::name_reads_bare;
pub use print::{PrintError, Printed, Style, print, quoted};
#[cfg(feature = "serde")]
pub use serial::AstForm;
pub use token::{Token, TokenKind};
