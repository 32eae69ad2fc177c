//! The answers of Core's API, as its guide prints them.

use coreql::Options;
use coreql::catalog::{Catalog, Endpoint};
use coreql::core_api::{Count, ParseFailure, QueryTest, Request, SearchAnswer, query_test, search_fields};
use serde_json::{Value as Json, json};

/// Rule 4.7.
#[test]
fn answers_of_query_test() {
    let mut cases = 0;
    for line in include_str!("../data/cases/query_test.jsonl").lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let source = case["query"].as_str().unwrap();
        let answer = query_test(source, &Options::new());
        let expected = json!({"valid": case["valid"], "token": case["token"], "position": case["position"]});
        assert_eq!(serde_json::to_value(answer).unwrap(), expected, "{source:?}");
        cases += 1;
    }
    assert!(cases > 40, "{cases}");
}

/// Rule 4.11.
#[test]
fn a_complete_catalogue_counts_check_errors() {
    let fields = include_str!("../data/samples/device_spaces_criteria.json");
    let catalog = Catalog::from_json(fields).unwrap().catalog;
    let test = |source| {
        let QueryTest { valid, token, position } = query_test(source, &Options::new().with_catalog(&catalog));
        (valid, token, position)
    };
    assert_eq!(test("common.compliant = true"), (true, String::new(), -1));
    assert_eq!(test("common.compliant = true AND\n common.nope = 1"), (false, "common.nope".to_owned(), 1));
    assert_eq!(test("common.compliant does not contain true"), (false, "does".to_owned(), 17));
    assert_eq!(
        test("common.compliant \"does not contain\" true"),
        (false, "does not contain".to_owned(), 17)
    );
    assert_eq!(test("common.compliant = \"yes\" AND"), (false, "yes".to_owned(), 19));
}

/// Rule 4.12.
#[test]
fn samples_of_the_guide() {
    let failure = query_test("test", &Options::new()).parse_failure().unwrap();
    let sample: Json = serde_json::from_str(include_str!("../data/samples/parse_failure.json")).unwrap();
    assert_eq!(serde_json::to_value(&failure).unwrap(), sample);
    assert_eq!(serde_json::from_value::<ParseFailure>(sample).unwrap(), failure);

    let sample: QueryTest = serde_json::from_str(include_str!("../data/samples/query_test.json")).unwrap();
    let answer = query_test(r#"manufacturer="Apple" blargle"#, &Options::new());
    assert_eq!(answer, sample);

    let sample: Json = serde_json::from_str(include_str!("../data/samples/devices.json")).unwrap();
    let answer: SearchAnswer<Json> = serde_json::from_value(sample.clone()).unwrap();
    assert_eq!((answer.total_count, answer.has_more), (1, false));
    assert_eq!(serde_json::to_string(&answer).unwrap(), sample.to_string());

    let count: Count = serde_json::from_str(include_str!("../data/samples/count.json")).unwrap();
    assert_eq!(count.total_count, 117);
}

#[test]
fn a_listing_of_fields_can_be_loaded() {
    let listing = serde_json::to_value(search_fields(Catalog::builtin())).unwrap();
    assert_eq!(listing[0], json!({"name": "common.apns_capable", "type": "BOOLEAN"}));
    let catalog = Catalog::from_json(&listing.to_string()).unwrap().catalog;
    assert!(catalog.is_complete());
    let names = |catalog: &Catalog| {
        catalog.iter().map(|(_, field)| (field.name().to_owned(), field.field_type())).collect::<Vec<_>>()
    };
    assert_eq!(names(&catalog), names(Catalog::builtin()));
}

/// Rule 1.4.
#[test]
fn documented_limits_of_requests() {
    let of = |query| {
        Request::new(Endpoint::Search, query).with_limit(200).with_offset(10_000_000).with_fields(512)
    };
    let good = of("");
    assert_eq!(good.check(), Ok(()));
    let long = "x".repeat(256);
    for (bad, message) in [
        (good.with_limit(201), "the endpoint `search` takes 0 to 200 as `limit`, not 201"),
        (good.with_offset(10_000_001), "the endpoint `search` takes 0 to 10000000 as `offset`, not 10000001"),
        (good.with_fields(0), "the endpoint `search` takes 1 to 512 fields, not 0"),
        (of(&long), "the endpoint `search` takes 0 to 255 characters of query (UTF-16), not 256"),
    ] {
        assert_eq!(bad.check().unwrap_err().to_string(), message);
    }
    assert_eq!(Request::new(Endpoint::Export, &long).with_limit(5000).check(), Ok(()));
}
