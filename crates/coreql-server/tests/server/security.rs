//! Requests that pages of other sites make browsers send, and what the log has.

use std::sync::{Arc, Mutex};

use super::support::{exchange, request, send, server, start};

const PING: &str = "/api/v2/ping";

fn status(address: std::net::SocketAddr, headers: &str) -> u16 {
    let text = format!("GET {PING} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
    exchange(address, text.as_bytes())[0].status
}

#[test]
fn hosts_and_origins() {
    let running = start(server());
    let address = running.address();
    for (headers, expected) in [
        ("Host: localhost\r\n", 200),
        ("Host: 127.0.0.1:8080\r\n", 200),
        ("Host: [::1]\r\n", 200),
        ("Host: example.com\r\n", 403),
        ("Host: localhost.example.com\r\n", 403),
        ("Host: localhost\r\nHost: localhost\r\n", 403),
        ("Host: localhost:80\r\nOrigin: http://localhost:80\r\n", 200),
        ("Host: localhost:80\r\nOrigin: http://localhost:81\r\n", 403),
        ("Host: localhost\r\nOrigin: https://localhost\r\n", 403),
        ("Host: localhost\r\nOrigin: null\r\n", 403),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\n", 403),
        ("Host: localhost\r\nSec-Fetch-Site: same-site\r\n", 403),
        ("Host: localhost\r\nSec-Fetch-Site: none\r\n", 200),
    ] {
        assert_eq!(status(address, headers), expected, "{headers}");
    }
    let text = "GET http://example.com/api/v2/ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(exchange(address, text.as_bytes())[0].status, 403);
}

#[test]
fn answers_are_for_no_other_origin() {
    let running = start(server());
    for target in [PING, "/nothing"] {
        let response = send(running.address(), &request("GET", target, "", ""));
        for header in ["x-content-type-options: nosniff", "cache-control: no-store"] {
            assert!(response.headers.contains(&header.to_owned()), "{response:?}");
        }
        assert!(!response.headers.iter().any(|header| header.starts_with("access-control-")));
    }
}

/// The log has the query and what was ignored, but neither headers nor values of other parameters.
#[test]
fn the_log_has_no_credentials() {
    let lines = Arc::new(Mutex::new(Vec::<String>::new()));
    let written = Arc::clone(&lines);
    let running = start(server().with_log(move |line| written.lock().unwrap().push(line.to_owned())));
    let target = "/api/v2/devices/count?adminDeviceSpaceId=1&query=id=7&authUserId=c2VjcmV0&page=1";
    let headers = "Authorization: Basic c2VjcmV0\r\nCookie: c2VjcmV0\r\n";
    assert_eq!(send(running.address(), &request("GET", target, headers, "")).status, 200);
    assert_eq!(
        send(running.address(), &request("GET", "/api/v2/nothing?password=c2VjcmV0", headers, "")).status,
        404
    );
    running.stop().unwrap();
    let lines = lines.lock().unwrap();
    assert!(lines.iter().all(|line| !line.contains("c2VjcmV0")), "{lines:?}");
    let entry: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(
        (&entry["call"], &entry["query"], &entry["status"]),
        (&"count".into(), &"id=7".into(), &200.into())
    );
    assert_eq!(
        entry["notes"],
        serde_json::json!(["unknown parameter `authUserId` ignored", "unknown parameter `page` ignored"])
    );
}
