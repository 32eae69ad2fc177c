use super::*;
use crate::catalog::{Evidence, Field, FieldType, Resolution};

fn load(text: &str) -> Loaded {
    Catalog::from_json(text).unwrap()
}

fn field<'c>(catalog: &'c Catalog, name: &str) -> &'c Field {
    let Resolution::Field(_, field) = catalog.resolve(name) else { panic!("{name}") };
    field
}

fn refusal(text: &str) -> String {
    Catalog::from_json(text).unwrap_err().to_string()
}

/// Rule 5.4.
#[test]
fn a_server_s_search_fields() {
    let Loaded { catalog, warnings } = load(include_str!("../../../tests/data/samples/search_fields.json"));
    assert_eq!(warnings, []);
    assert!(catalog.is_complete());
    let names: Vec<_> = catalog.fields().iter().map(|field| (field.name(), field.field_type())).collect();
    assert_eq!(
        names,
        [
            ("common.uuid", FieldType::String),
            ("common.block_reason", FieldType::Number),
            ("common.last_connected_at", FieldType::Date),
            // The server says STRING; the built-in catalogue knows that it is a boolean.
            ("common.apns_capable", FieldType::Boolean),
            ("user.ldap.baseDn", FieldType::String),
        ]
    );
    assert!(catalog.fields().iter().all(|field| field.evidence() == Evidence::Server));
    for name in ["uuid", "common.uuid", "COMMON.UUID"] {
        assert_eq!(field(&catalog, name).name(), "common.uuid");
    }
    // The name that the server prints is an alias, so a record's key may be it.
    assert!(catalog.match_key("uuid").is_some());
    assert_eq!(field(&catalog, "ldap.user.baseDn").aliases(), ["ldap.user.baseDn"]);
    assert_eq!(field(&catalog, "detail.APNS Capable").name(), "common.apns_capable");
    // What the server does not have is not there.
    assert_eq!(catalog.resolve("common.platform"), Resolution::Unknown);
}

/// Rule 5.4.
#[test]
fn the_criteria_of_device_spaces() {
    let Loaded { catalog, warnings } =
        load(include_str!("../../../tests/data/samples/device_spaces_criteria.json"));
    assert_eq!(warnings, []);
    assert!(catalog.is_complete());
    let names: Vec<_> = catalog.fields().iter().map(|field| (field.name(), field.field_type())).collect();
    assert_eq!(
        names,
        [
            ("common.home_country_code", FieldType::String),
            ("common.home_country_name", FieldType::String),
            ("common.compliant", FieldType::Boolean),
            ("common.os_version", FieldType::Version),
            ("user.user_id", FieldType::String),
        ]
    );
}

/// Rule 5.5.
#[test]
fn a_server_s_type_wins_unless_ours_is_narrower() {
    let catalog = load(
        r#"{"results": [
            {"name": "common.blocked_reasons", "type": "STRING"},
            {"name": "common.battery_level", "type": "string", "operators": [{"any": "key"}]},
            {"name": "common.compliant", "type": "Number"},
            {"name": "common.imei", "type": "NUMBER"},
            {"name": "my.own", "type": "DATE"}
        ], "totalCount": 5}"#,
    )
    .catalog;
    let types: Vec<_> = catalog.fields().iter().map(Field::field_type).collect();
    assert_eq!(
        types,
        [FieldType::StringArray, FieldType::String, FieldType::Number, FieldType::Number, FieldType::Date]
    );
    assert_eq!(field(&catalog, "own").name(), "my.own");
}

#[test]
fn an_unknown_type_is_a_warning() {
    let Loaded { catalog, warnings } =
        load(r#"[{"name": "common.imei", "type": "GUID"}, {"name": "geo", "type": "POINT"}]"#);
    assert_eq!(field(&catalog, "imei").field_type(), FieldType::String);
    assert_eq!(field(&catalog, "geo").field_type(), FieldType::Untyped);
    let messages: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        ["unknown type `GUID` of field `common.imei`", "unknown type `POINT` of field `geo`"]
    );
}

#[test]
fn two_names_of_one_field_are_one_field() {
    let Loaded { catalog, warnings } = load(
        r#"[{"name": "uuid", "type": "STRING"}, {"name": "common.uuid", "type": "STRING"},
            {"name": "imei", "type": "STRING"}, {"name": "common.IMEI", "type": "NUMBER"}]"#,
    );
    assert_eq!(catalog.len(), 2);
    assert_eq!(field(&catalog, "uuid").aliases(), ["uuid"]);
    assert_eq!(field(&catalog, "imei").field_type(), FieldType::String);
    let messages: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        ["`common.IMEI` is another name of field `common.imei`, which stays a string, not a number"]
    );
}

#[test]
fn what_is_written_is_read_again() {
    let additions = [
        Field::new("common.os_version", FieldType::String),
        Field::new("my.size", FieldType::Untyped)
            .with_sample("L")
            .with_known_values(["S", "M", "L"])
            .with_alias("size")
            .with_description("size of the shirt"),
        Field::new("uuid", FieldType::Number),
    ];
    for catalog in [Catalog::builtin().clone(), Catalog::builtin().with_fields(additions).unwrap()] {
        for text in [
            serde_json::to_string(catalog.fields()).unwrap(),
            serde_json::to_string_pretty(&serde_json::json!({"results": catalog.fields()})).unwrap(),
        ] {
            let Loaded { catalog: again, warnings } = load(&text);
            assert_eq!(warnings, []);
            assert_eq!(again.fields(), catalog.fields());
            assert!(again.is_complete());
        }
    }
}

#[test]
fn our_own_form_is_taken_as_it_stands() {
    let catalog =
        load(r#"[{"name": "os_version", "type": "string", "aliases": ["common.os_version"]}]"#).catalog;
    assert_eq!(
        catalog.fields(),
        [Field::new("os_version", FieldType::String).with_alias("common.os_version")]
    );
}

#[test]
fn refusals_say_what_and_where() {
    for (text, message) in [
        ("", "not a list of fields: EOF while parsing a value at line 1 column 0"),
        ("uuid", "not a list of fields: expected value at line 1 column 1"),
        ("[] []", "not a list of fields: trailing characters at line 1 column 4"),
        (
            "\"uuid\"",
            "not a list of fields: invalid type: string \"uuid\", \
             expected an array of fields, or an object with one in `results` at line 1 column 6",
        ),
        ("{\"messages\": []}", "not a list of fields: missing field `results` at line 1 column 16"),
        (
            "{\"results\": {}}",
            "not a list of fields: invalid type: map, \
             expected an array of fields, or an object with one in `results` at line 1 column 12",
        ),
        ("[{\"name\": \"a\"}]", "not a list of fields: missing field `type` at line 1 column 14"),
        (
            "[\n[\"a\", \"STRING\"]]",
            "not a list of fields: invalid type: sequence, expected an object with `name` and `type` at line 2 column 0",
        ),
        (
            "[\n {\"name\": \" \", \"type\": \"STRING\"}\n]",
            "not a list of fields: a field's name is empty at line 2 column 32",
        ),
        (
            "[\n {\"name\": \"a\", \"type\": \"STRING\"},\n {\"name\": \"A\", \"type\": \"STRING\"}\n]",
            "not a list of fields: field `A` is given twice at line 3 column 32",
        ),
    ] {
        assert_eq!(refusal(text), message, "{text}");
    }
    assert!(
        refusal(r#"[{"name": 7, "type": "STRING"}]"#)
            .contains("invalid type: integer `7`, expected a string")
    );
    assert!(refusal(r#"{"results": [], "results": []}"#).contains("duplicate field `results`"));
}

#[test]
fn readers_and_byte_order_marks() {
    let text = "\u{feff}[{\"name\": \"uuid\", \"type\": \"STRING\"}]";
    assert_eq!(load(text).catalog.len(), 1);
    assert_eq!(Catalog::from_json_reader(text.as_bytes()).unwrap().catalog.len(), 1);
    assert!(matches!(Catalog::from_json_reader(&b"[\"\xff\"]"[..]), Err(LoadError::Json(_))));
    assert!(matches!(Catalog::from_json_reader(io::repeat(b' ')), Err(LoadError::TooLong)));
}

#[test]
fn any_number_of_aliases_takes_linear_time() {
    let aliases: Vec<String> = (0..200_000).map(|number| format!("a{number}")).collect();
    let list = serde_json::json!([{"name": "common.uuid", "type": "string", "aliases": aliases}]);
    let catalog = load(&list.to_string()).catalog;
    assert_eq!(field(&catalog, "A199999").aliases().len(), 200_000);
}

#[test]
fn deep_nesting_is_answered() {
    for open in ["[", "{\"results\":", "{\"x\":"] {
        assert!(Catalog::from_json(&open.repeat(1_000_000)).is_err());
    }
    let deep = format!(
        r#"[{{"name": "a", "type": "STRING", "x": {}{}}}]"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(load(&deep).catalog.len(), 1);
    assert!(load("[]").catalog.is_empty());
}
