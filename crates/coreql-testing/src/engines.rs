//! One engine in a process of its own, `run.py`: requests and answers are lines of JSON.
//!
//! `setup.sh` makes the Python environment. An engine that is not there is skipped, and said to be; with
//! `COREQL_ENGINES=required` that fails.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value as Json, json};

pub struct EngineProcess {
    name: String,
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Drop for EngineProcess {
    fn drop(&mut self) {
        // At the end of its input it takes its database away.
        drop(self.requests.take());
        let _ = self.process.wait();
    }
}

impl EngineProcess {
    /// The engine of a name, or `None` with a word on standard error if it is not there; `root` is the checkout's.
    pub fn start(name: &str, root: &Path) -> Option<Self> {
        match Self::open(name, root) {
            Ok(engine) => Some(engine),
            Err(error) => {
                let required = std::env::var("COREQL_ENGINES").is_ok_and(|wish| wish == "required");
                assert!(!required, "{name} is not there: {error}");
                // Not `eprintln!`, which `cargo test` shows of tests that fail alone.
                let _ = writeln!(
                    std::io::stderr(),
                    "SKIPPED: {name} is not there ({error}); tests/engines/setup.sh installs what it needs"
                );
                None
            }
        }
    }

    fn open(name: &str, root: &Path) -> Result<Self, String> {
        let python = std::env::var_os("COREQL_ENGINES_PYTHON")
            .map_or_else(|| root.join("target/engines/bin/python"), PathBuf::from);
        let mut process = Command::new(python)
            .arg(root.join("tests/engines/run.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let (requests, answers) = (process.stdin.take(), process.stdout.take().unwrap());
        let mut engine = Self { name: name.to_owned(), process, requests, answers: BufReader::new(answers) };
        let answer = engine.ask(json!({"version": true}));
        match answer.get("error") {
            Some(error) => Err(error.to_string()),
            None => {
                eprintln!("{name}: {answer}");
                Ok(engine)
            }
        }
    }

    /// The answer to a request, in which the engine's name is put.
    pub fn ask(&mut self, mut request: Json) -> Json {
        request["engine"] = json!(self.name);
        let mut line = String::new();
        let sent = writeln!(self.requests.as_mut().unwrap(), "{request}")
            .and_then(|()| self.answers.read_line(&mut line));
        match sent {
            Ok(1..) => serde_json::from_str(&line).unwrap(),
            Ok(0) => json!({"error": "the engine's process ended"}),
            Err(error) => json!({"error": error.to_string()}),
        }
    }

    /// The database that the process made on its server for itself.
    pub fn database(&mut self) -> String {
        let answer = self.ask(json!({"database": true}));
        answer["rows"][0][0].as_str().unwrap().to_owned()
    }
}
