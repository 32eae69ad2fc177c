//! Where requests begin in a stream of bytes, so that their targets can be percent-encoded before hyper reads them.
//!
//! A state machine without input and output: [`Rewriter::push`] takes the bytes of a connection in pieces of any size
//! and writes what hyper is to read. Bodies pass as they are; only their length is followed. What follows after bytes
//! that are no HTTP passes as it is, too, and hyper refuses it.

use super::target::write_request_line;

/// The longest head of a request, in bytes.
pub(crate) const MAX_HEAD: usize = 64 << 10;

/// The maximum number of header lines, as in hyper.
const MAX_HEADERS: usize = 100;

/// Stands for a request that is refused before it is read in full: the service answers it by the [`Refusal`].
const REFUSED_REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: refused\r\nconnection: close\r\n\r\n";

/// Why a request is refused by its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request line is longer than [`MAX_HEAD`].
    TargetTooLong,
    /// Request line and headers together are longer than [`MAX_HEAD`].
    HeadTooLarge,
    /// `Content-Length` and `Transfer-Encoding` leave the length of the body in doubt.
    DoubtfulLength,
}

#[derive(Debug, Default)]
pub(crate) struct Rewriter {
    state: State,
    /// The head so far, from its first line.
    head: Vec<u8>,
    /// How many heads were passed on.
    requests: u64,
    /// The request that is refused, by its number from 0. There is none after it.
    refused: Option<(u64, Refusal)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// In a head.
    #[default]
    Head,
    /// In a body of which this many bytes follow.
    Body(u64),
    Chunked(Chunked),
    /// All that follows passes as it is.
    Opaque,
    /// All that follows is dropped.
    Refused,
}

/// Where in a chunked body the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chunked {
    /// In the size of a chunk, so far this, and whether it has a digit.
    Size(u64, bool),
    /// After the size, up to the end of the line.
    Extension(u64),
    /// Before the line feed after the size.
    SizeEnd(u64),
    /// In the chunk.
    Data(u64),
    /// After the chunk.
    DataEnd,
    DataLineFeed,
    /// At the beginning of a line of trailers.
    Trailers,
    /// In a line of trailers.
    Trailer,
    TrailerLineFeed,
    /// Before the line feed that ends the body.
    End,
}

impl Rewriter {
    /// Takes the next bytes of the connection and writes what takes their place.
    pub(crate) fn push(&mut self, mut input: &[u8], output: &mut Vec<u8>) {
        while !input.is_empty() {
            let taken = match self.state {
                State::Head => self.take_head(input, output),
                State::Body(left) => {
                    let taken = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
                    output.extend_from_slice(input.get(..taken).unwrap_or_default());
                    let left = left.saturating_sub(u64::try_from(taken).unwrap_or(u64::MAX));
                    self.state = if left == 0 { State::Head } else { State::Body(left) };
                    taken
                }
                State::Chunked(at) => self.take_chunked(at, input, output),
                State::Opaque => {
                    output.extend_from_slice(input);
                    input.len()
                }
                State::Refused => input.len(),
            };
            input = input.get(taken..).unwrap_or_default();
        }
    }

    /// Writes what is left of a head when the connection ends.
    pub(crate) fn finish(&mut self, output: &mut Vec<u8>) {
        output.append(&mut self.head);
    }

    /// The request that is refused, by its number from 0.
    pub(crate) const fn refused(&self) -> Option<(u64, Refusal)> {
        self.refused
    }

    /// Takes input up to the end of its line, and ends the head if that line is blank.
    fn take_head(&mut self, input: &[u8], output: &mut Vec<u8>) -> usize {
        // Line ends before a request are ignored.
        if self.head.is_empty()
            && let Some(blank @ 1..) =
                input.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).or(Some(input.len()))
        {
            return blank;
        }
        let length = input.iter().position(|byte| *byte == b'\n').map_or(input.len(), |at| at + 1);
        if self.head.len() + length > MAX_HEAD {
            let has_line = self.head.contains(&b'\n');
            self.refuse(if has_line { Refusal::HeadTooLarge } else { Refusal::TargetTooLong }, output);
            return input.len();
        }
        let line = input.get(..length).unwrap_or_default();
        self.head.extend_from_slice(line);
        if self.head.ends_with(b"\n\r\n") || self.head.ends_with(b"\n\n") {
            self.end_head(output);
        }
        length
    }

    fn end_head(&mut self, output: &mut Vec<u8>) {
        let head = std::mem::take(&mut self.head);
        let line_feed = head.iter().position(|byte| *byte == b'\n').unwrap_or(head.len());
        let (line, rest) = head.split_at_checked(line_feed).unwrap_or((&head, &[]));
        let (line, line_end): (&[u8], &[u8]) = match line.strip_suffix(b"\r") {
            Some(line) => (line, b"\r"),
            None => (line, b""),
        };
        let start = output.len();
        write_request_line(line, output);
        output.extend_from_slice(line_end);
        output.extend_from_slice(rest);
        match body_of(output.get(start..).unwrap_or_default()) {
            Ok(state) => {
                self.requests += 1;
                self.state = state;
            }
            Err(refusal) => {
                output.truncate(start);
                self.refuse(refusal, output);
            }
        }
    }

    fn refuse(&mut self, refusal: Refusal, output: &mut Vec<u8>) {
        self.head = Vec::new();
        self.refused = Some((self.requests, refusal));
        self.state = State::Refused;
        output.extend_from_slice(REFUSED_REQUEST);
    }

    /// Follows a chunked body as hyper reads it. Anything else makes the rest opaque.
    fn take_chunked(&mut self, at: Chunked, input: &[u8], output: &mut Vec<u8>) -> usize {
        if let Chunked::Data(left) = at {
            let taken = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
            output.extend_from_slice(input.get(..taken).unwrap_or_default());
            let left = left.saturating_sub(u64::try_from(taken).unwrap_or(u64::MAX));
            self.state = State::Chunked(if left == 0 { Chunked::DataEnd } else { Chunked::Data(left) });
            return taken;
        }
        let Some(byte) = input.first().copied() else { return 0 };
        output.push(byte);
        self.state = after(at, byte).unwrap_or(State::Opaque);
        1
    }
}

/// The state after a byte of a chunked body outside its chunks; none if the byte is wrong.
fn after(at: Chunked, byte: u8) -> Option<State> {
    let next = match (at, byte) {
        (Chunked::Size(size, _), byte) if byte.is_ascii_hexdigit() => {
            let digit = char::from(byte).to_digit(16)?;
            Chunked::Size(size.checked_mul(16)?.checked_add(digit.into())?, true)
        }
        (Chunked::Size(size, true), b'\r') | (Chunked::Extension(size), b'\r') => Chunked::SizeEnd(size),
        (Chunked::Size(size, true), b' ' | b'\t' | b';') => Chunked::Extension(size),
        (Chunked::Extension(_), b'\n') => return None,
        (Chunked::Extension(size), _) => Chunked::Extension(size),
        (Chunked::SizeEnd(0), b'\n') => Chunked::Trailers,
        (Chunked::SizeEnd(size), b'\n') => Chunked::Data(size),
        (Chunked::DataEnd, b'\r') => Chunked::DataLineFeed,
        (Chunked::DataLineFeed, b'\n') => Chunked::Size(0, false),
        (Chunked::Trailers, b'\r') => Chunked::End,
        (Chunked::Trailer, b'\r') => Chunked::TrailerLineFeed,
        (Chunked::Trailers | Chunked::Trailer, _) => Chunked::Trailer,
        (Chunked::TrailerLineFeed, b'\n') => Chunked::Trailers,
        (Chunked::End, b'\n') => return Some(State::Head),
        _ => return None,
    };
    Some(State::Chunked(next))
}

/// What follows after a head.
fn body_of(head: &[u8]) -> Result<State, Refusal> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(head) {
        Ok(httparse::Status::Complete(length)) if length == head.len() => {}
        // hyper refuses it.
        Ok(_) | Err(_) => return Ok(State::Opaque),
    }
    let (mut length, mut is_chunked) = (None, false);
    for header in request.headers.iter() {
        if header.name.eq_ignore_ascii_case("transfer-encoding") {
            let is_known = header.value.trim_ascii().eq_ignore_ascii_case(b"chunked");
            if is_chunked || !is_known || request.version != Some(1) {
                return Err(Refusal::DoubtfulLength);
            }
            is_chunked = true;
        } else if header.name.eq_ignore_ascii_case("content-length") {
            let value = number(header.value.trim_ascii()).ok_or(Refusal::DoubtfulLength)?;
            if length.is_some_and(|length| length != value) {
                return Err(Refusal::DoubtfulLength);
            }
            length = Some(value);
        }
    }
    Ok(match (is_chunked, length) {
        _ if request.method == Some("CONNECT") => State::Opaque,
        (true, Some(_)) => return Err(Refusal::DoubtfulLength),
        (true, None) => State::Chunked(Chunked::Size(0, false)),
        (false, None | Some(0)) => State::Head,
        (false, Some(length)) => State::Body(length),
    })
}

/// A number of digits alone.
fn number(digits: &[u8]) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}

#[cfg(test)]
mod tests;
