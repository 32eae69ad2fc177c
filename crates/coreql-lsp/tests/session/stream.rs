//! The server over streams of bytes, with its reading thread.

use std::io::{Cursor, Read};

use coreql_lsp::{Environment, serve};

use crate::harness::Files;

fn framed(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

fn environment() -> Environment {
    Files::default().environment()
}

/// What the server writes, and its exit code.
fn served(input: &[u8]) -> (Vec<serde_json::Value>, u8) {
    let mut output = Vec::new();
    let code = serve(Cursor::new(input.to_vec()), &mut output, environment()).unwrap();
    (messages(&output), code)
}

fn messages(mut bytes: &[u8]) -> Vec<serde_json::Value> {
    let mut messages = Vec::new();
    while !bytes.is_empty() {
        let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&bytes[..at]).unwrap();
        let length: usize = head.strip_prefix("Content-Length: ").unwrap().parse().unwrap();
        let mut body = vec![0; length];
        let mut rest = &bytes[at + 4..];
        rest.read_exact(&mut body).unwrap();
        messages.push(serde_json::from_slice(&body).unwrap());
        bytes = rest;
    }
    messages
}

#[test]
fn a_session_over_bytes() {
    let input = [
        framed(r#"{"jsonrpc":"2.0","id":"a","method":"initialize","params":{"capabilities":{}}}"#),
        // Other fields of a head, in any case.
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: 44\r\n\r\n".to_owned(),
        r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#.to_owned(),
        framed(r#"{"jsonrpc":"2.0","method":"exit"}"#),
    ];
    let (messages, code) = served(input.concat().as_bytes());
    assert_eq!(code, 0);
    let [initialized, shut_down] = &messages[..] else { panic!("two answers: {messages:?}") };
    assert_eq!(initialized["id"], "a");
    assert_eq!(initialized["jsonrpc"], "2.0");
    assert_eq!(shut_down["result"], serde_json::Value::Null);
    assert!(shut_down.get("result").is_some());
}

#[test]
fn what_is_no_message_is_answered_with_an_error_and_the_next_is_read() {
    let input = [
        framed("{not json"),
        framed("[1, 2]"),
        framed(r#"{"jsonrpc":"2.0","id":99999999999,"method":"shutdown"}"#),
        framed(r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#),
    ];
    let (messages, code) = served(input.concat().as_bytes());
    // The client went without `exit`.
    assert_eq!(code, 1);
    let codes: Vec<_> = messages.iter().map(|message| message["error"]["code"].as_i64()).collect();
    assert_eq!(codes, [Some(-32700), Some(-32600), Some(-32600), None]);
    assert!(messages[..3].iter().all(|message| message["id"].is_null()));
}

#[test]
fn broken_heads_and_ends_end_the_session() {
    for input in [
        "",
        "Content-Length: 9\r\n\r\n{}",
        "Content-Length: x\r\n\r\n{}",
        "\r\n\r\n",
        "no colon\r\n\r\n",
        "Content-",
    ] {
        let (messages, code) = served(input.as_bytes());
        assert_eq!((messages.len(), code), (0, 1), "{input:?}");
    }
}
