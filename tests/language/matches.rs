//! Cases of a query, a record and whether it matches, under both meanings of missing values:
//! `tests/data/cases/matches.jsonl`.

use coreql::catalog::{Catalog, Resolution};
use coreql::eval::{Record, Schema, Slot};
use coreql::query::MissingValues;
use coreql::syntax::Syntax;
use coreql::value::relative::Clock;
use coreql::value::{AsValue, Value, date};
use coreql::{Options, Query};
use serde_json::{Map, Value as Json};

/// A record as plain as possible: a JSON object whose keys are canonical names.
struct Device<'a> {
    schema: &'a Schema,
    object: &'a Map<String, Json>,
}

impl Record for Device<'_> {
    fn value(&self, slot: Slot) -> Value<'_> {
        let name = self.schema.names().get(slot.index());
        name.and_then(|name| self.object.get(name)).map_or(Value::Missing, AsValue::as_value)
    }
}

#[test]
fn golden_matches() {
    let device: Json = serde_json::from_str(include_str!("../data/cases/device.json")).unwrap();
    let mut cases = 0;
    for line in include_str!("../data/cases/matches.jsonl").lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let record = if case["record"] == "device.json" { &device } else { &case["record"] };
        let object = record.as_object().unwrap();
        for key in object.keys() {
            assert!(!matches!(Catalog::builtin().resolve(key), Resolution::Unknown), "{key}");
        }
        let syntax = if case["syntax"] == "extended" { Syntax::Extended } else { Syntax::Core };
        let text = case["query"].as_str().unwrap();
        let mut options = Options::new().with_syntax(syntax);
        if let Some(now) = case["now"].as_str() {
            options = options.with_clock(Clock::new(date::parse(now).unwrap().start));
        }
        let query = Query::parse(text, &options).unwrap();
        let schema = Schema::of(&query);
        let complement = case["matches"].as_bool().unwrap();
        let exclude =
            case.get("matches_when_missing_excluded").map_or(complement, |value| value.as_bool().unwrap());
        for (missing, expected) in
            [(MissingValues::Complement, complement), (MissingValues::Exclude, exclude)]
        {
            let matcher = query.clone().with_missing(missing).compile(&schema).unwrap();
            assert_eq!(matcher.matches(&Device { schema: &schema, object }), expected, "{text} ({missing})");
        }
        cases += 1;
    }
    assert!(cases > 50, "{cases}");
}
