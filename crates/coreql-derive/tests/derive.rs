//! Derived records, filtered.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use coreql::catalog::{Catalog, Field, FieldType};
use coreql::eval::{FieldNames, FilterError, NamedRecord, Slot};
use coreql::value::{AsValue, Value};
use coreql::{Query, Record};

fn query(text: &str) -> Query {
    text.parse().unwrap()
}

/// The names of a type's fields, as they are given.
fn names<R: NamedRecord>() -> Vec<String> {
    let names = FieldNames::of::<R>();
    assert_eq!(names.iter().len(), R::FIELDS);
    names.iter().map(str::to_owned).collect()
}

/// The values of a record as text, by slot.
fn values<R: NamedRecord>(record: &R) -> Vec<String> {
    let text = |value: Value<'_>| match value {
        Value::Text(text) => text.to_owned(),
        value => format!("{value:?}"),
    };
    (0..=R::FIELDS).map(|index| text(record.value(Slot::new(index)))).collect()
}

#[derive(Record, Clone, Default)]
struct Device {
    platform: String,
    #[record(name = "common.os_version")]
    version: Option<Arc<str>>,
    #[record(group = "user")]
    owner: Option<User>,
    #[record(skip)]
    _cache: Vec<fmt::Error>,
    battery_level: Option<u8>,
    #[record(flatten)]
    hardware: Hardware,
    #[record(with = "Status::name")]
    status: Status,
}

#[derive(Record, Clone, Default)]
struct User {
    email_address: String,
    #[record(group = "ldap")]
    ldap: Ldap,
}

#[derive(Record, Clone, Default)]
struct Ldap {
    #[record(name = "baseDn")]
    base: Box<str>,
}

#[derive(Record, Clone, Default)]
struct Hardware {
    manufacturer: Cow<'static, str>,
}

#[derive(Clone, Default)]
enum Status {
    #[default]
    Active,
}

impl Status {
    fn name(&self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
        }
    }
}

fn device() -> Device {
    Device {
        platform: "iOS".into(),
        version: Some("17.10".into()),
        owner: Some(User {
            email_address: "j.smith@example.com".into(),
            ldap: Ldap { base: "dc=example".into() },
        }),
        battery_level: Some(80),
        hardware: Hardware { manufacturer: "Apple".into() },
        ..Device::default()
    }
}

#[test]
fn fields_come_before_the_records_within() {
    assert_eq!(
        names::<Device>(),
        [
            "platform",
            "common.os_version",
            "battery_level",
            "status",
            "user.email_address",
            "user.ldap.baseDn",
            "manufacturer"
        ]
    );
    assert_eq!(
        values(&device()),
        ["iOS", "17.10", "Integer(80)", "ACTIVE", "j.smith@example.com", "dc=example", "Apple", "Missing"]
    );
}

#[test]
fn queries_find_what_they_name() {
    for (text, expected) in [
        ("platform = \"ios\" AND battery_level >= 80", true),
        ("battery_level > 80", false),
        ("common.os_version > \"17.9\"", true),
        ("user.email_address contains \"SMITH\"", true),
        ("ldap.baseDn starts with \"dc=\"", true),
        ("manufacturer = \"apple\" AND status = \"active\"", true),
        ("", true),
    ] {
        assert_eq!(query(text).filter::<Device>().unwrap().matches(&device()), expected, "{text}");
    }
    let without = Device { owner: None, ..device() };
    let filter = query("user.email_address is empty").filter::<Device>().unwrap();
    assert!(filter.matches(&without) && !filter.matches(&device()));
    let devices = [device(), without];
    assert_eq!(devices.iter().filter(|device| filter.matches(device)).count(), 1);
}

#[derive(Record)]
struct Borrowed<'t, T, const N: usize>
where
    T: fmt::Debug,
{
    platform: &'t str,
    #[record(name = "common.imei")]
    r#type: &'t T,
    #[record(name = "custom.device.tags")]
    tags: [T; N],
    #[record(flatten)]
    owner: &'t User,
}

#[test]
fn generic_structs_that_borrow() {
    assert_eq!(
        names::<Borrowed<'_, String, 2>>(),
        ["platform", "common.imei", "custom.device.tags", "email_address", "ldap.baseDn"]
    );
    let (owner, imei) = (User::default(), "35".to_owned());
    let filter =
        query("imei = \"35\" AND custom.device.tags = \"b\"").filter::<Borrowed<'_, String, 2>>().unwrap();
    let tags = ["a".to_owned(), "b".to_owned()];
    assert!(filter.matches(&Borrowed { platform: "iOS", r#type: &imei, tags, owner: &owner }));
    assert!(!filter.matches(&Borrowed {
        platform: "iOS",
        r#type: &imei,
        tags: Default::default(),
        owner: &owner
    }));
}

#[derive(Record)]
struct Raw {
    r#platform: String,
}

#[derive(Record)]
struct Tuple(#[record(name = "platform")] &'static str, #[record(skip)] (), #[record(flatten)] Raw2);

#[derive(Record)]
struct Raw2 {
    #[record(name = "battery_level", with = "half")]
    r#loop: i32,
}

fn half(value: &i32) -> Option<f64> {
    Some(f64::from(*value) / 2.0)
}

#[derive(Record)]
struct Unit;

#[test]
fn other_shapes() {
    assert_eq!(names::<Raw>(), ["platform"]);
    assert_eq!(names::<Tuple>(), ["platform", "battery_level"]);
    assert_eq!(values(&Tuple("a", (), Raw2 { r#loop: 1 })), ["a", "Double(0.5)", "Missing"]);
    assert_eq!(names::<Unit>(), [""; 0]);
    assert!(query("").filter::<Unit>().unwrap().matches(&Unit));
    assert_eq!(values(&Raw { platform: "x".into() }), ["x", "Missing"]);
}

mod own {
    pub(crate) use ::coreql as library;
}

#[derive(Record)]
#[record(crate = "own::library")]
struct Elsewhere {
    platform: String,
}

#[test]
fn the_library_may_be_elsewhere() {
    assert!(
        query("platform = a").filter::<Elsewhere>().unwrap().matches(&Elsewhere { platform: "A".into() })
    );
}

#[derive(Record)]
struct Misspelt {
    platfrom: String,
    #[record(group = "user")]
    owner: MisspeltUser,
}

#[derive(Record)]
struct MisspeltUser {
    #[record(name = "emial_address")]
    email: String,
}

/// What is displayed of the error of a filter.
fn error<R: NamedRecord>(text: &str) -> String {
    query(text).filter::<R>().unwrap_err().to_string()
}

#[test]
fn misspelt_names_are_errors_with_the_member_and_a_suggestion() {
    let record = Misspelt { platfrom: String::new(), owner: MisspeltUser { email: String::new() } };
    assert_eq!(values(&record), ["", "", "Missing"]);
    assert_eq!(
        error::<Misspelt>("platform = a"),
        "`Misspelt` has fields that cannot be used: \
         member `platfrom`: unknown field `platfrom`, did you mean `common.platform`?; \
         member `owner.email`: unknown field `user.emial_address`, did you mean `user.email_address`?"
    );
}

#[test]
fn fields_that_the_record_lacks_are_listed() {
    assert_eq!(
        error::<Raw>("platform = a AND user.email_address = b AND ios.platform = c"),
        "`Raw` lacks fields of the query: `user.email_address`; \
         `ios.platform` (did you mean `common.platform`?)"
    );
    assert_eq!(
        error::<Raw>("user.email_address = b"),
        "`Raw` lacks fields of the query: `user.email_address`; it has common.platform"
    );
    let Err(FilterError::MissingFields { fields, .. }) = query("imei = 1").filter::<Raw>() else { panic!() };
    assert_eq!(fields[0].name(), "common.imei");
}

#[derive(Record)]
struct Twice {
    platform: String,
    #[record(name = "common.platform")]
    again: String,
}

#[test]
fn a_name_used_twice_is_an_error() {
    assert_eq!(values(&Twice { platform: "a".into(), again: "b".into() }), ["a", "b", "Missing"]);
    assert_eq!(
        error::<Twice>(""),
        "`Twice` has fields that cannot be used: \
         member `again`: `common.platform` names the field `common.platform` a second time"
    );
}

#[derive(Record)]
struct Own {
    sticker: u16,
}

#[test]
fn names_are_resolved_in_the_catalogue_of_the_query_or_one_that_is_given() {
    let catalog = Catalog::builtin().with_fields([Field::new("asset.sticker", FieldType::Number)]).unwrap();
    let options = coreql::Options::new().with_catalog(&catalog);
    let query = Query::parse("sticker > 9", &options).unwrap();
    assert!(query.filter::<Own>().unwrap().matches(&Own { sticker: 10 }));
    assert!(query.filter_in::<Own>(&catalog).is_ok());
    // The built-in catalogue has no such field, so there the member is a field `sticker` without a group.
    assert_eq!(
        query.filter_in::<Own>(Catalog::builtin()).unwrap_err().to_string(),
        "`Own` lacks fields of the query: `asset.sticker` (did you mean `sticker`?)"
    );
    let complete = catalog.into_complete();
    let error = query.filter_in::<Raw>(&Catalog::new().into_complete()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Raw` has fields that cannot be used: member `platform`: unknown field `platform`"
    );
    assert!(query.filter_in::<Own>(&complete).is_ok());
}

#[test]
fn a_filter_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + fmt::Debug>() {}
    shared::<coreql::eval::Filter<Device>>();
    shared::<coreql::eval::Filter<std::cell::Cell<u8>>>();
}

#[test]
fn members_of_a_type_of_ones_own() {
    struct Percent(f32);

    impl AsValue for Percent {
        fn as_value(&self) -> Value<'_> {
            self.0.into()
        }
    }

    #[derive(Record)]
    struct Charged {
        battery_level: Percent,
    }

    assert!(
        query("battery_level > 9.5")
            .filter::<Charged>()
            .unwrap()
            .matches(&Charged { battery_level: Percent(9.75) })
    );
}

/// Where the prelude and the names of its types mean nothing, or something else.
mod hygiene {
    #![no_implicit_prelude]
    #![deny(warnings)]
    #![allow(dead_code, non_camel_case_types)]

    struct usize;
    struct Option;
    mod core {}

    fn half(level: &::std::primitive::f64) -> ::std::primitive::f64 {
        level / 2.0
    }

    #[derive(::coreql::Record)]
    struct Inner<'a> {
        display_name: ::std::borrow::Cow<'a, str>,
    }

    #[derive(::coreql::Record)]
    #[deprecated]
    struct Outer {
        #[deprecated]
        platform: ::std::string::String,
        #[record(with = "half")]
        battery_level: f64,
        #[record(group = "user")]
        user: Inner<'static>,
    }
}
