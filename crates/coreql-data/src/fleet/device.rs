//! One device of a made-up fleet.

use serde_json::{Map, Value as Json, json};

use super::Fleet;
use super::random::{Choices, Random};
use super::tables::{
    COMMENTS, COUNTRIES, Country, DOMAINS, MODELS, Model, PEOPLE, Person, Platform, REASONS, SPACES, STATUSES,
};
use crate::Device;
use coreql::value::date::Instant;

const DAY: i64 = 86_400_000;

const NOW: i64 = Fleet::NOW;

/// A device whose fields are being filled in.
///
/// Every method draws from the random numbers in a fixed order: a draw that is added or moved changes every fleet.
pub(super) struct Draft {
    random: Random,
    index: u64,
    fields: Map<String, Json>,
    model: Model,
    country: Country,
    version: &'static str,
}

impl Draft {
    pub(super) fn new(seed: u64, index: u64) -> Self {
        let mut random = Random::new(seed, index);
        let model = *random.pick(&MODELS);
        let country = *random.pick(&COUNTRIES);
        let version = *random.pick(&model.versions);
        Self { random, index, fields: Map::new(), model, country, version }
    }

    pub(super) fn into_device(mut self) -> Device {
        self.identity();
        self.hardware();
        self.network();
        self.history();
        self.compliance();
        match self.model.platform {
            Platform::Ios | Platform::MacOs => self.ios(),
            Platform::Android => self.android(),
            Platform::WindowsPhone => self.windows_phone(),
            Platform::BlackBerry => {}
        }
        self.user();
        self.custom();
        Device::new(self.fields)
    }

    fn set(&mut self, name: &str, value: impl Into<Json>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    /// Sets a text field, except on `missing` per cent of the devices: there it is absent, null or empty.
    fn maybe(&mut self, missing: u64, name: &str, value: impl Into<Json>) {
        if !self.random.percent(missing) {
            return self.set(name, value);
        }
        match self.random.below(4) {
            0 => self.set(name, Json::Null),
            1 => self.set(name, ""),
            _ => {}
        }
    }

    /// Sets a field of another type, except on `missing` per cent of the devices: there it is absent or null.
    fn maybe_typed(&mut self, missing: u64, name: &str, value: impl Into<Json>) {
        if !self.random.percent(missing) {
            return self.set(name, value);
        }
        if self.random.percent(25) {
            self.set(name, Json::Null);
        }
    }

    fn flag(&mut self, name: &str, chance: u64) {
        let value = self.random.percent(chance);
        self.maybe_typed(5, name, value);
    }

    fn instant(&mut self, name: &str, missing: u64, at: i64) {
        self.maybe_typed(missing, name, Instant(at).to_string());
    }

    fn identity(&mut self) {
        let random = &mut self.random;
        let variant = *random.pick(&Choices { first: "8", rest: &["9", "a", "b"] });
        let (a, b, c, d, e) = (random.hex(8), random.hex(4), random.hex(3), random.hex(3), random.hex(12));
        self.set("common.id", self.index.saturating_add(1));
        self.set("common.uuid", format!("{a}-{b}-4{c}-{variant}{d}-{e}"));
        let serial = self.random.hex(10).to_uppercase();
        self.maybe(4, "common.SerialNumber", serial);
        let status = *self.random.pick(&STATUSES);
        self.set("common.status", status);
        self.set("common.retired", matches!(status, "RETIRED" | "WIPED"));
        let owner =
            *self.random.pick(&Choices { first: "COMPANY", rest: &["COMPANY", "EMPLOYEE", "UNKNOWN"] });
        self.maybe(3, "common.owner", owner);
        let space = *self.random.pick(&SPACES);
        self.maybe(1, "common.device_space_name", space);
        let comment = *self.random.pick(&COMMENTS);
        self.maybe(80, "common.comment", comment);
        self.set("common.ccm_migration_status", "None");
    }

    fn hardware(&mut self) {
        const GIGABYTE: i64 = 1_000_000_000;
        let Model { platform, manufacturer, model, name, memory, storage, .. } = self.model;
        let platform = match platform {
            Platform::Ios => "iOS",
            Platform::Android => "Android",
            Platform::MacOs => "OS X",
            Platform::WindowsPhone => "Windows Phone 8",
            Platform::BlackBerry => "BlackBerry",
        };
        self.set("common.platform", platform);
        self.maybe(3, "common.manufacturer", manufacturer);
        self.maybe(2, "common.model", model);
        self.maybe(10, "common.model_name", name);
        let version = self.version;
        self.maybe(2, "common.os_version", version);
        self.set("common.platform_name", format!("{platform} {version}"));
        let battery = self.random.between(0, 100);
        self.maybe_typed(6, "common.battery_level", battery);
        let free = self.random.between(GIGABYTE / 4, memory * GIGABYTE * 3 / 4);
        self.maybe_typed(5, "common.memory_capacity", memory * GIGABYTE);
        self.maybe_typed(5, "common.memory_free", free);
        let free = self.random.between(0, storage * GIGABYTE);
        self.maybe_typed(3, "common.storage_capacity", storage * GIGABYTE);
        self.maybe_typed(3, "common.storage_free", free);
        let background = self.random.below(6);
        self.maybe_typed(20, "common.background_status", background);
        self.flag("common.apns_capable", 50);
        self.flag("common.device_encrypted", 85);
    }

    fn network(&mut self) {
        let Country { code, name, operator, mcc, mnc, locale, language, dial } = self.country;
        self.maybe(2, "common.home_country_code", code);
        self.maybe(2, "common.home_country_name", name);
        self.maybe(8, "common.home_operator_name", operator);
        let current = if self.random.percent(92) { self.country } else { *self.random.pick(&COUNTRIES) };
        self.maybe(10, "common.current_country_code", current.code);
        self.maybe(10, "common.current_country_name", current.name);
        self.maybe(12, "common.current_operator_name", current.operator);
        self.maybe_typed(10, "common.roaming", current.code != code);
        self.maybe(4, "common.locale", locale);
        self.maybe(4, "common.language", language);
        let number = format!("{dial}{}", self.random.digits(9));
        self.maybe(
            15,
            "common.current_phone_number",
            if self.random_is_tablet() { "PDA".to_owned() } else { number.clone() },
        );
        self.maybe(40, "common.home_phone_number", number);
        let imei = with_check_digit(&format!("35{}", self.random.digits(12)));
        self.maybe(12, "common.imei", imei);
        let imsi = format!("{mcc}{mnc}{}", self.random.digits(15 - mcc.len() - mnc.len()));
        self.maybe(15, "common.registration_imsi", format!("{mcc}{mnc}"));
        self.maybe(12, "common.imsi", imsi);
        let ip = format!(
            "10.{}.{}.{}",
            self.random.below(32),
            self.random.below(256),
            self.random.between(1, 254)
        );
        self.maybe(5, "common.ip_address", ip);
        let mac = self.random.hex(12);
        self.maybe(6, "common.wifi_mac_address", mac.clone());
        self.maybe(97, "common.ethernet_mac", mac);
        let technology = *self.random.pick(&Choices { first: "GSM", rest: &["LTE", "CDMA"] });
        self.maybe(20, "common.cellular_technology", technology);
        let places = Choices { first: "Berlin, DE", rest: &["Zürich, CH", "São Paulo, BR", "東京, JP"] };
        let location = *self.random.pick(&places);
        self.maybe(85, "common.location", location);
    }

    fn random_is_tablet(&self) -> bool {
        self.model.model.starts_with("iPad") || self.model.model.starts_with("SM-T")
    }

    fn history(&mut self) {
        let creation = NOW - self.random.between(DAY, 5 * 365 * DAY);
        let registration = (creation + self.random.between(0, 3 * DAY)).min(NOW);
        // Most devices were seen in the last week, some not for years.
        let away = if self.random.percent(85) {
            self.random.between(0, 7 * DAY)
        } else {
            self.random.between(0, NOW - registration)
        };
        let seen = (NOW - away).max(registration);
        self.instant("common.creation_date", 0, creation);
        self.instant("common.registration_date", 3, registration);
        self.instant("common.last_connected_at", 3, seen);
        self.instant("common.miclient_last_connected_at", 8, seen - self.random_minutes());
        self.instant("common.modified_at", 2, seen);
        self.instant("common.location_last_captured_at", 85, seen);
        let built = creation / 1000 * 1000;
        self.instant("common.client_build_date", 10, built);
        let version = *self.random.pick(&Choices {
            first: "12.11.60.1.3R",
            rest: &["12.3.0.0.2R", "11.0.0.0.115R", "9.0.1.0.68D"],
        });
        self.maybe(6, "common.client_version", version);
        self.maybe(6, "common.client_name", "com.mobileiron");
        let client = self.random.between(1_073_741_824, 1_073_999_999);
        self.maybe_typed(6, "common.client_id", client);
    }

    fn random_minutes(&self) -> i64 {
        // Less than an hour, depending on the index alone.
        i64::try_from(self.index % 60).unwrap_or(0) * 60_000
    }

    fn compliance(&mut self) {
        let compliant = self.random.percent(82);
        let compromised = !compliant && self.random.percent(10);
        let mut reasons: Vec<&str> = Vec::new();
        if !compliant {
            let count = self.random.between(1, 3);
            for _ in 0..count {
                let reason = *self.random.pick(&REASONS);
                if reason != "COMPROMISED" && !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            if compromised || reasons.is_empty() {
                reasons.push(if compromised { "COMPROMISED" } else { "OS_VERSION" });
            }
        }
        let quarantined = !compliant && self.random.percent(50);
        let blocked = quarantined && self.random.percent(40);
        let of = |holds: bool| if holds { json!(reasons) } else { json!([]) };
        let (noncompliance, quarantine, block) = (of(!compliant), of(quarantined), of(blocked));
        self.maybe_typed(2, "common.compliant", compliant);
        self.maybe_typed(5, "common.noncompliance_reasons", noncompliance);
        self.maybe_typed(2, "common.quarantined", quarantined);
        self.maybe_typed(30, "common.quarantined_reasons", quarantine);
        self.maybe_typed(5, "common.blocked", blocked);
        self.maybe_typed(30, "common.blocked_reasons", block);
        self.maybe_typed(70, "common.block_reason", i64::from(blocked));
        self.maybe_typed(2, "common.device_is_compromised", compromised);
        self.maybe(10, "common.security_state", if compromised { "Compromised" } else { "Ok" });
        let protected = self.random.percent(90);
        self.maybe_typed(5, "common.data_protection_enabled", protected);
        let unprotected = if protected { json!([]) } else { json!(["PASSCODE_NOT_SET"]) };
        self.maybe_typed(40, "common.data_protection_reasons", unprotected);
        self.flag("common.device_admin_enabled", 90);
        self.flag("common.mdm_managed", 95);
    }

    fn ios(&mut self) {
        let Country { mcc, mnc, .. } = self.country;
        let name = self.model.name;
        self.maybe(4, "ios.DeviceName", name);
        self.maybe(4, "ios.ProductName", self.model.model);
        let udid = self.random.hex(40);
        self.maybe(4, "ios.iPhone UDID", udid);
        let iccid = format!("8901{}", self.random.digits(15));
        self.maybe(10, "ios.iPhone ICCID", iccid);
        let mac = self.random.hex(12);
        self.maybe(6, "ios.BluetoothMAC", mac.clone());
        self.maybe(6, "ios.iPhone MAC_ADDRESS_EN0", mac);
        self.maybe(5, "ios.iPhone VERSION", self.version);
        for (name, value) in
            [("ios.Current MCC", mcc), ("ios.Current MNC", mnc), ("ios.SIM MCC", mcc), ("ios.SIM MNC", mnc)]
        {
            self.maybe(12, name, value);
        }
        self.flag("ios.DataRoamingEnabled", 20);
        self.flag("ios.IsDeviceLocatorServiceEnabled", 60);
        self.flag("ios.PasscodeIsCompliant", 93);
        self.flag("ios.Supervised", 55);
        self.maybe(60, "ios.security_reason_code", "0x00000008");
        self.maybe(60, "ios.wakeup_status", "OK");
    }

    fn android(&mut self) {
        let brand = self.model.manufacturer;
        self.maybe(4, "android.brand", brand);
        self.flag("android.admin_activated", 92);
        self.flag("android.afw_capable", 75);
        self.flag("android.mdm_enabled", 95);
        self.flag("android.usb_debugging", 8);
        self.flag("android.device_roaming_flag", 6);
        let attestation =
            *self.random.pick(&Choices { first: "Passed", rest: &["Passed", "Unknown", "Failed"] });
        self.maybe(15, "android.attestation", attestation);
        if brand == "samsung" {
            self.maybe(10, "android.knox_version", "KNOX API 1.2.0");
        }
        let card = self.random.between(0, 128) * 1_000_000_000;
        let free = self.random.between(0, card);
        self.maybe_typed(50, "android.media_card_capacity", card);
        self.maybe_typed(50, "android.media_card_free", free);
        let build = format!("KOT49H.I537UCUCNE{}", self.random.below(10));
        self.maybe(10, "android.os_build_number", build);
        let registrations = Choices { first: "Device Admin", rest: &["Managed Device with Work Profile"] };
        let registration = *self.random.pick(&registrations);
        self.maybe(5, "android.registration_status", registration);
        let patch = NOW - self.random.between(0, 3 * 365 * DAY);
        let day = Instant(patch).to_string();
        self.maybe_typed(10, "android.security_patch", day.get(..10).unwrap_or_default());
    }

    fn windows_phone(&mut self) {
        let version = self.version;
        self.maybe(5, "windows_phone.dm_client_version", version);
        self.maybe(30, "windows_phone.health_data_bit_locker_status", "1");
        self.maybe(30, "windows_phone.win10_antivirus_status", "0");
        self.maybe(10, "windows_phone.wp_firmware_version", "3058.50000.1425.0005");
        self.maybe(10, "windows_phone.wp_hardware_version", "1.0.0.0");
        let local = NOW - self.random.between(0, 30 * DAY);
        self.instant("windows_phone.wp_local_time", 15, local);
    }

    fn user(&mut self) {
        let (first, last, address): Person = *self.random.pick(&PEOPLE);
        let number = self.random.below(400);
        // One user in ten has the address without a number.
        let id = if number < 40 { address.to_owned() } else { format!("{address}{number}") };
        let domain = *self.random.pick(&DOMAINS);
        self.set("user.user_id", id.clone());
        self.set("user.display_name", format!("{first} {last}"));
        self.maybe(3, "user.email_address", format!("{id}@{domain}"));
        self.maybe(5, "user.first_name", first);
        self.maybe(5, "user.last_name", last);
        self.maybe(15, "user.ldap.baseDn", "ou=contacts,dc=example,dc=com");
        self.maybe(15, "user.sam_account_name", format!("CORP\\{id}"));
        let uuid = self.random.hex(32);
        self.maybe(5, "user.uuid", uuid);
    }

    fn custom(&mut self) {
        let center = self.random.between(1000, 1099);
        // The type of a custom attribute depends on who wrote it.
        let center = if self.random.percent(50) { json!(center) } else { json!(center.to_string()) };
        self.maybe_typed(60, "custom.device.cost_center", center);
        let department = *self.random.pick(&Choices { first: "Sales", rest: &["Vertrieb", "R&D", "営業"] });
        self.maybe(60, "custom.user.department", department);
    }
}

/// Appends the Luhn check digit, as in an IMEI.
fn with_check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip([true, false].into_iter().cycle())
        .map(|(digit, doubled)| match (digit, doubled) {
            (digit, false) => digit,
            (digit @ 0..=4, true) => digit * 2,
            (digit, true) => digit * 2 - 9,
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
