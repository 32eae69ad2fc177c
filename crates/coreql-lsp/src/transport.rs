//! Messages as bytes: a head with the length, then JSON.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{Message, RequestId};
use serde_json::{Value as Json, json};

/// The longest message that is read, in bytes. What is longer is skipped, so that a wrong length exhausts no memory.
const MAX_BYTES: u64 = 256 << 20;

/// The longest line of a head, in bytes.
const MAX_LINE: u64 = 8 << 10;

/// What a client sent.
#[derive(Clone, Debug)]
pub enum Incoming {
    /// A request, a notification, or the response to a request of the server.
    Message(Message),
    /// A message that is none of these; it is answered with this error, for the request of this id if it has one.
    Invalid {
        /// The id, as far as it could be read.
        id: Option<RequestId>,
        /// The code of JSON-RPC: `-32700` for what is not JSON, `-32600` for what is no message.
        code: i32,
        /// What is wrong.
        message: String,
    },
}

/// What the server sends.
#[derive(Clone, Debug)]
pub enum Outgoing {
    /// A response, a notification, or a request of the server.
    Message(Message),
    /// An error for a message whose id could not be read.
    Error {
        /// The code of JSON-RPC.
        code: i32,
        /// What is wrong.
        message: String,
    },
}

impl Outgoing {
    /// The message as JSON-RPC.
    ///
    /// # Errors
    ///
    /// If it cannot be written as JSON, which no message of this server does.
    pub fn to_json(&self) -> Result<Json, serde_json::Error> {
        let mut json = match self {
            Self::Message(message) => serde_json::to_value(message)?,
            Self::Error { code, message } => json!({"id": null, "error": {"code": code, "message": message}}),
        };
        if let Some(object) = json.as_object_mut() {
            object.insert("jsonrpc".to_owned(), "2.0".into());
        }
        Ok(json)
    }

    /// Writes the message with its head, and flushes.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(&self, writer: &mut impl Write) -> io::Result<()> {
        let text = self.to_json()?.to_string();
        write!(writer, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        writer.flush()
    }
}

/// Reads the next message; `None` at the end of the stream.
///
/// # Errors
///
/// Those of the reader, and a head without a length: then the start of the next message is unknown.
pub(crate) fn read(reader: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = head(reader)? else { return Ok(None) };
    if length > MAX_BYTES {
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        let message = format!("the message has {length} bytes, more than {MAX_BYTES}");
        return Ok(Some(Incoming::Invalid { id: None, code: -32600, message }));
    }
    let mut bytes = Vec::new();
    let read = reader.by_ref().take(length).read_to_end(&mut bytes)?;
    if u64::try_from(read) != Ok(length) {
        return Ok(None);
    }
    Ok(Some(parse(&bytes)))
}

/// The length that a head gives; `None` at the end of the stream.
fn head(reader: &mut impl BufRead) -> io::Result<Option<u64>> {
    let invalid = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason.to_owned());
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        match (text, length) {
            ("", Some(length)) => return Ok(Some(length)),
            ("", None) => return Err(invalid("a head without Content-Length")),
            _ => {}
        }
        let Some((name, value)) = text.split_once(':') else {
            return Err(invalid("a line of a head without a colon"));
        };
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse().map_err(|_| invalid("a Content-Length that is no number"))?);
        }
    }
}

/// The message that the bytes of a body are.
pub(crate) fn parse(bytes: &[u8]) -> Incoming {
    match serde_json::from_slice(bytes) {
        Ok(json) => message(json),
        Err(error) => Incoming::Invalid { id: None, code: -32700, message: format!("not JSON: {error}") },
    }
}

/// The message that JSON is.
fn message(json: Json) -> Incoming {
    let id = json.get("id").cloned();
    let known: Option<RequestId> = id.clone().and_then(|id| serde_json::from_value(id).ok());
    let is_request = json.get("method").is_some();
    match serde_json::from_value(json) {
        // The id of a request is a number of 32 bits or a text.
        Ok(Message::Notification(_)) if is_request && id.is_some() => Incoming::Invalid {
            id: known,
            code: -32600,
            message: "the id of a request is an integer of 32 bits or a string".to_owned(),
        },
        Ok(message) => Incoming::Message(message),
        Err(_) => Incoming::Invalid {
            id: if is_request { known } else { None },
            code: -32600,
            message: "neither a request nor a notification nor a response".to_owned(),
        },
    }
}
