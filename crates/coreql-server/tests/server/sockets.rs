//! Bytes on the wire: raw targets, pieces of any size, several requests at once, what is no request.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::support::{Response, exchange, get, request, send, server, start};

const COUNT: &str =
    r#"/api/v2/devices/count?adminDeviceSpaceId=1&query="common.platform" = "iOS" AND battery_level<90"#;

#[test]
fn a_raw_target_in_two_pieces() {
    let running = start(server());
    let request = request("GET", COUNT, "", "");
    for at in 0..=request.len() {
        let mut stream = TcpStream::connect(running.address()).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(&request.as_bytes()[..at]).unwrap();
        stream.write_all(&request.as_bytes()[at..]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with(r#"{"totalCount":1}"#), "{at}: {answer}");
    }
}

#[test]
fn a_raw_target_byte_by_byte() {
    let running = start(server());
    let mut stream = TcpStream::connect(running.address()).unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in request("GET", COUNT, "", "").bytes() {
        stream.write_all(&[byte]).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with(r#"{"totalCount":1}"#), "{answer}");
}

fn bodies(responses: &[Response]) -> Vec<&str> {
    responses.iter().map(|response| response.body.as_str()).collect()
}

#[test]
fn several_requests_at_once() {
    let running = start(server());
    let kept = |query: &str| {
        format!(
            "GET /api/v2/devices/count?adminDeviceSpaceId=1&query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
    };
    let last = request("GET", "/api/v2/devices/count?adminDeviceSpaceId=0&query=", "", "");
    let requests = kept("platform=\"iOS\"") + &kept("battery_level > 50") + &last;
    let responses = exchange(running.address(), requests.as_bytes());
    assert_eq!(bodies(&responses), [r#"{"totalCount":3}"#, r#"{"totalCount":1}"#, r#"{"totalCount":5}"#]);
}

/// A body is no request, whatever is in it, and the request after it is none of its bytes.
#[test]
fn bodies_that_look_like_requests() {
    let running = start(server());
    let inner = "GET /api/v2/ping?x=\"y\" HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let form = format!("query=battery_level>50&adminDeviceSpaceId=1&x=\r\n{inner}");
    let head = "GET /api/v2/devices/count?y=\"z\" HTTP/1.1\r\nHost: localhost\r\n";
    let with_length = format!("{head}Content-Length: {}\r\n\r\n{form}", form.len());
    let (first, second) = form.split_at(60);
    let chunked = format!(
        "{head}Transfer-Encoding: chunked\r\n\r\n{:x};a=\"b\"\r\n{first}\r\n{:X}\r\n{second}\r\n0\r\nT: \"u\"\r\n\r\n",
        first.len(),
        second.len()
    );
    let last = request("GET", "/api/v2/devices/count?adminDeviceSpaceId=1&query=id is empty", "", "");
    let responses = exchange(running.address(), format!("{with_length}{chunked}{last}").as_bytes());
    assert_eq!(bodies(&responses), [r#"{"totalCount":1}"#, r#"{"totalCount":1}"#, r#"{"totalCount":5}"#]);
}

#[test]
fn heads_and_bodies_are_bounded() {
    let running = start(server());
    let address = running.address();
    assert_eq!(get(address, &format!("/?x={}", "x".repeat(60 << 10))).status, 200);
    for (request, status, message) in [
        (format!("GET /{}", "x".repeat(64 << 10)), 414, "the request line is longer than 65536 bytes"),
        (
            format!("GET / HTTP/1.1\r\nA: {}", "x".repeat(64 << 10)),
            431,
            "the request line with its headers is longer than 65536 bytes",
        ),
        (
            "POST /api/v2/devices HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n"
                .to_owned(),
            413,
            "the body is longer than 1048576 bytes",
        ),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                .to_owned(),
            400,
            "leave the length of the body in doubt",
        ),
    ] {
        let response = send(address, &request);
        assert_eq!(response.status, status, "{response:?}");
        assert!(response.body.contains(message), "{response:?}");
    }
    // A query as long as a head may be is too long for every call, and nesting is bounded.
    let deep = "(".repeat(60_000);
    let response = get(address, &format!("/api/v2/devices/count?adminDeviceSpaceId=1&query={deep}"));
    assert_eq!(response.status, 400);
    assert!(response.body.contains("not 60000"), "{response:?}");
}

#[test]
fn what_is_no_request_is_refused() {
    let running = start(server());
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / \"\r\n\r\n",
        b"\0\n\n",
        b"GET / HTTP/3.0\r\n\r\n",
    ] {
        let responses = exchange(running.address(), bytes);
        assert!(responses.iter().all(|response| response.status == 400), "{bytes:?} {responses:?}");
    }
    assert_eq!(get(running.address(), "/").status, 200);
}

#[test]
fn old_clients_and_heads_alone() {
    let running = start(server());
    let answer = exchange(running.address(), b"GET /api/v2/ping HTTP/1.0\r\n\r\n");
    assert_eq!(answer[0].status, 200);
    let mut stream = TcpStream::connect(running.address()).unwrap();
    stream.write_all(request("HEAD", "/api/v2/ping", "", "").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n"), "{answer}");
}

/// Connections without a request, or with half of one, do not keep the server from ending.
#[test]
fn idle_connections_when_the_server_ends() {
    let running = start(server());
    let mut idle = TcpStream::connect(running.address()).unwrap();
    let mut used = TcpStream::connect(running.address()).unwrap();
    used.write_all(b"GET /api/v2/ping HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = [0; 12];
    used.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    running.stop().unwrap();
    let mut rest = Vec::new();
    let _ = used.read_to_end(&mut rest);
    let _ = idle.read_to_end(&mut rest);
}

#[test]
fn many_clients_at_once() {
    let running = start(server());
    let address = running.address();
    std::thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(get(address, COUNT).body, r#"{"totalCount":1}"#);
                }
            });
        }
    });
}
