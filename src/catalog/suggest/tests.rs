use crate::catalog::{Catalog, Field, FieldType, Resolution};

#[test]
fn slips_are_forgiven() {
    for (text, intended) in [
        ("common.platfrom", "common.platform"),
        ("common.platfor", "common.platform"),
        ("common.plattform", "common.platform"),
        ("common.platgorm", "common.platform"),
        ("COMMON.PLATFROM", "common.platform"),
        ("comon.platform", "common.platform"),
        ("platfrom", "common.platform"),
        ("user.emial_address", "user.email_address"),
        ("ios.iPhone UDDI", "ios.iPhone UDID"),
        ("common.noncompliance_reason", "common.noncompliance_reasons"),
    ] {
        assert_eq!(Catalog::builtin().suggest_field(text), Some(intended), "{text}");
    }
}

#[test]
fn separators_may_be_lost_or_exchanged() {
    for (text, intended) in [
        ("commonplatform", "common.platform"),
        ("common_platform", "common.platform"),
        ("common.osversion", "common.os_version"),
        ("common.os version", "common.os_version"),
        ("common-os-version", "common.os_version"),
        ("ios.iPhoneUDID", "ios.iPhone UDID"),
        ("user_ldap_basedn", "user.ldap.baseDn"),
    ] {
        assert_eq!(Catalog::builtin().suggest_field(text), Some(intended), "{text}");
    }
}

#[test]
fn a_right_name_in_a_wrong_group_is_found() {
    assert_eq!(Catalog::builtin().suggest_field("ios.os_version"), Some("common.os_version"));
    assert_eq!(Catalog::builtin().suggest_field("common.email_address"), Some("user.email_address"));
    assert_eq!(Catalog::builtin().suggest_field("device.imei"), Some("common.imei"));
}

#[test]
fn the_written_group_is_preferred() {
    let fields = ["a.colour", "b.colours"].map(|name| Field::new(name, FieldType::String));
    let catalog = Catalog::new().with_fields(fields).unwrap();
    assert_eq!(catalog.suggest_field("b.colour"), Some("b.colours"));
    assert_eq!(catalog.suggest_field("a.colours"), Some("a.colour"));
    assert_eq!(catalog.suggest_field("c.colours"), Some("b.colours"));
}

/// Words that no catalogue lists, with and without a group; every word is for a built-in field that is not called so.
#[test]
fn everyday_words_are_known() {
    for (text, intended) in [
        ("battery", "common.battery_level"),
        ("batery", "common.battery_level"),
        ("os", "common.platform"),
        ("email", "user.email_address"),
        ("user.email", "user.email_address"),
        ("serial", "common.SerialNumber"),
        ("name", "user.display_name"),
        ("user", "user.user_id"),
        ("udid", "ios.iPhone UDID"),
        ("Compromised", "common.device_is_compromised"),
        ("encrypted", "common.device_encrypted"),
        ("last_checkin", "common.last_connected_at"),
        ("last checkin", "common.last_connected_at"),
        ("common.lastCheckin", "common.last_connected_at"),
    ] {
        assert_eq!(Catalog::builtin().suggest_field(text), Some(intended), "{text}");
    }
    let fields = [Field::new("common.uuid", FieldType::String)];
    assert_eq!(Catalog::new().with_fields(fields).unwrap().suggest_field("battery"), None);
    for line in super::EVERYDAY_WORDS.lines().skip(1) {
        let (word, name) = line.split_once('\t').unwrap();
        assert!(matches!(Catalog::builtin().resolve(word), Resolution::Unknown), "{word}");
        assert_eq!(Catalog::builtin().suggest_field(word), Some(name));
    }
}

#[test]
fn a_misspelt_alias_leads_to_the_canonical_name() {
    assert_eq!(Catalog::builtin().suggest_field("details.APNS Capabel"), Some("common.apns_capable"));
}

#[test]
fn nothing_is_suggested_when_nothing_is_close() {
    for text in
        ["", ".", "__", "x", "shoe_size", "common.shoe_size", "common.xd", "common.", "manager", "зал"]
    {
        assert_eq!(Catalog::builtin().suggest_field(text), None, "{text}");
    }
    let long = format!("common.platform{}", "_".repeat(113));
    assert_eq!(long.len(), 128);
    assert_eq!(Catalog::builtin().suggest_field(&long), Some("common.platform"));
    assert_eq!(Catalog::builtin().suggest_field(&format!("{long}_")), None);
    assert_eq!(Catalog::builtin().suggest_field(&"common.platform".repeat(100_000)), None);
}

#[test]
fn a_large_catalogue_of_alike_names_is_searched_quickly() {
    // Anagrams and one length: neither bound keeps any of them out.
    let names = (0..10_000u32).map(|number| format!("group.{number:04}abcdefgh{:04}", 9_999 - number));
    let catalog = Catalog::new().with_fields(names.map(|name| Field::new(name, FieldType::String))).unwrap();
    let start = cpu_time::ThreadTime::now();
    for _ in 0..100 {
        assert_eq!(catalog.suggest_field("group.1234abcdefhg8765"), Some("group.1234abcdefgh8765"));
    }
    // A debug build on a slow machine takes a few seconds; comparing cell by cell took minutes.
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

fn value(name: &str, value: &str) -> Option<&'static str> {
    let Resolution::Field(_, field) = Catalog::builtin().resolve(name) else { panic!("{name}") };
    field.suggest_value(value)
}

/// Rule 5.3.
#[test]
fn a_value_close_to_a_known_one_gets_it() {
    assert_eq!(value("platform", "Andriod"), Some("Android"));
    assert_eq!(value("platform", "OSX"), Some("OS X"));
    assert_eq!(value("platform", "windows phone"), Some("Windows Phone 8"));
    assert_eq!(value("status", "WIPE PENDING"), Some("WIPE_PENDING"));
    assert_eq!(value("status", "retierd"), Some("RETIRED"));
    assert_eq!(value("blocked_reasons", "COMPROMISSED"), Some("COMPROMISED"));
}

/// Rule 5.3.
#[test]
fn a_known_value_and_any_other_get_none() {
    assert_eq!(value("platform", "Android"), None);
    assert_eq!(value("platform", "ANDROID"), None);
    assert_eq!(value("platform", "Symbian"), None);
    assert_eq!(value("platform", "Windows Phone 10"), None);
    assert_eq!(value("platform", ""), None);
    assert_eq!(value("status", "IN REPAIR"), None);
    assert_eq!(value("background_status", "7"), None);
    assert_eq!(value("manufacturer", "Appel"), None);
    assert_eq!(value("platform", &"Android".repeat(1_000_000)), None);
}
