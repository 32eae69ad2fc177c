//! Recorded conversations, as files in `transcripts`.
//!
//! A line `> …` is a message of the client, one `< …` a message of the server, one `= PATH TEXT` a file with that text,
//! with `\n` for a line end. The server runs at each blank line, so messages of one paragraph wait in its queue
//! together. `UPDATE_EXPECT=1` writes the lines of the server anew.

use std::fs;
use std::path::Path;

use expect_test::expect_file;
use serde_json::Value as Json;

use crate::harness::Client;

fn replay(text: &str) -> String {
    let mut client = Client::new();
    let mut written = String::new();
    for paragraph in text.split("\n\n") {
        let lines = paragraph.lines().filter(|line| !line.starts_with('<'));
        for line in lines {
            written.push_str(line);
            written.push('\n');
            if let Some(message) = line.strip_prefix("> ") {
                let message: Json =
                    serde_json::from_str(message).unwrap_or_else(|error| panic!("{error}: {line}"));
                client.queue(&message);
            } else if let Some((path, text)) = line.strip_prefix("= ").and_then(|line| line.split_once(' ')) {
                client.files.write(path, &text.replace("\\n", "\n"));
            }
        }
        for mut message in client.run() {
            message.as_object_mut().unwrap().remove("jsonrpc");
            written.push_str(&format!("< {message}\n"));
        }
        if let Some(code) = client.server.exit_code() {
            written.push_str(&format!("< (exit code {code})\n"));
        }
        written.push('\n');
    }
    let length = written.trim_end().len();
    written.truncate(length);
    written.push('\n');
    written
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/session/transcripts").join(name);
    let text = fs::read_to_string(&path).unwrap();
    expect_file![path].assert_eq(&replay(text.trim_end()));
}

#[test]
fn a_whole_session_with_pulled_diagnostics() {
    check("pull.txt");
}

#[test]
fn a_whole_session_with_pushed_diagnostics() {
    check("push.txt");
}

#[test]
fn settings_that_are_sent_and_not_answered() {
    check("sent-settings.txt");
}

#[test]
fn settings_of_the_client_and_of_files() {
    check("settings.txt");
}

#[test]
fn completion_in_queries_and_in_strings() {
    check("completion.txt");
}

#[test]
fn completion_without_snippets_and_markdown() {
    check("plain-completion.txt");
}

#[test]
fn formatting_of_ranges_and_while_typing() {
    check("formatting.txt");
}

#[test]
fn semantic_tokens_of_documents_and_ranges() {
    check("tokens.txt");
}

#[test]
fn hover_and_signature_help_in_queries_and_in_strings() {
    check("hover.txt");
}

#[test]
fn hover_and_signature_help_without_markdown() {
    check("plain-hover.txt");
}

#[test]
fn highlights_and_renames_of_fields() {
    check("rename.txt");
}

#[test]
fn symbols_folds_and_selections() {
    check("structure.txt");
}

#[test]
fn flat_symbols_and_folds_of_lines() {
    check("plain-structure.txt");
}

#[test]
fn inlay_hints_if_the_settings_have_them_on() {
    check("hints.txt");
}

#[test]
fn fixes_spellings_and_forms() {
    check("actions.txt");
}
