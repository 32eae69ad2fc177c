//! The three queries in each language. A language that lacks a field's dots or an operator gets the closest that it has.

/// How a language joins comparisons, and its medium query.
pub struct Language {
    pub short: &'static str,
    pub medium: &'static str,
    pub or: &'static str,
}

impl Language {
    /// Ten times the medium query.
    pub fn long(&self) -> String {
        vec![format!("({})", self.medium); 10].join(self.or)
    }
}

pub const COREQL: Language = Language {
    short: r#""common.platform" = "iOS""#,
    medium: r#""common.platform" = "iOS" AND ("common.manufacturer" starts with "Appl" OR "common.battery_level" >= 50) AND "user.email_address" contains "smith" AND "common.compliant" = true"#,
    or: " OR ",
};

/// wirefilter is case-sensitive, so its data and literals are in lower case; it has no prefix operator, and a boolean is a
/// condition by itself.
pub const WIREFILTER: Language = Language {
    short: r#"common.platform == "ios""#,
    medium: r#"common.platform == "ios" && (common.manufacturer contains "appl" || common.battery_level >= 50) && user.email_address contains "smith" && common.compliant"#,
    or: " || ",
};

pub const ZEN: Language = Language {
    short: r#"common.platform == "iOS""#,
    medium: r#"common.platform == "iOS" and (startsWith(common.manufacturer, "Appl") or common.battery_level >= 50) and contains(user.email_address, "smith") and common.compliant == true"#,
    or: " or ",
};

pub const FILT: Language = Language {
    short: r#"common.platform == "iOS""#,
    medium: r#"common.platform == "iOS" && (common.manufacturer startswith "Appl" || common.battery_level >= 50) && user.email_address contains "smith" && common.compliant == true"#,
    or: " || ",
};

pub const CEL: Language = Language {
    short: r#"common.platform == "iOS""#,
    medium: r#"common.platform == "iOS" && (common.manufacturer.startsWith("Appl") || common.battery_level >= 50) && user.email_address.contains("smith") && common.compliant == true"#,
    or: " || ",
};

pub const SCIM: Language = Language {
    short: r#"common.platform eq "iOS""#,
    medium: r#"common.platform eq "iOS" and (common.manufacturer sw "Appl" or common.battery_level ge 50) and user.email_address co "smith" and common.compliant eq true"#,
    or: " or ",
};

pub const SQL: Language = Language {
    short: r#""common.platform" = 'iOS'"#,
    medium: r#""common.platform" = 'iOS' AND ("common.manufacturer" LIKE 'Appl%' OR "common.battery_level" >= 50) AND "user.email_address" LIKE '%smith%' AND "common.compliant" = true"#,
    or: " OR ",
};
