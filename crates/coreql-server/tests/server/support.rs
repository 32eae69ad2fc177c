//! Servers over the devices of `tests/data`, and a client that sends any bytes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::ControlFlow;

use coreql::Catalog;
use coreql_data::Device;
use coreql_server::{Details, Labels, Language, Running, Server};

pub(crate) fn devices() -> Vec<Device> {
    let mut devices = Vec::new();
    let text = include_str!("../data/fleet.json");
    coreql_data::read(text.as_bytes(), Catalog::builtin(), |device| {
        devices.push(device);
        ControlFlow::Continue(())
    })
    .unwrap();
    devices
}

pub(crate) fn server() -> Server {
    Server::new(devices(), Language::default())
        .with_labels(Labels::from_json(include_str!("../data/labels.json")).unwrap())
        .unwrap()
        .with_details(Details::from_json(include_str!("../data/details.json")).unwrap())
}

pub(crate) fn start(server: Server) -> Running {
    server.start("127.0.0.1:0".parse().unwrap()).unwrap()
}

/// Sends bytes, and reads until the server closes the connection.
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<Response> {
    let mut stream = TcpStream::connect(address).unwrap();
    // A server that refuses a request may close the connection before all of it is sent.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    responses(&answer)
}

/// A request for one answer, with headers that end with a line end, or none.
pub(crate) fn request(method: &str, target: &str, headers: &str, body: &str) -> String {
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}{length}\r\n{body}"
    )
}

/// Sends a request, which must have one answer.
#[track_caller]
pub(crate) fn send(address: SocketAddr, request: &str) -> Response {
    let mut responses = exchange(address, request.as_bytes());
    assert_eq!(responses.len(), 1, "{request}");
    responses.pop().unwrap()
}

#[track_caller]
pub(crate) fn get(address: SocketAddr, target: &str) -> Response {
    send(address, &request("GET", target, "", ""))
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The lines of the head after the first one, in lower case.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

/// Responses with `content-length`, one after the other.
fn responses(mut bytes: &[u8]) -> Vec<Response> {
    let mut responses = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<String> = lines.map(str::to_ascii_lowercase).collect();
        let length = headers.iter().find_map(|header| header.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        bytes = &bytes[end + 4..];
        let body = String::from_utf8(bytes[..length].to_vec()).unwrap();
        bytes = &bytes[length..];
        responses.push(Response { status, headers, body });
    }
    responses
}
