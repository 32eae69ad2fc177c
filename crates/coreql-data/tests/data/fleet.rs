//! The made-up fleet.

use std::collections::HashSet;

use coreql::catalog::{Catalog, Resolution};
use coreql::value::{AsValue, instant_of};
use coreql_data::{Device, Fleet};
use serde_json::Value as Json;

fn fleet() -> Vec<Device> {
    Fleet::new(1).take(1000).collect()
}

fn text<'d>(device: &'d Device, field: &str) -> Option<&'d str> {
    device.object().get(field).and_then(Json::as_str)
}

#[test]
fn a_device_depends_on_seed_and_index_alone() {
    let fleet = fleet();
    assert_eq!(Fleet::new(1).take(10).collect::<Vec<_>>(), fleet[..10]);
    assert_eq!(Fleet::new(1).nth(500).as_ref(), fleet.get(500));
    assert_ne!(Fleet::new(2).take(10).collect::<Vec<_>>(), fleet[..10]);
    let uuids: HashSet<_> = fleet.iter().map(|device| text(device, "common.uuid")).collect();
    assert_eq!(uuids.len(), 1000);
}

#[test]
fn every_built_in_field_occurs_and_no_other() {
    // Known by name alone: no source shows which values they have.
    const WITHOUT_VALUES: [&str; 2] = ["android.samsung_dm", "ios.data_protection"];
    let fleet = fleet();
    for field in Catalog::builtin().fields().iter().filter(|field| !WITHOUT_VALUES.contains(&field.name())) {
        let present =
            |device: &&Device| device.object().get(field.name()).is_some_and(|value| !value.is_null());
        assert!(fleet.iter().any(|device| present(&device)), "{}", field.name());
    }
    for key in fleet.iter().flat_map(|device| device.object().keys()) {
        match Catalog::builtin().resolve(key) {
            Resolution::Field(_, field) => assert_eq!(field.name(), key),
            Resolution::Custom(_) => assert!(Fleet::field_names().any(|name| name == key), "{key}"),
            Resolution::Unknown | Resolution::Ambiguous(_) => panic!("{key}"),
        }
    }
}

#[test]
fn related_fields_agree() {
    for device in fleet() {
        let platform = text(&device, "common.platform").unwrap();
        let has = |group: &str| device.object().keys().any(|key| key.starts_with(group));
        assert!(!has("android.") || platform == "Android");
        assert!(!has("ios.") || platform == "iOS" || platform == "OS X");
        let at = |field: &str| device.object().get(field).and_then(|value| instant_of(value.as_value()));
        if let (Some(created), Some(registered)) =
            (at("common.creation_date"), at("common.registration_date"))
        {
            assert!(created <= registered);
        }
        if let (Some(registered), Some(seen)) =
            (at("common.registration_date"), at("common.last_connected_at"))
        {
            assert!(registered <= seen);
        }
        let number = |field: &str| device.object().get(field).and_then(Json::as_i64);
        if let (Some(free), Some(all)) = (number("common.storage_free"), number("common.storage_capacity")) {
            assert!((0..=all).contains(&free));
        }
        let reasons = device.object().get("common.noncompliance_reasons").and_then(Json::as_array);
        if let (Some(compliant), Some(reasons)) =
            (device.object().get("common.compliant").and_then(Json::as_bool), reasons)
        {
            assert_eq!(compliant, reasons.is_empty());
        }
    }
}

#[test]
fn values_are_as_uneven_as_in_real_fleets() {
    let fleet = fleet();
    let share = |wanted: &dyn Fn(&Device) -> bool| fleet.iter().filter(|device| wanted(device)).count();
    assert!((400..600).contains(&share(&|device| text(device, "common.platform") == Some("iOS"))));
    assert!((300..500).contains(&share(&|device| text(device, "common.platform") == Some("Android"))));
    assert!((30..200).contains(&share(&|device| {
        text(device, "user.email_address").is_some_and(|mail| mail.contains("smith"))
    })));
    assert!(
        (300..900).contains(&share(
            &|device| text(device, "user.display_name").is_some_and(|name| !name.is_ascii())
        ))
    );
    assert!(share(&|device| device.object().values().any(Json::is_null)) > 500);
    assert!(
        share(&|device| device.object().values().any(|value| *value == Json::String(String::new()))) > 300
    );
}
