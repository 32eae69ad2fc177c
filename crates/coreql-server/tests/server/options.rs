//! What a server is made with: lenient limits, bare arrays, labels, details, addresses.

use coreql_server::{Details, Labels, Language, ServeError, Server};

use super::support::{get, server, start};

#[test]
fn lenient_limits() {
    let running = start(server().with_lenient_limits(true));
    let address = running.address();
    let long = "0".repeat(300);
    for (target, has) in [
        (format!("/api/v2/devices?fields=uuid&limit=5000&query=id!={long}"), "\"totalCount\":5"),
        ("/api/v2/devices?fields=uuid&limit=-1&query=".to_owned(), "\"resultCount\":0"),
        ("/api/v2/devices/count?query=".to_owned(), "{\"totalCount\":5}"),
    ] {
        let response = get(address, &target);
        assert_eq!(response.status, 200, "{target}: {response:?}");
        assert!(response.body.contains(has), "{target}: {response:?}");
    }
    // What is missing, or no number, stays an error.
    for target in
        ["/api/v2/devices?query=", "/api/v2/devices?query=&fields=uuid&limit=x", "/api/v2/devices/count"]
    {
        assert_eq!(get(address, target).status, 400, "{target}");
    }
}

#[test]
fn bare_arrays() {
    let running = start(server().with_bare_arrays(true));
    let body = get(running.address(), "/api/v2/devices/search_fields").body;
    assert!(body.starts_with(r#"[{"name":"common."#) && body.ends_with("}]"), "{body}");
}

#[test]
fn labels_that_are_wrong() {
    for (text, message) in [
        ("{}", "invalid type: map, expected a sequence"),
        (r#"[{"id": 1, "name": "a"}]"#, "label 1: a label has either `query` or `uuids`"),
        (
            r#"[{"id": 1, "name": "a", "query": "", "uuids": []}]"#,
            "label 1: a label has either `query` or `uuids`",
        ),
        (
            r#"[{"id": -1, "name": "a", "query": ""}]"#,
            "label -1: numbers below 1 are those of built-in labels",
        ),
        (r#"[{"id": 1, "name": "", "query": ""}]"#, "label 1: the name is empty"),
        (r#"[{"id": 1, "name": "iOS", "query": ""}]"#, "label 1: another label has this number or name"),
        (r#"[{"id": 1, "name": "a", "query": "", "color": 1}]"#, "unknown field `color`"),
    ] {
        let error = Labels::from_json(text).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
    let labels = Labels::from_json(r#"[{"id": 1, "name": "a", "query": "a = "}]"#).unwrap();
    let error = Server::new([], Language::default()).with_labels(labels).unwrap_err().to_string();
    assert_eq!(error, "label 1: the query is invalid: Unrecognized token '<EOF>' at position 4");
}

#[test]
fn details_that_are_wrong() {
    for (text, message) in [
        ("[]", "invalid type: sequence, expected a map"),
        (r#"{"A": {"sim": []}}"#, "device `A`: unknown field `sim`"),
        (r#"{"A": {}, "a": {}}"#, "device `a` comes twice"),
    ] {
        let error = Details::from_json(text).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
    let server = server().with_details(Details::from_json(r#"{"a1": {}, "b9": {}}"#).unwrap());
    assert_eq!(server.unknown_details().collect::<Vec<_>>(), ["b9"]);
}

#[test]
fn addresses() {
    let error = server().start("192.0.2.1:0".parse().unwrap()).unwrap_err();
    assert!(matches!(error, ServeError::NotLoopback(_)));
    assert!(error.to_string().starts_with("192.0.2.1:0 is not a loopback address"), "{error}");
    let running = start(server());
    let error = server().start(running.address()).unwrap_err();
    assert!(matches!(error, ServeError::Listen(..)), "{error}");
}
