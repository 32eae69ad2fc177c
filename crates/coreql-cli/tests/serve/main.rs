//! `coreql serve`, as it is run.
#![cfg(unix)]
#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to panic"
)]

#[path = "../support/mod.rs"]
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value as Json, json};

use self::support::{FLEET, Files, command, fails, prints};

struct Served {
    child: Child,
    /// Where it listens, and the line that says so.
    address: String,
    ready: String,
}

fn serve(arguments: &[&str]) -> Served {
    let mut child = command()
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut ready).unwrap();
    let address = ready.trim().rsplit_once("http://").unwrap().1.to_owned();
    Served { child, address, ready }
}

impl Served {
    fn get(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(format!("GET {target} HTTP/1.0\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// Ends it by a signal. Returns what it wrote to standard error.
    fn end(mut self, signal: &str) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

/// An answer without the two times in it.
fn without_times(answer: &str) -> String {
    let mut json: Json = serde_json::from_str(answer).unwrap();
    let times = ["searchTimeMillis", "currentServerTimeMilliseconds"];
    times.into_iter().for_each(|time| json[time] = json!(0));
    // The order of fields counts.
    serde_json::to_string(&json).unwrap()
}

/// The server answers as the command prints, but for nulls.
#[test]
fn answers_are_those_of_the_command() {
    let served = serve(&["--devices", FLEET]);
    assert!(served.ready.starts_with("serving 1000 devices on http://127.0.0.1:"), "{}", served.ready);
    let fields =
        "uuid,common.clientId,os_version,noncompliance_reasons,custom.device.cost_center,user.display_name";
    for (query, options, parameters) in [
        ("", vec!["--limit", "200"], ""),
        (
            "platform = \"iOS\" AND os_version < \"15\"",
            vec!["--limit", "10", "--offset", "5"],
            "&limit=10&offset=5",
        ),
        (
            "noncompliance_reasons contains \"OS\"",
            vec!["--limit", "200", "--sort-field", "os_version", "--sort-order", "DESC"],
            "&sortField=os_version&sortOrder=DESC",
        ),
    ] {
        let arguments = ["search", "--devices", FLEET, "--format", "json", "--fields", fields];
        let printed = prints(&[&arguments[..], &options, &[query]].concat());
        let target =
            format!("/api/v2/devices?adminDeviceSpaceId=1&fields={fields}&query={query}{parameters}");
        let answer = served.get(&target);
        let mut json: Json = serde_json::from_str(&answer).unwrap();
        let printed_json: Json = serde_json::from_str(&printed).unwrap();
        for (device, printed) in json["results"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .zip(printed_json["results"].as_array().unwrap())
        {
            let printed = printed.as_object().unwrap();
            device
                .as_object_mut()
                .unwrap()
                .retain(|key, value| !value.is_null() || printed.contains_key(key));
        }
        assert_eq!(without_times(&json.to_string()), without_times(&printed), "{query}");
    }
    served.end("-TERM");
}

#[test]
fn a_made_up_fleet_until_it_is_interrupted() {
    let files = Files::new();
    files.write("labels.json", r#"[{"id": 7, "name": "Old", "query": "os_version < \"10\""}]"#);
    files.write("details.json", r#"{"nobody": {"sims": []}}"#);
    let (labels, details) = (files.path("labels.json"), files.path("details.json"));
    let served =
        serve(&["--demo", "50", "--labels", &labels, "--details", &details, "--lenient", "--bare-arrays"]);
    assert!(served.ready.starts_with("serving 50 devices on"), "{}", served.ready);
    assert_eq!(served.get("/api/v2/devices/count?query="), r#"{"totalCount":50}"#);
    assert!(served.get("/api/v2/labels/7").contains(r#""name":"Old""#));
    assert!(served.get("/api/v2/devices/search_fields").starts_with('['));
    let log = served.end("-INT");
    assert!(log.contains("1 UUID of no device"), "{log}");
    assert!(log.contains(r#""call":"count""#) && log.contains("`adminDeviceSpaceId` is missing"), "{log}");
}

#[test]
fn what_cannot_be_served() {
    let files = Files::new();
    files.write("labels.json", r#"[{"id": 7, "name": "Old", "query": "os_version <"}]"#);
    let labels = files.path("labels.json");
    for (arguments, message) in [
        (vec!["serve"], "--devices"),
        (vec!["serve", "--demo", "1", "--devices", FLEET], "cannot be used with"),
        (vec!["serve", "--demo", "1", "--listen", "0.0.0.0:0"], "0.0.0.0:0 is not a loopback address"),
        (vec!["serve", "--demo", "1", "--listen", "localhost"], "invalid socket address"),
        (vec!["serve", "--devices", "missing.json"], "missing.json"),
        (vec!["serve", "--demo", "1", "--labels", &labels], "label 7: the query is invalid"),
    ] {
        fails(&arguments, message);
    }
}
