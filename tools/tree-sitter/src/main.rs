//! Writes `src/parser.c` and what belongs to it, as `tree-sitter generate --js-runtime NODE` does.
//!
//! Usage: `coreql-tree-sitter GRAMMAR_FOLDER NODE`

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

/// The newest version of parsers that runtimes of 0.25 and later load.
const ABI: usize = 15;

fn main() {
    let [folder, node] = std::env::args().skip(1).collect::<Vec<_>>().try_into().expect("a folder, and node");
    let mut diagnostics = Vec::new();
    let result = generate_parser_in_directory(
        folder,
        None::<&str>,
        None::<&str>,
        ABI,
        None,
        Some(&node),
        true,
        OptLevel::default(),
        &mut diagnostics,
    );
    if let Err(error) = result {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
