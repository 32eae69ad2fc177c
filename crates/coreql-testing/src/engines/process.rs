use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value as Json, json};

/// An engine in a process of its own, `tests/engines/run.py`: requests and answers are lines of JSON.
#[derive(Debug)]
pub struct EngineProcess {
    name: String,
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Drop for EngineProcess {
    fn drop(&mut self) {
        // At the end of its input, the process drops its database.
        drop(self.requests.take());
        let _ = self.process.wait();
    }
}

impl EngineProcess {
    /// Starts the engine of this name. If it is missing, reports that on stderr and returns `None`.
    ///
    /// # Panics
    /// With `COREQL_ENGINES=required`, if the engine is missing.
    pub fn start(name: &str) -> Option<Self> {
        match Self::open(name) {
            Ok(engine) => Some(engine),
            Err(error) => {
                assert!(!super::required(), "{name} is not there: {error}");
                // Not `eprintln!`, whose output `cargo test` shows for failed tests only.
                let _ = writeln!(
                    std::io::stderr(),
                    "SKIPPED: {name} is not there ({error}); tests/engines/setup.sh installs what it needs"
                );
                None
            }
        }
    }

    fn open(name: &str) -> Result<Self, String> {
        let python = std::env::var_os("COREQL_ENGINES_PYTHON")
            .map_or_else(|| crate::root().join("target/engines/bin/python"), PathBuf::from);
        let mut process = Command::new(python)
            .arg(crate::root().join("tests/engines/run.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let (requests, answers) = (process.stdin.take(), process.stdout.take().unwrap());
        let mut engine = Self { name: name.to_owned(), process, requests, answers: BufReader::new(answers) };
        let answer = engine.request(json!({"version": true}));
        match answer.get("error") {
            Some(error) => Err(error.to_string()),
            None => {
                eprintln!("{name}: {answer}");
                Ok(engine)
            }
        }
    }

    /// Sends a request, to which the engine's name is added, and returns the answer: `{"rows": …}` or `{"error": …}`.
    pub fn request(&mut self, mut request: Json) -> Json {
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

    /// The name of the database that the process created on its server.
    pub fn database(&mut self) -> String {
        let answer = self.request(json!({"database": true}));
        answer["rows"][0][0].as_str().unwrap().to_owned()
    }
}
