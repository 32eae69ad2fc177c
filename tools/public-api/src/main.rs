//! Keeps `docs/api.txt`, the listing of the library's public API with all features: `cargo run -- --update` writes it,
//! without the option it is compared, and a difference is an error.
//!
//! rustdoc's JSON is unstable, so this needs the compiler whose format the crate `public-api` reads (Cargo.toml says which).

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = tool.join("../..");
    let target = tool.join("target/rustdoc");
    let status = Command::new("cargo")
        .current_dir(&root)
        // JSON is an unstable option of rustdoc.
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["rustdoc", "--quiet", "--package", "coreql", "--lib", "--all-features", "--target-dir"])
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .status()?;
    if !status.success() {
        return Err("rustdoc failed".into());
    }
    let api = public_api::Builder::from_rustdoc_json(target.join("doc/coreql.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    let found: String = api.items().map(|item| format!("{item}\n")).collect();

    let path = root.join("docs/api.txt");
    if env::args().any(|argument| argument == "--update") {
        fs::write(path, found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let expected = fs::read_to_string(path)?;
    let only = |lines: &str, others: &str, sign: char| {
        let others: std::collections::HashSet<&str> = others.lines().collect();
        for line in lines.lines().filter(|line| !others.contains(line)) {
            eprintln!("{sign} {line}");
        }
    };
    only(&expected, &found, '-');
    only(&found, &expected, '+');
    if expected == found {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("the public API is not that of docs/api.txt: run with --update and read the diff");
    Ok(ExitCode::FAILURE)
}
