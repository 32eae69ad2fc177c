//! From text to tree and back: tokens, grammar, errors with positions, printing. Knows no catalogue.

pub mod ast;
mod error;
mod lexer;
mod limits;
mod parser;
mod print;
mod token;

pub use error::{
    Connective, Expectation, Expected, Extension, ForeignOperator, SyntaxError, SyntaxErrorKind,
};
pub use lexer::tokenize;
pub use limits::{Limits, ParseOptions, Syntax};
pub use parser::{Parsed, parse, parse_with};
pub use print::{PrintError, Printed, Style, print};
pub use token::{Token, TokenKind};
