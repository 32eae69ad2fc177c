//! Order, cancellation, panics, and one answer to each request.

use serde_json::{Value as Json, json};

use crate::harness::{Client, URI, full_capabilities};

fn code(answer: &Json) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_default()
}

#[test]
fn a_request_before_initialize_is_refused() {
    let mut client = Client::new();
    let error = client.request("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(error["code"], -32002);
    let error = client.request("shutdown", Json::Null).unwrap_err();
    assert_eq!(error["code"], -32002);
}

#[test]
fn a_second_initialize_is_refused() {
    let mut client = Client::initialized(&json!({}), &Json::Null);
    let error = client.request("initialize", json!({"capabilities": {}})).unwrap_err();
    assert_eq!(error["code"], -32600);
}

#[test]
fn after_shutdown_only_exit_is_left() {
    let mut client = Client::with_text("id = 1");
    assert_eq!(client.request("shutdown", Json::Null), Ok(Json::Null));
    let error = client.request("textDocument/formatting", json!({})).unwrap_err();
    assert_eq!(error["code"], -32600);
    client.notify("exit", Json::Null);
    assert_eq!(client.server.exit_code(), Some(0));
}

#[test]
fn exit_without_shutdown_fails() {
    let mut client = Client::with_text("id = 1");
    client.notify("exit", Json::Null);
    assert_eq!(client.server.exit_code(), Some(1));
    let mut client = Client::new();
    client.notify("exit", Json::Null);
    assert_eq!(client.server.exit_code(), Some(1));
}

#[test]
fn a_waiting_request_is_cancelled_and_answered_once() {
    let mut client = Client::with_text("id = x");
    for id in 100..103 {
        let params = json!({"textDocument": {"uri": URI}});
        client.queue(&json!({"id": id, "method": "textDocument/diagnostic", "params": params}));
    }
    client.queue(&json!({"method": "$/cancelRequest", "params": {"id": 101}}));
    // Nothing waits under this id: it is too late, or never was.
    client.queue(&json!({"method": "$/cancelRequest", "params": {"id": 7}}));
    let answers = client.run();
    let ids: Vec<i64> = answers.iter().map(|answer| answer["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, [101, 100, 102]);
    let codes: Vec<i64> = answers.iter().map(code).collect();
    assert_eq!(codes, [-32800, 0, 0]);
}

#[test]
fn an_unknown_request_is_refused_and_an_unknown_notification_ignored() {
    let mut client = Client::with_text("id = 1");
    let error = client.request("textDocument/declaration", json!({})).unwrap_err();
    assert_eq!(error["code"], -32601);
    client.notify("$/setTrace", json!({"value": "off"}));
    assert_eq!(client.others, Vec::<Json>::new());
}

#[test]
fn wrong_parameters_are_refused() {
    let mut client = Client::with_text("id = 1");
    for params in [json!({}), json!([]), Json::Null, json!({"textDocument": {"uri": 7}})] {
        let error = client.request("textDocument/formatting", params).unwrap_err();
        assert_eq!(error["code"], -32602);
    }
    client.notify("textDocument/didChange", json!({"textDocument": {}}));
    let [log] = &client.others[..] else { panic!("one message") };
    assert_eq!(log["method"], "window/logMessage");
}

#[test]
fn a_panic_answers_its_request_and_the_next_is_served() {
    let mut client = Client::initialized(&full_capabilities(), &json!({"catalog": "fields.json"}));
    client.files.write("/fleet/fields.json", "panic");
    client.open(URI, "coreql", "id = x");
    let params = json!({"textDocument": {"uri": URI}});
    let error = client.request("textDocument/diagnostic", params).unwrap_err();
    assert_eq!(error["code"], -32603);
    client.files.write("/fleet/fields.json", r#"[{"name": "common.id", "type": "NUMBER"}]"#);
    assert_eq!(client.diagnostics(URI).len(), 1);
}

#[test]
fn documents_that_are_not_open_have_no_answers() {
    let mut client = Client::with_text("id = 1");
    let params =
        json!({"textDocument": {"uri": "file:///other"}, "options": {"tabSize": 2, "insertSpaces": true}});
    assert_eq!(client.request("textDocument/formatting", params), Ok(Json::Null));
}

#[test]
fn diagnostics_are_sent_or_asked_for_but_never_both() {
    let mut client = Client::with_text("id = x");
    client.set(URI, "id = y");
    assert!(client.others.is_empty(), "{:?}", client.others);
    assert_eq!(client.diagnostics(URI).len(), 1);

    // One that can do both, but cannot be told to ask again, is sent them.
    for more in [json!({"publishDiagnostics": {}}), json!({"publishDiagnostics": {}, "diagnostic": {}})] {
        let mut client = Client::initialized(&json!({"textDocument": more}), &Json::Null);
        client.open(URI, "coreql", "id = x");
        let [published] = &client.others[..] else { panic!("one message: {:?}", client.others) };
        assert_eq!(published["method"], "textDocument/publishDiagnostics");
        assert_eq!(published["params"]["diagnostics"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn changes_that_wait_are_published_once() {
    let mut client = Client::initialized(&json!({}), &Json::Null);
    client.open(URI, "coreql", "");
    client.others.clear();
    for (version, text) in [(2, "id = x"), (3, "id = 1"), (4, "id = y")] {
        let params =
            json!({"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"text": text}]});
        client.queue(&json!({"method": "textDocument/didChange", "params": params}));
    }
    let [published] = &client.run()[..] else { panic!("one message") };
    assert_eq!(published["params"]["version"], 4);
    assert_eq!(published["params"]["diagnostics"].as_array().unwrap().len(), 1);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    let [published] = &client.others[..] else { panic!("one message") };
    assert_eq!(published["params"]["diagnostics"], json!([]));
}
