//! `--jsonl`: rule 9.6.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use super::support::{command, run};

#[test]
fn a_line_is_an_object() {
    for command in ["match", "query-test"] {
        let (answer, _) = run(&[command, "--jsonl"], " []\n", 2);
        assert_eq!(
            answer, "{\"error\":\"expected an object, found an array at line 1 column 2\"}\n",
            "{command}"
        );
    }
}

#[test]
fn answers_come_line_by_line() {
    let converse = |arguments: &[&str], lines: [&str; 2]| {
        let mut child =
            command().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut input = child.stdin.take().unwrap();
        for line in lines {
            // Half of the next line is already in the pipe.
            write!(input, "{line}\n{{").unwrap();
            assert!(!answers.next().unwrap().unwrap().contains("error"), "{line}");
        }
        drop(input);
        assert!(answers.next().unwrap().unwrap().contains("error"));
        assert_eq!(child.wait().unwrap().code(), Some(2));
    };
    converse(&["query-test", "--jsonl"], [r#"{"query": "a = 1"}"#, r#""query": "a == 1"}"#]);
    converse(
        &["match", "--jsonl"],
        ["\u{feff}{\"query\": \"\", \"record\": {}}", r#""query": "a = 1", "record": {}}"#],
    );
}
