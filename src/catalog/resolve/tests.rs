use super::*;
use crate::catalog::FieldType;

fn resolved(name: &str) -> &'static str {
    let Resolution::Field(_, field) = Catalog::builtin().resolve(name) else { panic!("{name}") };
    field.name()
}

fn grouped(names: &[&str]) -> Catalog {
    Catalog::new().with_fields(names.iter().map(|name| Field::new(*name, FieldType::String))).unwrap()
}

/// Rule 5.6.
#[test]
fn names_compare_by_simple_folding() {
    assert_eq!(resolved("common.SerialNumber"), "common.SerialNumber");
    assert_eq!(resolved("COMMON.serialnumber"), "common.SerialNumber");
    assert_eq!(resolved("IOS.IPHONE UDID"), "ios.iPhone UDID");
    // The long s folds to s, and the Kelvin sign to k.
    assert_eq!(resolved("common.o\u{17f}_version"), "common.os_version");
    assert_eq!(resolved("common.bloc\u{212a}ed"), "common.blocked");
    let catalog = grouped(&["common.Größe", "common.Ω"]);
    assert!(
        matches!(catalog.resolve("COMMON.GRÖßE"), Resolution::Field(_, field) if field.name() == "common.Größe")
    );
    assert!(matches!(catalog.resolve("ω"), Resolution::Field(_, field) if field.name() == "common.Ω"));
    // Folding is one to one: no sharp s becomes two letters; and no accent is dropped.
    assert_eq!(catalog.resolve("common.grösse"), Resolution::Unknown);
    assert_eq!(catalog.resolve("common.große"), Resolution::Unknown);
}

/// Rule 5.7.
#[test]
fn aliases_lead_to_the_canonical_name() {
    assert_eq!(resolved("details.APNS Capable"), "common.apns_capable");
    assert_eq!(resolved("detail.apns capable"), "common.apns_capable");
    assert_eq!(resolved("LDAP.user.baseDn"), "user.ldap.baseDn");
}

/// Rule 5.7.
#[test]
fn common_may_be_left_out() {
    assert_eq!(resolved("platform"), "common.platform");
    // `user.uuid` is there too.
    assert_eq!(resolved("uuid"), "common.uuid");
    // An alias without `common.`.
    assert_eq!(resolved("clientId"), "common.client_id");
}

/// Rule 5.7.
#[test]
fn the_only_group_may_be_left_out() {
    assert_eq!(resolved("ldap.baseDn"), "user.ldap.baseDn");
    assert_eq!(resolved("iphone udid"), "ios.iPhone UDID");
    assert_eq!(resolved("email_address"), "user.email_address");
    assert_eq!(resolved("knox_version"), "android.knox_version");
}

/// Rule 5.7.
#[test]
fn several_groups_are_ambiguous() {
    let catalog = grouped(&["ios.Name", "b.other", "android.name", "custom.name"]);
    let Resolution::Ambiguous(ids) = catalog.resolve("NAME") else { panic!() };
    let names: Vec<_> = ids.iter().map(|id| catalog.field(*id).unwrap().name()).collect();
    assert_eq!(names, ["ios.Name", "android.name", "custom.name"]);
    assert!(matches!(catalog.resolve("ios.name"), Resolution::Field(..)));
    // `common.NAME` comes before all other groups.
    let catalog = grouped(&["ios.name", "android.name", "common.name"]);
    assert!(matches!(catalog.resolve("name"), Resolution::Field(_, field) if field.name() == "common.name"));
}

/// Rules 5.7 and 5.8: a listed custom attribute may be named without its group, as any field.
#[test]
fn listed_custom_attributes_have_short_names() {
    let catalog =
        grouped(&["custom.device.cost.center", "Custom.User.Team", "custom.device.Site", "custom.user.site"]);
    for (short, name) in [("COST.center", "custom.device.cost.center"), ("team", "Custom.User.Team")] {
        assert!(
            matches!(catalog.resolve(short), Resolution::Field(_, field) if field.name() == name),
            "{short}"
        );
    }
    assert!(matches!(catalog.resolve("site"), Resolution::Ambiguous([_, _])));
    assert_eq!(catalog.resolve("cost_center"), Resolution::Unknown);
    assert_eq!(Catalog::builtin().resolve("cost_center"), Resolution::Unknown);
    assert_eq!(catalog.fields()[1].group(), Some("Custom.User"));
    // A field of the group `common` comes before it.
    let catalog = grouped(&["custom.device.team", "common.team"]);
    assert!(matches!(catalog.resolve("team"), Resolution::Field(_, field) if field.name() == "common.team"));
}

/// Rule 5.8.
#[test]
fn custom_attributes_are_always_accepted() {
    for (text, canonical) in [
        ("custom.device.Asset Tag", "custom.device.Asset Tag"),
        ("Custom.DEVICE.Asset.Tag", "custom.device.Asset.Tag"),
        ("cu\u{17f}tom.user.\u{17f}", "custom.user.\u{17f}"),
    ] {
        let Resolution::Custom(name) = Catalog::builtin().resolve(text) else { panic!("{text}") };
        assert_eq!(name.to_string(), canonical);
    }
    let Some(name) = CustomName::parse("custom.user.cost centre") else { panic!() };
    assert_eq!((name.scope(), name.name()), (CustomScope::User, "cost centre"));
    for text in ["custom.device.", "custom.device", "custom.devices.x", "custom.x", "device.x", "", "."] {
        assert_eq!(Catalog::builtin().resolve(text), Resolution::Unknown, "{text}");
    }
    // A declared attribute has the type that was declared.
    let catalog =
        Catalog::builtin().with_fields([Field::new("custom.device.Floor", FieldType::Number)]).unwrap();
    assert!(matches!(
        catalog.resolve("custom.device.floor"),
        Resolution::Field(_, field) if field.field_type() == FieldType::Number
    ));
}

/// Rule 5.2.
#[test]
fn other_names_are_unknown() {
    for name in [
        "common.",
        "common",
        ".platform",
        "platform.",
        "common.common.platform",
        "common.platform ",
        "ios.uuid",
    ] {
        assert_eq!(Catalog::builtin().resolve(name), Resolution::Unknown, "{name}");
    }
}

/// Rule 5.9.
#[test]
fn keys_match_names_and_aliases_and_never_unprefixed() {
    let catalog = Catalog::builtin();
    let key =
        |key: &str| catalog.match_key(key).map(|key| (catalog.field(key.field).unwrap().name(), key.exact));
    assert_eq!(key("common.platform"), Some(("common.platform", true)));
    assert_eq!(key("Common.Platform"), Some(("common.platform", false)));
    assert_eq!(key("common.clientId"), Some(("common.client_id", false)));
    assert_eq!(key("platform"), None);
    assert_eq!(key("ldap.baseDn"), None);
    assert_eq!(key("clientId"), None);
    assert_eq!(key("custom.device.Asset"), None);
}

#[test]
fn names_of_any_length_hash_alike_however_they_are_spelt() {
    // A long s at every place, so that both ways to hash meet every remainder of eight.
    for length in 1..40 {
        let catalog = grouped(&[&"s".repeat(length)]);
        for place in 0..length {
            let name: String = (0..length).map(|at| if at == place { 'ſ' } else { 'S' }).collect();
            assert!(matches!(catalog.resolve(&name), Resolution::Field(..)), "{name}");
        }
        assert_eq!(catalog.resolve(&"s".repeat(length + 1)), Resolution::Unknown);
    }
}
