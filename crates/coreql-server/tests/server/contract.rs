//! Each call and each documented limit: `tests/data/calls.txt`.

use std::iter::once;

use super::support::{request, send, server, start};

#[test]
fn calls() {
    let running = start(server());
    let mut count = 0;
    let text = include_str!("../data/calls.txt");
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let (start, body) = line.split_once(" <<< ").unwrap_or((line, ""));
        let (method, target) = start.split_once(' ').unwrap();
        let status: u16 = lines.next().unwrap().parse().unwrap();
        let response = send(running.address(), &request(method, &expanded(target), "", body));
        assert_eq!(response.status, status, "{line}\n{}", response.body);
        let is_request =
            |line: &str| ["GET ", "POST ", "PUT ", "DELETE "].iter().any(|m| line.starts_with(m));
        while let Some(expected) = lines.next_if(|line| !is_request(line)) {
            let (has, text) = expected.strip_prefix('!').map_or((true, expected), |text| (false, text));
            let text = text.replace("\\n", "\n");
            assert_eq!(response.body.contains(&text), has, "{line}\n{expected}\n{}", response.body);
        }
        if status >= 400 {
            assert!(response.body.starts_with(r#"{"messages":[{"type":"Error","messageKey":""#), "{line}");
        }
        count += 1;
    }
    assert!(count > 90, "{count}");
}

/// A target with `{x*9}` written out.
fn expanded(target: &str) -> String {
    let mut parts = target.split('{');
    let first = parts.next().unwrap().to_owned();
    let repeated = parts.map(|part| {
        let (repeated, rest) = part.split_once('}').unwrap();
        let (text, times) = repeated.rsplit_once('*').unwrap();
        text.repeat(times.parse().unwrap()) + rest
    });
    once(first).chain(repeated).collect()
}

#[test]
fn an_export_is_a_file() {
    let running = start(server());
    let response =
        send(running.address(), &request("POST", "/api/v2/devices?query=&fieldGroups=BASIC", "", ""));
    assert!(response.headers.contains(&"content-type: text/csv".to_owned()));
    let disposition = "content-disposition: attachment; filename= devicesearchresult.csv".to_owned();
    assert!(response.headers.contains(&disposition), "{:?}", response.headers);
}

/// Pages of any size have every device once, in one order.
#[test]
fn pages_are_stable() {
    use super::support::get;

    let fleet = coreql_data::Fleet::new(3).take(230);
    let running = start(coreql_server::Server::new(fleet, coreql_server::Language::default()));
    for order in ["", "&sortField=platform", "&sortField=battery_level&sortOrder=DESC"] {
        let mut lists: Vec<Vec<serde_json::Value>> = Vec::new();
        for size in [7, 50, 200] {
            let mut list = Vec::new();
            loop {
                let offset = list.len();
                let target = format!(
                    "/api/v2/devices?query=retired=false&fields=uuid&limit={size}&offset={offset}{order}"
                );
                let answer: serde_json::Value =
                    serde_json::from_str(&get(running.address(), &target).body).unwrap();
                list.extend(answer["results"].as_array().unwrap().iter().cloned());
                if answer["hasMore"] == false {
                    assert_eq!(answer["totalCount"], list.len());
                    break;
                }
            }
            lists.push(list);
        }
        assert!(lists[0].len() > 100);
        assert!(lists.windows(2).all(|pair| pair[0] == pair[1]));
        let distinct: std::collections::BTreeSet<String> = lists[0].iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), lists[0].len());
    }
}
