//! The values that a made-up fleet is drawn from.

use super::random::Choices;

/// The platforms of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Platform {
    Ios,
    Android,
    MacOs,
    WindowsPhone,
    BlackBerry,
}

/// A model of a device.
#[derive(Clone, Copy, Debug)]
pub(super) struct Model {
    pub(super) platform: Platform,
    pub(super) manufacturer: &'static str,
    pub(super) model: &'static str,
    pub(super) name: &'static str,
    /// Gigabytes.
    pub(super) memory: i64,
    /// Gigabytes.
    pub(super) storage: i64,
    pub(super) versions: Choices<&'static str>,
}

const IOS: Choices<&str> = Choices {
    first: "17.5.1",
    rest: &["17.5.1", "17.4", "17.2", "17.1.2", "16.7.8", "16.3", "15.8.2", "12.1.2", "9.3.5", "10"],
};
const ANDROID: Choices<&str> = Choices {
    first: "14",
    rest: &["14", "14", "13", "13", "12", "11", "10", "9", "8.1.0", "7.0", "4.4.2", "4.4"],
};
const MAC: Choices<&str> = Choices { first: "14.5", rest: &["14.4.1", "13.6.7", "12.7", "10.15.7"] };
const WINDOWS: Choices<&str> =
    Choices { first: "8.10.14219.341", rest: &["8.10.12393.890", "8.0.10521.155", "10.0.15254.603"] };
const BLACKBERRY: Choices<&str> = Choices { first: "10.3.3.2205", rest: &["10.2.1.3442", "7.1.0.1033"] };

const fn model(
    platform: Platform,
    manufacturer: &'static str,
    model: &'static str,
    name: &'static str,
    memory: i64,
    storage: i64,
) -> Model {
    let versions = match platform {
        Platform::Ios => IOS,
        Platform::Android => ANDROID,
        Platform::MacOs => MAC,
        Platform::WindowsPhone => WINDOWS,
        Platform::BlackBerry => BLACKBERRY,
    };
    Model { platform, manufacturer, model, name, memory, storage, versions }
}

/// About half iOS, two fifths Android, a tenth other platforms. A model that occurs twice is twice as likely.
pub(super) const MODELS: Choices<Model> = Choices {
    first: model(Platform::Ios, "Apple Inc.", "iPhone15,2", "iPhone 14 Pro", 6, 256),
    rest: &[
        model(Platform::Ios, "Apple Inc.", "iPhone15,2", "iPhone 14 Pro", 6, 128),
        model(Platform::Ios, "Apple Inc.", "iPhone14,5", "iPhone 13", 4, 128),
        model(Platform::Ios, "Apple Inc.", "iPhone14,5", "iPhone 13", 4, 256),
        model(Platform::Ios, "Apple Inc.", "iPhone12,1", "iPhone 11", 4, 64),
        model(Platform::Ios, "Apple Inc.", "iPhone8,1", "iPhone 6s", 2, 32),
        model(Platform::Ios, "Apple", "iPad13,18", "iPad (10th generation)", 4, 64),
        model(Platform::Ios, "Apple", "iPad13,18", "iPad (10th generation)", 4, 256),
        model(Platform::Ios, "Apple", "iPad8,9", "iPad Pro (11-inch)", 6, 256),
        model(Platform::Ios, "Apple Inc.", "iPhone16,1", "iPhone 15 Pro", 8, 256),
        model(Platform::Android, "samsung", "SM-S911B", "Galaxy S23", 8, 256),
        model(Platform::Android, "samsung", "SM-S911B", "Galaxy S23", 8, 128),
        model(Platform::Android, "samsung", "SM-G900A", "Galaxy S5", 2, 16),
        model(Platform::Android, "samsung", "SM-T575", "Galaxy Tab Active3", 4, 64),
        model(Platform::Android, "Google", "Pixel 7a", "Pixel 7a", 8, 128),
        model(Platform::Android, "Zebra Technologies", "TC52", "TC52", 4, 32),
        model(Platform::Android, "Xiaomi", "2201117TG", "Redmi Note 11", 4, 64),
        model(Platform::Android, "HUAWEI", "VOG-L29", "P30 Pro", 8, 128),
        model(Platform::MacOs, "Apple Inc.", "MacBookPro18,3", "MacBook Pro (14-inch, 2021)", 16, 512),
        model(Platform::WindowsPhone, "NOKIA", "RM-1045", "Lumia 930", 2, 32),
        model(Platform::BlackBerry, "BlackBerry", "SQW100-1", "Passport", 3, 32),
    ],
};

/// First name, last name, and both in ASCII for an e-mail address.
pub(super) type Person = (&'static str, &'static str, &'static str);

pub(super) const PEOPLE: Choices<Person> = Choices {
    first: ("Agnes", "Smith", "agnes.smith"),
    rest: &[
        ("John", "Smith", "john.smith"),
        ("Mary", "Goldsmith", "mary.goldsmith"),
        ("Liam", "O'Brien", "liam.obrien"),
        ("Jürgen", "Müller", "juergen.mueller"),
        ("Käthe", "Weiß", "kaethe.weiss"),
        ("Anneliese", "Groß", "anneliese.gross"),
        ("Σίσυφος", "Παπαδόπουλος", "sisyfos.papadopoulos"),
        ("Ελένη", "Νικολάου", "eleni.nikolaou"),
        ("İbrahim", "Yıldız", "ibrahim.yildiz"),
        ("Ayşe", "Çelik", "ayse.celik"),
        ("Łukasz", "Wiśniewski", "lukasz.wisniewski"),
        ("Żaneta", "Dąbrowska", "zaneta.dabrowska"),
        ("李", "伟", "wei.li"),
        ("王", "芳", "fang.wang"),
        ("さくら", "田中", "sakura.tanaka"),
        ("محمد", "العلي", "mohammed.alali"),
        ("Дмитрий", "Соколов", "dmitry.sokolov"),
        ("Ольга", "Кузнецова", "olga.kuznetsova"),
        ("François", "Lefèvre", "francois.lefevre"),
        ("Zoë", "van den Berg", "zoe.vandenberg"),
        ("Søren", "Kjær", "soren.kjaer"),
        ("Noa", "כהן", "noa.cohen"),
        ("Ana", "Silva", "ana.silva"),
        ("José", "García", "jose.garcia"),
        ("Priya", "Sharma", "priya.sharma"),
        ("Kevin", "Larsson", "kevin.larsson"),
        ("test", "user", "testuser"),
        ("Grace", "Kim", "grace.kim"),
        ("Oleksandr", "Шевченко", "oleksandr.shevchenko"),
        ("Nguyễn", "Văn An", "an.nguyen"),
    ],
};

pub(super) const DOMAINS: Choices<&str> =
    Choices { first: "example.com", rest: &["example.com", "corp.example", "example.org"] };

/// A country, with a mobile operator and a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Country {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) operator: &'static str,
    pub(super) mcc: &'static str,
    pub(super) mnc: &'static str,
    pub(super) locale: &'static str,
    pub(super) language: &'static str,
    pub(super) dial: &'static str,
}

const fn country(names: [&'static str; 4], codes: [&'static str; 4]) -> Country {
    let [name, operator, language, locale] = names;
    let [code, mcc, mnc, dial] = codes;
    Country { code, name, operator, mcc, mnc, locale, language, dial }
}

pub(super) const COUNTRIES: Choices<Country> = Choices {
    first: country(["United States", "AT&T", "English", "en-US"], ["US", "310", "410", "+1"]),
    rest: &[
        country(["United States", "Verizon", "English", "en-US"], ["US", "311", "480", "+1"]),
        country(["United States", "T-Mobile", "Spanish", "es-US"], ["US", "310", "260", "+1"]),
        country(["Germany", "Telekom.de", "German", "de-DE"], ["DE", "262", "01", "+49"]),
        country(["United Kingdom", "O2 - UK", "English", "en-GB"], ["GB", "234", "10", "+44"]),
        country(["France", "Orange F", "French", "fr-FR"], ["FR", "208", "01", "+33"]),
        country(["Japan", "NTT DOCOMO", "Japanese", "ja-JP"], ["JP", "440", "10", "+81"]),
        country(["Türkiye", "Turkcell", "Turkish", "tr-TR"], ["TR", "286", "01", "+90"]),
        country(["Côte d’Ivoire", "MTN CI", "French", "fr-CI"], ["CI", "612", "05", "+225"]),
    ],
};

pub(super) const REASONS: Choices<&str> = Choices {
    first: "OS_VERSION",
    rest: &[
        "OS_VERSION",
        "COMPROMISED",
        "DATA_PROTECTION",
        "POLICY_OUT_OF_DATE",
        "DEVICE_OUT_OF_CONTACT",
        "APP_CONTROL",
        "DEVICE_ADMIN_DEACTIVE",
        "LOGGED_OUT",
    ],
};

pub(super) const STATUSES: Choices<&str> = Choices {
    first: "ACTIVE",
    rest: &[
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "VERIFIED",
        "RETIRED",
        "WIPED",
        "LOST",
        "PENDING",
        "IENROLL_INPROGRESS",
    ],
};

pub(super) const COMMENTS: Choices<&str> = Choices {
    first: "",
    rest: &[
        "spare",
        "Replaced screen",
        "path C:\\temp",
        "says \"broken\"",
        "100% charged_",
        "\u{5e93}存设备 😀",
        " ",
    ],
};

pub(super) const SPACES: Choices<&str> =
    Choices { first: "Global", rest: &["Global", "Global", "EMEA", "Field Service"] };
