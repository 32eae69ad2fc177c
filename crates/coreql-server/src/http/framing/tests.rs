use super::{MAX_HEAD, Refusal, Rewriter};

fn rewrite(input: &[u8], piece: usize) -> (Vec<u8>, Rewriter) {
    let (mut rewriter, mut output) = (Rewriter::default(), Vec::new());
    input.chunks(piece).for_each(|bytes| rewriter.push(bytes, &mut output));
    rewriter.finish(&mut output);
    (output, rewriter)
}

/// Streams with what is made of them.
const STREAMS: [(&str, &str); 9] = [
    ("GET /?q=\"a\" HTTP/1.1\r\nhost: x\r\n\r\n", "GET /?q=%22a%22 HTTP/1.1\r\nhost: x\r\n\r\n"),
    // Two requests at once, with line ends of one byte, and blank lines between them.
    (
        "GET /a b HTTP/1.1\nhost: x\n\n\r\n\r\nGET /c<d HTTP/1.1\n\n",
        "GET /a%20b HTTP/1.1\nhost: x\n\nGET /c%3Cd HTTP/1.1\n\n",
    ),
    // A body that looks like a request, and a request after it.
    (
        "POST /x HTTP/1.1\r\ncontent-length: 21\r\n\r\nGET /?q=\"a\" HTTP/1.1\nGET /?q=\"b\" HTTP/1.1\r\n\r\n",
        "POST /x HTTP/1.1\r\ncontent-length: 21\r\n\r\nGET /?q=\"a\" HTTP/1.1\nGET /?q=%22b%22 HTTP/1.1\r\n\r\n",
    ),
    // The same in chunks, with an extension and a trailer.
    (
        "POST /x HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n15;a=\"b\"\r\nGET /?q=\"a\" HTTP/1.1\n\r\n0\r\nt: \"x\"\r\n\r\n\
         GET /?q=\"b\" HTTP/1.1\r\n\r\n",
        "POST /x HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n15;a=\"b\"\r\nGET /?q=\"a\" HTTP/1.1\n\r\n0\r\nt: \"x\"\r\n\r\n\
         GET /?q=%22b%22 HTTP/1.1\r\n\r\n",
    ),
    // No HTTP, and a wrong size of a chunk: all passes as it is from there on.
    ("GET /\"\r\n\r\nGET /\" HTTP/1.1\r\n\r\n", "GET /\"\r\n\r\nGET /\" HTTP/1.1\r\n\r\n"),
    (
        "PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nx\r\nGET /\" HTTP/1.1\r\n\r\n",
        "PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nx\r\nGET /\" HTTP/1.1\r\n\r\n",
    ),
    // A header line that is folded is not HTTP/1.1 any more.
    ("GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n", "GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n"),
    // The connection ends within a head.
    ("GET /?q=\"a\" HTT", "GET /?q=\"a\" HTT"),
    ("", ""),
];

#[test]
fn streams_in_pieces_of_any_size() {
    for (input, expected) in STREAMS {
        for piece in 1..=input.len().max(1) {
            let (output, rewriter) = rewrite(input.as_bytes(), piece);
            assert_eq!(String::from_utf8(output).unwrap(), expected, "pieces of {piece}");
            assert_eq!(rewriter.refused(), None);
        }
    }
}

#[test]
fn doubtful_lengths_are_refused() {
    for headers in [
        "content-length: 3\r\ntransfer-encoding: chunked",
        "content-length: 3\r\ncontent-length: 4",
        "content-length: +3",
        "content-length: 3, 3",
        "content-length: 99999999999999999999999",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: identity",
    ] {
        let input =
            format!("GET / HTTP/1.1\r\n\r\nPOST / HTTP/1.1\r\n{headers}\r\n\r\nabcGET / HTTP/1.1\r\n\r\n");
        let (output, rewriter) = rewrite(input.as_bytes(), 7);
        assert_eq!(rewriter.refused(), Some((1, Refusal::DoubtfulLength)), "{headers}");
        assert!(!String::from_utf8(output).unwrap().contains("POST"), "{headers}");
    }
    let (_, rewriter) = rewrite(b"POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n", 9);
    assert_eq!(rewriter.refused(), Some((0, Refusal::DoubtfulLength)));
}

#[test]
fn heads_are_bounded() {
    let target = |length: usize| format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(length - 18));
    let header = |length: usize| format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "x".repeat(length - 23));
    for (input, expected) in [
        (target(MAX_HEAD), None),
        (target(MAX_HEAD + 3), Some((0, Refusal::TargetTooLong))),
        (header(MAX_HEAD), None),
        (header(MAX_HEAD + 1), Some((0, Refusal::HeadTooLarge))),
    ] {
        for piece in [1, 1000, usize::MAX] {
            let (output, rewriter) = rewrite(input.as_bytes(), piece.min(input.len()));
            assert_eq!(rewriter.refused(), expected);
            assert_eq!(expected.is_none(), output.len() == input.len());
        }
    }
}

/// What is not HTTP at all takes no more memory than it has bytes.
#[test]
fn any_bytes() {
    let mut seed = 1_u64;
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..200)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let choice = usize::try_from(seed >> 59).unwrap();
                *b"GET / HTTP/1.1\r\n\r\n:0a;\"<chunked ".get(choice).unwrap()
            })
            .collect();
        let (whole, _) = rewrite(&bytes, 200);
        let (pieces, _) = rewrite(&bytes, 1);
        assert_eq!(whole, pieces);
        assert!(whole.len() <= 3 * bytes.len() + super::REFUSED_REQUEST.len());
    }
}
