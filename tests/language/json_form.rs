//! The JSON form of ranges and of dates relative to now, as `docs/json.md` describes it.

use coreql::value::relative::Clock;
use coreql::{Options, Query};
use serde_json::{Value as Json, json};

/// It is noon on 31 May 2024, UTC.
const NOW: i64 = 1_717_156_800_000;

fn form(field: &str, field_type: &str, comparison: &Json) -> Json {
    let mut node = json!({"field": field});
    let members = node.as_object_mut().unwrap();
    members.extend(comparison.as_object().unwrap().clone());
    json!({"fields": [{"name": field, "type": field_type}], "nodes": [node]})
}

fn date_form(comparison: &Json) -> Json {
    form("common.last_connected_at", "date", comparison)
}

/// Rule 6.27: what a relative date names is a part of the form, and is not worked out again.
#[test]
fn relative_dates_keep_what_they_named() {
    let options = Options::extended().with_clock(Clock::new(NOW));
    // The second at noon on 1 May; the days 24 May and 31 May, UTC.
    let month_ago =
        json!({"relative": "now - 30d", "from": 1_714_564_800_000_i64, "until": 1_714_564_801_000_i64});
    let week_ago =
        json!({"relative": "today - 1w", "from": 1_716_508_800_000_i64, "until": 1_716_595_200_000_i64});
    let today = json!({"relative": "today", "from": 1_717_113_600_000_i64, "until": 1_717_200_000_000_i64});
    let cases = [
        ("last_connected_at < NOW-30d", json!({"operator": "<", "value": month_ago})),
        (
            "last_connected_at between today-1w and today",
            json!({"operator": "between", "values": [week_ago, today]}),
        ),
        (
            "last_connected_at not between \"2024-05\" and today",
            json!({"operator": "not between", "values": [{"date": "2024-05"}, today]}),
        ),
        ("last_connected_at in (today)", json!({"operator": "in", "values": [today]})),
    ];
    for (text, comparison) in cases {
        let query = Query::parse(text, &options).unwrap();
        let form = date_form(&comparison);
        assert_eq!(serde_json::to_value(&query).unwrap(), form, "{text}");
        let read: Query = serde_json::from_value(form.clone()).unwrap();
        assert_eq!(read, query, "{text}");
        assert_eq!(serde_json::to_value(&read).unwrap(), form, "{text}");
    }
    // Another second of the same spelling is another query.
    let form = |from: i64| {
        date_form(&json!({"operator": "<", "value": {"relative": "now", "from": from, "until": from + 1000}}))
    };
    let [first, second] = [0, 1000].map(|from| serde_json::from_value::<Query>(form(from)).unwrap());
    assert_ne!(first, second);
}

#[test]
fn forms_of_no_query_are_refused() {
    let relative = json!({"relative": "now", "from": 0, "until": 1000});
    let less = |value: Json| json!({"operator": "<", "value": value});
    assert!(serde_json::from_value::<Query>(date_form(&less(relative.clone()))).is_ok());
    for comparison in [
        less(json!({"relative": "now-playing", "from": 0, "until": 1000})),
        less(json!({"relative": "now", "from": 0, "until": 0})),
        less(json!({"relative": "now", "from": 1000, "until": 0})),
        less(json!({"relative": "now", "from": 0, "until": i64::MIN})),
        less(json!({"relative": "now", "from": 0})),
        json!({"operator": "contains", "value": relative}),
        json!({"operator": "between", "value": relative}),
        json!({"operator": "between", "values": [relative]}),
        json!({"operator": "between", "values": [relative, relative, relative]}),
    ] {
        assert!(serde_json::from_value::<Query>(date_form(&comparison)).is_err(), "{comparison}");
    }
    let number = form("common.battery_level", "number", &less(relative));
    assert!(serde_json::from_value::<Query>(number).is_err());
}
