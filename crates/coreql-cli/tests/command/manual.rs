//! The examples of `--help` and of README.md run as they are.
#![cfg(unix)]

use std::fs;

use super::support::{Files, prints, shell};

/// Runs each line in one directory, in order.
fn run_all<'l>(lines: impl IntoIterator<Item = &'l str>, exceptions: &[&str]) -> usize {
    let files = Files::with_samples();
    let mut count = 0;
    for line in lines {
        count += 1;
        let (printed, status) = shell(&files, line);
        let expected = if exceptions.contains(&line) { 1 } else { 0 };
        assert_eq!(status, expected, "{line}\n{printed}");
    }
    count
}

#[test]
fn examples_of_help() {
    let help = prints(&["--help"]);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let names = commands
        .lines()
        .map_while(|line| line.strip_prefix("  "))
        .map(|line| line.split(' ').next().unwrap());
    let mut commands = 0;
    // Editors start `lsp`, and talk with it; `serve` does not end by itself.
    for name in names.filter(|name| !["lsp", "serve"].contains(name)) {
        let help = prints(&[name, "--help"]);
        let (_, examples) =
            help.split_once("Examples:\n").unwrap_or_else(|| panic!("{name} has no examples"));
        let database = "coreql load --sqlite fleet.db --devices fleet.json";
        // A longer line would be wrapped on a terminal of 80 columns.
        assert!(examples.lines().all(|line| line.len() <= 80), "{examples}");
        let before = (name == "search").then_some(database);
        assert!(run_all(before.into_iter().chain(examples.lines().map(str::trim)), &[]) > 0);
        commands += 1;
    }
    assert!(commands >= 13, "{commands}");
}

/// Lines that need another program, or a checkout, are left out.
#[test]
fn examples_of_the_readme() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let readme = readme.replace("\\\n", "");
    let blocks = readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let lines = blocks.flat_map(str::lines).filter(|line| {
        line.starts_with("coreql ")
            && !["psql", "sqlite3", "|\\"].iter().any(|program| line.contains(program))
    });
    assert!(run_all(lines, &["coreql check 'platform == “iOS”'"]) >= 10);
}

/// Each topic is one screen, and the queries in it are valid.
#[test]
fn topics_of_help() {
    for topic in ["language", "operators", "dates", "quoting"] {
        let text = prints(&["help", topic]);
        assert!(text.lines().count() <= 24, "{topic}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{topic}");
        for line in
            text.lines().filter(|line| line.contains("last_connected_at ") || line.contains("\" AND ("))
        {
            let query = line.split("   ").map(str::trim).find(|part| !part.is_empty()).unwrap();
            let query = query.rsplit(": ").next().unwrap().trim_end_matches('.');
            assert_eq!(prints(&["check", "--syntax", "extended", query]), "valid\n", "{query}");
        }
    }
}

/// Each command has a page of its own.
#[test]
fn pages_of_commands() {
    let files = Files::new();
    prints(&["man", "--dir", &files.path("")]);
    for (command, name) in [("check", "coreql-check"), ("explain-code", "coreql-explain-code")] {
        let page = fs::read_to_string(files.path(&format!("{name}.1"))).unwrap();
        assert!(page.contains(&format!(".TH {name} 1")) && page.contains("Examples:"), "{page}");
        assert!(page.contains(&format!("coreql {command}").replace('-', "\\-")), "{page}");
        assert_eq!(prints(&["man", command]), page);
    }
    assert!(fs::metadata(files.path("coreql.1")).is_ok());
}
