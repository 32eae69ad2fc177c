use super::*;

fn catalog(fields: impl IntoIterator<Item = Field>) -> Catalog {
    Catalog::new().with_fields(fields).unwrap()
}

fn string(name: &str) -> Field {
    Field::new(name, FieldType::String)
}

/// Rule 5.1.
#[test]
fn every_row_of_the_builtin_list_is_read() {
    let catalog = Catalog::builtin();
    assert_eq!(catalog.len(), 111);
    assert_eq!(builtin::rows().count(), 111);
    for (row, field) in builtin::rows().zip(catalog.fields()) {
        assert_eq!(row.split('\t').count(), 7, "{row}");
        let again = [
            field.name(),
            field.field_type().as_str(),
            field.evidence().as_str(),
            field.sample().unwrap_or(""),
            &field.known_values().join("|"),
            &field.aliases().join("|"),
            field.description().unwrap_or(""),
        ];
        assert_eq!(again.join("\t"), row);
    }
    assert!(!catalog.is_complete());
}

#[test]
fn every_builtin_name_and_alias_leads_to_its_own_field() {
    let catalog = Catalog::builtin();
    for (id, field) in catalog.iter() {
        for name in field.aliases().iter().map(String::as_str).chain([field.name()]) {
            assert_eq!(catalog.resolve(name), Resolution::Field(id, field), "{name}");
            assert_eq!(catalog.match_key(name).unwrap().field, id, "{name}");
        }
        assert_eq!(catalog.field(id), Some(field));
        assert!(std::ptr::eq(&raw const catalog.fields()[id.index()], field));
    }
}

#[test]
fn a_new_field_comes_last_and_numbers_stay() {
    let builtin = Catalog::builtin();
    let grown = builtin.with_fields([Field::new("common.sticker", FieldType::Number)]).unwrap();
    assert_eq!(grown.len(), 112);
    for (id, field) in builtin.iter() {
        assert_eq!(grown.field(id), Some(field));
    }
    assert!(matches!(grown.resolve("sticker"), Resolution::Field(id, _) if id.index() == 111));
    assert!(!grown.is_complete());
    assert!(grown.into_complete().is_complete());
}

#[test]
fn an_existing_name_replaces_the_type_and_keeps_what_else_is_known() {
    let addition = Field::new("COMMON.Client_ID", FieldType::String).with_alias("agent");
    let catalog = Catalog::builtin().with_fields([addition]).unwrap();
    assert_eq!(catalog.len(), 111);
    let Resolution::Field(id, field) = catalog.resolve("agent") else { panic!() };
    assert_eq!(Catalog::builtin().field(id).unwrap().name(), "common.client_id");
    assert_eq!(field.name(), "common.client_id");
    assert_eq!(field.field_type(), FieldType::String);
    assert_eq!(field.evidence(), Evidence::User);
    assert_eq!(field.aliases(), ["common.clientId", "agent"]);
    assert_eq!(field.description(), Some("numeric id of the management client"));
    // The sample was a number.
    assert_eq!(field.sample(), None);
}

#[test]
fn known_values_stay_until_others_are_given() {
    let same = Catalog::builtin().with_fields([string("common.owner")]).unwrap();
    let Resolution::Field(_, owner) = same.resolve("owner") else { panic!() };
    assert_eq!(owner.known_values(), ["COMPANY", "EMPLOYEE", "UNKNOWN"]);
    let other =
        Catalog::builtin().with_fields([string("common.owner").with_known_values(["US", "THEM"])]).unwrap();
    let Resolution::Field(_, owner) = other.resolve("owner") else { panic!() };
    assert_eq!(owner.known_values(), ["US", "THEM"]);
}

#[test]
fn bad_additions_are_refused() {
    let refusal = |fields: &[Field]| Catalog::builtin().with_fields(fields.iter().cloned()).unwrap_err();
    assert_eq!(refusal(&[string("")]), CatalogError::EmptyName);
    assert_eq!(refusal(&[string("a").with_alias(" ")]), CatalogError::EmptyName);
    assert_eq!(
        refusal(&[string("my.a"), string("MY.A")]),
        CatalogError::DuplicateName { name: "MY.A".to_owned() }
    );
    assert_eq!(
        refusal(&[string("common.uuid"), string("Common.UUID")]),
        CatalogError::DuplicateName { name: "Common.UUID".to_owned() }
    );
    let taken = refusal(&[string("my.a").with_alias("common.clientid")]);
    assert_eq!(
        taken.to_string(),
        "alias `common.clientid` of field `my.a` already names field `common.client_id`"
    );
    let taken = refusal(&[string("my.a").with_alias("my.b"), string("my.b")]);
    assert_eq!(taken.to_string(), "alias `my.b` of field `my.a` already names field `my.b`");
}

#[test]
fn a_name_beats_an_alias_and_an_unprefixed_name() {
    let catalog = Catalog::builtin().with_fields([string("common.clientId"), string("platform")]).unwrap();
    let name = |text: &str| {
        let Resolution::Field(_, field) = catalog.resolve(text) else { panic!("{text}") };
        field.name()
    };
    assert_eq!(name("common.clientid"), "common.clientId");
    assert_eq!(name("clientid"), "common.clientId");
    assert_eq!(name("common.client_id"), "common.client_id");
    assert_eq!(name("platform"), "platform");
    assert_eq!(name("common.platform"), "common.platform");
}

#[test]
fn an_empty_catalogue_has_custom_attributes_only() {
    let catalog = Catalog::new();
    assert!(catalog.is_empty());
    assert_eq!(catalog.resolve("common.uuid"), Resolution::Unknown);
    assert_eq!(catalog.match_key("common.uuid"), None);
    assert_eq!(catalog.suggest_field("common.uuid"), None);
    assert!(matches!(catalog.resolve("custom.user.x"), Resolution::Custom(_)));
}

#[test]
fn many_fields_are_all_found() {
    let names = || (0..10_000).map(|number| format!("group{}.Name {number}", number % 7));
    let catalog = catalog(names().map(|name| string(&name)));
    for (number, name) in names().enumerate() {
        assert!(
            matches!(catalog.resolve(&name.to_uppercase()), Resolution::Field(id, _) if id.index() == number)
        );
        let unprefixed = format!("name {number}");
        assert!(matches!(catalog.resolve(&unprefixed), Resolution::Field(id, _) if id.index() == number));
    }
    assert_eq!(catalog.resolve("name 10000"), Resolution::Unknown);
}

#[test]
fn types_and_evidence_are_written_as_the_list_has_them() {
    let types = ["string", "version", "number", "date", "boolean", "string[]", "untyped"];
    assert_eq!(FieldType::ALL.map(|field_type| field_type.to_string()), types);
    for field_type in FieldType::ALL {
        assert_eq!(field_type.as_str().parse(), Ok(field_type));
        assert_eq!(field_type.as_str().to_uppercase().parse(), Ok(field_type));
    }
    assert_eq!("text".parse::<FieldType>().unwrap_err().to_string(), "unknown field type `text`");
    assert_eq!(Evidence::ALL.map(|kind| kind.to_string()), ["guide", "product", "client", "server", "user"]);
}

/// Rule 1.4.
#[test]
fn endpoints_have_the_documented_limits() {
    assert_eq!(Endpoint::ALL.map(Endpoint::max_query_utf16), [255, 2000, 2000, 2000]);
    assert_eq!(Endpoint::ALL.map(Endpoint::limit), [Some(0..=200), None, None, Some(0..=5000)]);
    assert_eq!(Endpoint::OFFSET, 0..=10_000_000);
    assert_eq!(Endpoint::FIELD_COUNT, 1..=512);
    assert_eq!(
        Endpoint::ALL.map(|endpoint| endpoint.to_string()),
        ["search", "count", "query-test", "export"]
    );
    for endpoint in Endpoint::ALL {
        assert_eq!(endpoint.to_string().parse(), Ok(endpoint));
    }
    assert_eq!(
        "query_test".parse::<Endpoint>().unwrap_err().to_string(),
        "unknown endpoint `query_test`: search, count, query-test and export are known"
    );
}

#[test]
fn a_catalogue_can_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + fmt::Debug>(_: &T) {}
    shared(Catalog::builtin());
    assert_eq!(format!("{:?}", Catalog::builtin()), "Catalog { fields: 111, complete: false, .. }");
}

#[cfg(feature = "serde")]
#[test]
fn the_serde_names_are_the_written_names() {
    for field_type in FieldType::ALL {
        assert_eq!(serde_json::to_value(field_type).unwrap(), field_type.as_str());
        assert_eq!(serde_json::from_value::<FieldType>(field_type.as_str().into()).unwrap(), field_type);
    }
    for kind in Evidence::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    for endpoint in Endpoint::ALL {
        assert_eq!(serde_json::to_value(endpoint).unwrap(), endpoint.as_str());
    }
    let field = Field::new("my.field", FieldType::StringArray).with_alias("mine");
    assert_eq!(
        serde_json::to_string(&field).unwrap(),
        r#"{"name":"my.field","type":"string[]","evidence":"user","aliases":["mine"]}"#
    );
}

/// The names that the vendor's guide to its connector for ServiceNow lists as imported from Core by default, and those
/// of its list of all of them that are known.
#[test]
fn the_names_of_the_servicenow_guide_are_listed() {
    let names = include_str!("servicenow_fields.txt");
    let unlisted: Vec<&str> =
        names.lines().filter(|name| Catalog::builtin().lookup(name).field().is_none()).collect();
    assert!(unlisted.is_empty() && names.lines().count() > 70, "{unlisted:?}");
}

/// The names that published clients of the API send or read: integrations of Cortex XSOAR, Siemplify and Axonius, a
/// PowerShell module that quotes a request of the admin portal, and a toolbox in Python.
#[test]
fn the_names_that_clients_send_are_listed() {
    let names = include_str!("client_fields.txt");
    let unlisted: Vec<&str> =
        names.lines().filter(|name| Catalog::builtin().lookup(name).field().is_none()).collect();
    assert!(unlisted.is_empty() && names.lines().count() > 60, "{unlisted:?}");
}
