use super::*;
use crate::catalog::Catalog;
use crate::value::{Number, version};

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn number_keys_are_in_the_order_of_numbers() {
    let texts = [
        "-1e308",
        "-9223372036854775809",
        "-9223372036854775808",
        "-9223372036854775807",
        "-9007199254740993",
        "-9007199254740992.5",
        "-1.5",
        "-1",
        "-5e-324",
        "0",
        "-0.0",
        "5e-324",
        "0.1",
        "1",
        "1.0",
        "1.5",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9007199254740994",
        "4611686018427387903",
        "4611686018427387905",
        "9223372036854775295",
        "9223372036854775806",
        "9223372036854775807",
        "9223372036854775808",
        "1e300",
    ];
    for a in texts {
        for b in texts {
            let keys = key::number(number(a)).cmp(&key::number(number(b)));
            assert_eq!(keys, number(a).cmp(&number(b)), "{a} {b}");
        }
    }
}

#[test]
fn version_keys_are_in_the_order_of_versions() {
    let pieces = [
        "0",
        "00",
        "1",
        "9",
        "10",
        "2147483648",
        "99999999999999999",
        "a",
        "B",
        "beta",
        "be",
        "\0",
        "\u{1}",
        "\u{2}",
        "é",
        "ſ",
        "~",
    ];
    let mut texts: Vec<String> = pieces.map(str::to_owned).to_vec();
    for a in pieces {
        for b in pieces {
            texts.extend([
                format!("{a}.{b}"),
                format!("{a}{b}"),
                format!("{a}-{b}.0"),
                format!(".{a}_1 {b}"),
            ]);
        }
    }
    for a in texts.iter().step_by(3) {
        for b in &texts {
            assert_eq!(key::version(a).cmp(&key::version(b)), version::compare(a, b), "{a:?} {b:?}");
        }
    }
}

#[test]
fn the_text_after_a_prefix() {
    for (prefix, after) in [
        ("a", Some("b")),
        ("a\u{10ffff}", Some("b")),
        ("\u{d7ff}", Some("\u{e000}")),
        ("\u{10ffff}", None),
        ("", None),
    ] {
        assert_eq!(key::after(prefix).as_deref(), after);
    }
}

#[test]
fn every_dialect_has_a_name_of_its_own_and_reads_it() {
    for dialect in Dialect::ALL {
        assert_eq!(dialect.as_str().parse(), Ok(dialect));
    }
    assert!("oracle".parse::<Dialect>().is_err());
}

#[test]
fn a_type_of_a_mapping_is_one_type() {
    let mapping = |sql_type: &str| {
        let json = format!(
            r#"{{"table": "t", "fields": [{{"field": "common.platform", "column": "p", "storage": "text", "sql_type": {}}}]}}"#,
            serde_json::Value::from(sql_type)
        );
        Mapping::from_json(&json).map_err(|error| error.to_string())
    };
    assert!(Translator::new(&mapping("VARCHAR(64)").unwrap(), Dialect::Postgres).create_table().is_ok());
    assert!(Translator::new(&mapping("ENUM('a', 'b)')").unwrap(), Dialect::MariaDb).create_table().is_ok());
    for bad in [
        "",
        "TEXT); DROP TABLE t; --",
        "TEXT, x TEXT",
        "TEXT DEFAULT ''",
        "1",
        "TEXT --",
        "TEXT /* */",
        "TEXT /*! PRIMARY KEY */",
        "TEXT #",
        "TEXT\n",
        "ENUM('a\\', 'b')",
    ] {
        for dialect in [Dialect::Postgres, Dialect::MariaDb] {
            let error = Translator::new(&mapping(bad).unwrap(), dialect).create_table().unwrap_err();
            assert!(matches!(error, SqlError::BadType { .. }), "{bad}: {error}");
        }
    }
}

#[test]
fn a_mapping_without_a_table_or_columns_has_no_statement() {
    let mapping = |json: &str| Mapping::from_json(json).unwrap();
    let query: Query = "".parse().unwrap();
    let nowhere = mapping(
        r#"{"table": [], "fields": [{"field": "common.platform", "column": "p", "storage": "text"}]}"#,
    );
    let empty = mapping(r#"{"table": "t", "fields": []}"#);
    let row = [SqlValue::Null];
    for dialect in Dialect::ALL {
        let options = SqlOptions::new(dialect);
        let bad_name = Err(SqlError::BadName { name: String::new(), dialect });
        assert_eq!(Translator::new(&nowhere, dialect).create_table(), bad_name);
        assert_eq!(
            Translator::new(&nowhere, SqlOptions::new(dialect).with_literals(Literals::Inlined))
                .insert([row.as_slice()]),
            bad_name
        );
        assert_eq!(Translator::new(&nowhere, options).count(&query), bad_name);
        assert_eq!(Translator::new(&nowhere, options).search(&query, &Search::new()), bad_name);
        assert_eq!(Translator::new(&empty, dialect).create_table(), Err(SqlError::NoColumns));
        assert_eq!(Translator::new(&empty, dialect).prepared_insert(), Err(SqlError::NoColumns));
        assert_eq!(
            Translator::new(&empty, SqlOptions::new(dialect).with_literals(Literals::Inlined))
                .insert([[].as_slice()]),
            Err(SqlError::NoColumns)
        );
    }
}

#[test]
fn names_of_a_mapping_are_those_of_queries() {
    let mapping = |fields: &[&str]| {
        let entry = |(at, field): (usize, &&str)| {
            format!(r#"{{"field": {field:?}, "column": "c{at}", "storage": "text"}}"#)
        };
        let entries: Vec<String> = fields.iter().enumerate().map(entry).collect();
        // As editors of Windows save it.
        let json = format!("\u{feff}{{\"table\": \"t\", \"fields\": [{}]}}", entries.join(","));
        Mapping::from_json(&json).unwrap().with_canonical_names(Catalog::builtin())
    };
    let names = ["platform", "COMMON.MODEL", "Custom.Device.Größe", "vendor.new"];
    let mapped = mapping(&names).unwrap();
    let found: Vec<&str> = mapped.fields().map(|columns| columns.field.as_str()).collect();
    assert_eq!(found, ["common.platform", "common.model", "custom.device.Größe", "vendor.new"]);
    assert_eq!(mapped.field("common.platform").map(|columns| columns.column.as_str()), Some("c0"));
    let error = mapping(&["platform", "common.platform"]).unwrap_err();
    assert_eq!(error.to_string(), "the field `common.platform` has two entries");
}

#[test]
fn errors_of_mappings_describe_their_form() {
    for (text, message) in [
        ("1", "an object with `table` and `fields`"),
        ("[]", "an object with `table` and `fields`"),
        (r#"{"table": 1, "fields": []}"#, "`table` is neither a name nor a list of names"),
        (r#"{"table": "t", "fields": [1]}"#, "an object with `field`, `column` and `storage`"),
    ] {
        let error = Mapping::from_json(text).unwrap_err().to_string();
        assert!(error.contains(message), "{text}: {error}");
    }
}

/// A statement means the same to MariaDB and MySQL whatever character set the client declares.
#[test]
fn literals_of_mysql_are_ascii() {
    let mapping = Mapping::of(Catalog::builtin());
    let query: Query = "comment contains \"😀\" OR user.display_name = \"José\"".parse().unwrap();
    for dialect in [Dialect::MariaDb, Dialect::MySql] {
        let options = SqlOptions::new(dialect).with_literals(Literals::Inlined);
        let condition = query.to_sql(&mapping, options).unwrap();
        assert!(condition.text().is_ascii(), "{}", condition.text());
        assert!(condition.text().contains("_utf8mb4 X'6A6F73C3A9'"), "{}", condition.text());
    }
}

/// Every dialect prints every kind of test, and sqlparser reads it.
#[cfg(feature = "ddl")]
#[test]
fn every_dialect_prints_what_parses() {
    let catalog = Catalog::builtin();
    let mapping = Mapping::of(catalog);
    let query = Query::parse(
        r#"NOT (platform in ("iOS", "it's \\ \"x\"") or os_version < "17.2" and not battery_level >= 50.5) and
           (common.imei starts with "01" or manufacturer contains "%_") and last_connected_at >= "2024-02" and compliant = true
           and owner is not empty and battery_level in (1, 2.5, 3)"#,
        &crate::Options::extended(),
    );
    let query = query.unwrap_or_else(|invalid| panic!("{:?}", invalid.diagnostics()));
    for dialect in Dialect::ALL {
        for literals in [Literals::Bound, Literals::Inlined] {
            let options = SqlOptions::new(dialect).with_literals(literals);
            let statement = Translator::new(&mapping, options)
                .search(&query, &Search::new().with_limit(5).with_offset(2))
                .unwrap();
            let text = statement.text().replace(":String}", "}").replace(":Int64}", "}");
            if literals == Literals::Inlined {
                assert!(statement.parameters().is_empty());
                let read = sqlparser::parser::Parser::parse_sql(&*ddl::parser_dialect(dialect), &text);
                assert!(read.is_ok_and(|statements| statements.len() == 1), "{dialect}: {text}");
            }
        }
        assert!(Translator::new(&mapping, dialect).create_table().is_ok(), "{dialect}");
    }
}

#[test]
fn conditions_of_one_field_are_simplified() {
    let mapping = Mapping::of(Catalog::builtin());
    let sql = |text: &str| {
        let query = Query::parse(text, &crate::Options::extended()).unwrap();
        let options = SqlOptions::new(Dialect::Sqlite).with_literals(Literals::Inlined);
        let text = query.to_sql(&mapping, options).unwrap().text().replace('`', "");
        text.replace("common_platform__folded", "p").replace("common_last_connected_at", "d")
    };
    for (text, expected) in [
        (r#"platform = "b" or platform = "A" or platform in ("c", "B")"#, "p IN ('a', 'b', 'c')"),
        (r#"platform != "a" and platform not in ("b")"#, "(p IN ('a', 'b')) IS NOT TRUE"),
        (r#"platform = "a" and platform = "A""#, "p = 'a'"),
        (r#"platform = "a" and platform = "b""#, "1 = 0"),
        (r#"platform in ("a", "b") and platform in ("B", "c")"#, "p = 'b'"),
        (r#"platform = "a" and platform = "b" or platform is empty"#, "(p IS NULL OR p = '')"),
        (r#"not (platform = "a" and platform = "b")"#, "1 = 1"),
        (
            r#"platform > "a" and platform >= "b" and platform < "z" and platform <= "z""#,
            "p >= 'b' AND p < 'z'",
        ),
        (r#"platform > "b" or platform > "a""#, "p > 'a'"),
        (r#"platform > "b" and platform = "a""#, "1 = 0"),
        (r#"last_connected_at > "2024" and last_connected_at < "2024-06""#, "1 = 0"),
        (
            r#"last_connected_at >= "2024" and last_connected_at > "2024-01-01T00:00:00Z""#,
            "d >= 1704067201000",
        ),
    ] {
        assert_eq!(sql(text), expected, "{text}");
    }
    // Neither an array nor an order that is not that of the text is touched.
    assert!(sql(r#"os_version > "9" and os_version = "10""#).contains(" AND "));
}

#[test]
fn patterns_for_what_contains_a_text() {
    for (text, pattern) in
        [("", "%%"), ("ab", "%ab%"), ("50%_\\", "%50\\%\\_\\\\%"), ("\u{1f600}", "%\u{1f600}%")]
    {
        assert_eq!(key::containing(text), pattern);
    }
}

/// Each index has a name of its own that fits, even if the table's name leaves no space for the column's.
#[test]
fn a_field_has_its_indexes_once_however_often_it_is_named() {
    let mapping = Mapping::of(Catalog::builtin());
    let of = |fields: &[&str]| {
        let indexes = Indexes::new().with_fields(fields.to_vec()).with_substring_fields(fields.to_vec());
        Translator::new(&mapping, Dialect::Postgres).create_indexes(&indexes).unwrap()
    };
    assert_eq!(of(&["common.platform", "COMMON.PLATFORM", "common.platform"]), of(&["common.platform"]));
}

#[test]
fn names_of_indexes_fit_and_differ() {
    let all: Vec<String> =
        Mapping::of(Catalog::builtin()).fields().map(|field| field.field.clone()).collect();
    for table in ["devices", "t", &"é".repeat(31), &"x".repeat(63)] {
        let mapping = Mapping::of(Catalog::builtin()).with_table([table]);
        for (dialect, longest) in
            [(Dialect::Postgres, 63), (Dialect::MariaDb, 64), (Dialect::MySql, 64), (Dialect::Sqlite, 1000)]
        {
            let indexes = Translator::new(&mapping, dialect)
                .create_indexes(&Indexes::new().with_substring_fields(&all))
                .unwrap();
            let name = |statement: &SqlFragment| {
                let quoted = statement.text().strip_prefix("CREATE INDEX ")?.split(" ON ").next()?;
                Some(quoted.trim_matches(['"', '`']).to_lowercase())
            };
            let mut names: Vec<String> = indexes.iter().filter_map(name).collect();
            assert!(names.len() > 80 && names.iter().all(|name| name.len() <= longest), "{names:?}");
            names.push(table.to_lowercase());
            let count = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), count, "{dialect}");
        }
    }
}

#[test]
fn indexes_are_of_what_conditions_compare() {
    let mapping = Mapping::from_json(
        r#"{"table": ["s", "d"], "fields": [
            {"field": "common.platform", "column": "p", "storage": "text"},
            {"field": "common.owner", "column": "o", "storage": "text", "folded": "o\"f"},
            {"field": "common.battery_level", "column": "b", "storage": "integer", "real": "r"},
            {"field": "common.compliant", "column": "c", "storage": "boolean"}
        ]}"#,
    )
    .unwrap();
    let sql = |dialect| -> Vec<String> {
        let statements = Translator::new(&mapping, dialect).create_indexes(&Indexes::new()).unwrap();
        statements.iter().map(|statement| statement.text().to_owned()).collect()
    };
    assert_eq!(
        sql(Dialect::Postgres),
        [
            r#"CREATE INDEX "d_p_native" ON "s"."d" ((lower("p" COLLATE "default") COLLATE "C"))"#,
            r#"CREATE INDEX "d_o""f" ON "s"."d" ("o""f")"#,
            r#"CREATE INDEX "d_b" ON "s"."d" ("b")"#,
            r#"CREATE INDEX "d_r" ON "s"."d" ("r")"#,
        ]
    );
    // The schema is with the index there.
    assert_eq!(sql(Dialect::Sqlite)[0], "CREATE INDEX `s`.`d_p_native` ON `d` (lower(`p`))");
    // No index of an expression, and of a text's start alone.
    assert_eq!(sql(Dialect::MariaDb)[0], "CREATE INDEX `d_o\"f` ON `s`.`d` (`o\"f`(768))");
    for dialect in [Dialect::ClickHouse, Dialect::Spark, Dialect::DataFusion, Dialect::DuckDb] {
        assert!(sql(dialect).is_empty());
    }
    let error = Translator::new(&mapping, Dialect::Postgres)
        .create_indexes(&Indexes::new().with_fields(["nowhere"]))
        .unwrap_err();
    assert_eq!(error, SqlError::NoColumn { field: "nowhere".to_owned() });
}

#[test]
fn default_columns_have_names_of_their_own() {
    let fields = ["a b", "A.B", "a_b_2", "a__folded", "a", "日本", "é", "id"].map(str::to_owned);
    let long = "x".repeat(100);
    let long = (0..12).map(|number| format!("{long}{number}"));
    let fields: Vec<crate::catalog::Field> = fields
        .into_iter()
        .chain(long)
        .map(|name| crate::catalog::Field::new(name, crate::catalog::FieldType::Untyped))
        .collect();
    let mapping = Mapping::of_fields(&fields);
    let json = serde_json::to_string(&mapping).unwrap();
    assert_eq!(Mapping::from_json(&json).map_err(|error| error.to_string()), Ok(mapping.clone()));
    for dialect in Dialect::ALL {
        assert_eq!(Translator::new(&mapping, dialect).create_table().err(), None);
    }
}

#[test]
fn what_has_no_order_in_sql_is_not_sorted_by() {
    let catalog = Catalog::builtin();
    let untyped = crate::catalog::Field::new("custom.device.x", crate::catalog::FieldType::Untyped);
    let mapping = Mapping::of_fields(catalog.fields().iter().chain([&untyped]));
    let query: Query = "".parse().unwrap();
    for (field, sorts) in [
        ("common.platform", true),
        ("common.os_version", true),
        ("common.battery_level", true),
        ("common.noncompliance_reasons", false),
        ("custom.device.x", false),
    ] {
        let search = Search::new().with_order(field, SortOrder::Descending);
        let statement = Translator::new(&mapping, SqlOptions::new(Dialect::Sqlite)).search(&query, &search);
        assert_eq!(statement.is_ok(), sorts, "{field}: {statement:?}");
    }
}

/// A condition as a part of a bigger statement, in each style of placeholders.
#[test]
fn placeholders_have_the_style_and_the_numbers_that_are_set() {
    let mapping = Mapping::builder("devices")
        .with_field("common.battery_level", "50%?", Storage::Integer)
        .with_field("common.last_connected_at", "seen", Storage::Timestamp)
        .build()
        .unwrap();
    let options = SqlOptions::new(Dialect::Postgres).with_first_placeholder(7);
    let of = |text: &str, style| {
        let query: Query = text.parse().unwrap();
        let options = options.with_placeholders(style);
        let condition = Translator::new(&mapping, options).with_alias("d").condition(&query).unwrap();
        (condition.text().to_owned(), condition.parameters().len())
    };
    for (style, column, placeholder) in [
        (PlaceholderStyle::QuestionMark, "\"50%?\"", "?"),
        (PlaceholderStyle::Percent, "\"50%%?\"", "%s"),
        (PlaceholderStyle::Dollar, "\"50%?\"", "$7"),
        (PlaceholderStyle::Colon, "\"50%?\"", ":p7"),
        (PlaceholderStyle::At, "\"50%?\"", "@p7"),
        (PlaceholderStyle::Braces, "\"50%?\"", "{p7:Int64}"),
    ] {
        let expected = format!("\"d\".{column} > CAST({placeholder} AS BIGINT)");
        assert_eq!(of("battery_level > 5", style), (expected, 1));
        // The instant has two places in its template.
        let (text, parameters) = of("last_connected_at > 2024", style);
        let places = text.matches(placeholder).count();
        assert_eq!((places, parameters), if style.is_numbered() { (2, 1) } else { (2, 2) }, "{text}");
        let modulo = if style == PlaceholderStyle::Percent { ") %% 3600000" } else { ") % 3600000" };
        assert!(text.contains(modulo), "{text}");
    }
}

#[test]
fn an_alias_is_that_of_the_table_too() {
    let mapping = Mapping::builder("devices")
        .with_schema(["mdm"])
        .with_id("id")
        .with_field("common.battery_level", "battery", Storage::Integer)
        .build()
        .unwrap();
    let query: Query = "battery_level = 1".parse().unwrap();
    let options = SqlOptions::new(Dialect::Sqlite).with_literals(Literals::Inlined);
    let translator = Translator::new(&mapping, options).with_alias("d`");
    let search = Search::new().with_fields(["common.battery_level"]).with_limit(1);
    assert_eq!(
        translator.search(&query, &search).unwrap().text(),
        "SELECT `d```.`battery` FROM `mdm`.`devices` AS `d``` WHERE `d```.`battery` = 1 ORDER BY `d```.`id` LIMIT 1"
    );
    assert_eq!(
        translator.count(&query).unwrap().text(),
        "SELECT COUNT(*) FROM `mdm`.`devices` AS `d``` WHERE `d```.`battery` = 1"
    );
    assert!(matches!(
        Translator::new(&mapping, options).with_alias("").count(&query),
        Err(SqlError::BadName { .. })
    ));
}

/// The parameters that come before count too.
#[test]
fn placeholders_beyond_the_limit_are_an_error() {
    let mapping =
        Mapping::builder("t").with_field("common.battery_level", "b", Storage::Integer).build().unwrap();
    let query: Query = "battery_level = 1".parse().unwrap();
    let of = |first| {
        let options = SqlOptions::new(Dialect::Postgres).with_first_placeholder(first);
        Translator::new(&mapping, options).condition(&query).map(|condition| condition.into_parts().0)
    };
    assert_eq!(of(65_535).unwrap(), "\"b\" = CAST($65535 AS BIGINT)");
    assert!(matches!(of(65_536), Err(SqlError::TooManyParameters { parameters: 65_536, .. })));
    assert!(of(usize::MAX).is_err());
}
