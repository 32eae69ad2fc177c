//! coreql and its peers at the same work, in one run. `benches/peers/run.sh` prints the table.

mod devices;
mod measure;
mod queries;

use std::hint::black_box;

use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql::query::{CheckOptions, Lints, check};
use coreql::sql::{Dialect, Mapping, SqlOptions, Translator};
use coreql::syntax::{Limits, parse, tokenize};
use devices::{Device, FIELDS, Texts, by_hand};
use measure::{Contender, race};
use queries::{CEL, COREQL, FILT, Language, SCIM, SQL, WIREFILTER, ZEN};
use sqlparser::dialect::GenericDialect;
use wirefilter::{ExecutionContext, Scheme};

fn main() {
    let only = std::env::args().nth(1);
    let wanted = |stage: &str| only.as_deref().is_none_or(|only| only == stage);
    if wanted("parse") {
        parsing("parse, short: text to tree", |language| language.short.to_owned());
        parsing("parse, medium: text to tree", |language| language.medium.to_owned());
        parsing("parse, long: text to tree", Language::long);
    }
    if wanted("compile") {
        compiling();
    }
    if wanted("translate") {
        translating();
    }
    if wanted("evaluate") {
        evaluating();
    }
}

fn scheme() -> Scheme {
    wirefilter::Scheme! {
        common.platform: Bytes,
        common.manufacturer: Bytes,
        common.battery_level: Int,
        user.email_address: Bytes,
        common.compliant: Bool,
    }
}

fn parsing(title: &str, query: impl Fn(&Language) -> String) {
    let [own, wire, zen, filt, cel, scim, sql] =
        [&COREQL, &WIREFILTER, &ZEN, &FILT, &CEL, &SCIM, &SQL].map(query);
    let scheme = scheme();
    assert!(parse(&own).errors().is_empty());
    scheme.parse(&wire).unwrap();
    filt_rs::Filter::new(filt.as_str()).unwrap();
    cel::Program::compile(&cel).unwrap();
    // Its parser is private: it filters nothing.
    let scim_parses =
        |text: &str| scim_filter::scim_filter(text, std::iter::empty::<serde_json::Value>()).is_ok();
    assert!(scim_parses(&scim));
    let sql_tree = |text: &str| {
        sqlparser::parser::Parser::new(&GenericDialect)
            .try_with_sql(text)
            .and_then(|mut parser| parser.parse_expr())
    };
    sql_tree(&sql).unwrap();
    let mut lexer = zen_expression::lexer::Lexer::new();
    let mut bump = bumpalo::Bump::new();
    race(
        title,
        1,
        vec![
            Contender::new("coreql", || drop(black_box(parse(black_box(&own))))),
            Contender::new("coreql, tokens alone", || {
                tokenize(black_box(&own), Limits::default()).for_each(|token| _ = black_box(token))
            }),
            Contender::new("wirefilter-engine", || drop(black_box(scheme.parse(black_box(&wire))))),
            Contender::new("zen-expression", || {
                bump.reset();
                let tokens = lexer.tokenize(&bump, black_box(&zen)).unwrap();
                let parser = zen_expression::parser::Parser::try_new(&tokens, &bump).unwrap();
                let result = parser.standard().parse();
                assert!(result.error().is_ok());
            }),
            Contender::new("filt-rs", || drop(black_box(filt_rs::Filter::new(black_box(filt.as_str()))))),
            Contender::new("cel", || drop(black_box(cel::Program::compile(black_box(&cel))))),
            Contender::new("scim-filter", || assert!(black_box(scim_parses(black_box(&scim))))),
            Contender::new("sqlparser", || drop(black_box(sql_tree(black_box(&sql))))),
        ],
    );
}

fn compiling() {
    let catalog = Catalog::builtin();
    let schema = Schema::new(catalog, FIELDS).unwrap();
    let options = CheckOptions::new().with_lints(Lints::Silent);
    let scheme = scheme();
    let mut isolate = zen_expression::Isolate::new();
    race(
        "compile, medium: text to what can be run",
        1,
        vec![
            Contender::new("coreql", || {
                let parsed = parse(black_box(COREQL.medium));
                let query = check(parsed.tree(), catalog, options).into_query();
                drop(black_box(query.compile(&schema).unwrap()));
            }),
            Contender::new("wirefilter-engine", || {
                drop(black_box(scheme.parse(black_box(WIREFILTER.medium)).unwrap().compile()));
            }),
            Contender::new("zen-expression", || {
                drop(black_box(isolate.compile_standard(black_box(ZEN.medium)).unwrap()));
            }),
        ],
    );
}

/// The translation to SQL, beside what SQLite takes to prepare the statement that it gives.
fn translating() {
    let catalog = Catalog::builtin();
    let mapping = Mapping::of(catalog);
    let options = SqlOptions::new(Dialect::Sqlite);
    let query: coreql::Query = COREQL.medium.parse().unwrap();
    let statement = Translator::new(&mapping, options).count(&query).unwrap();
    let database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch(Translator::new(&mapping, Dialect::Sqlite).create_table().unwrap().text()).unwrap();
    race(
        "translate, medium: query to statement",
        1,
        vec![
            Contender::new("coreql", || {
                drop(black_box(Translator::new(&mapping, options).count(black_box(&query)).unwrap()))
            }),
            Contender::new("coreql, from the text", || {
                let parsed = parse(black_box(COREQL.medium));
                let checked = CheckOptions::new().with_lints(Lints::Silent);
                let query = check(parsed.tree(), catalog, checked).into_query();
                drop(black_box(Translator::new(&mapping, options).count(&query).unwrap()));
            }),
            Contender::new("SQLite prepares it", || {
                drop(black_box(database.prepare(black_box(statement.text())).unwrap()))
            }),
        ],
    );
}

impl filt_rs::Filterable for Device<'_> {
    fn get(&self, key: &str) -> filt_rs::FilterValue<'_> {
        match key {
            "common.platform" => self.platform.into(),
            "common.manufacturer" => self.manufacturer.into(),
            "common.battery_level" => self.battery_level.into(),
            "user.email_address" => self.email_address.into(),
            "common.compliant" => self.compliant.into(),
            _ => filt_rs::FilterValue::Null,
        }
    }
}

/// The value as JSON, for the peers that take that.
fn json(device: &Device<'_>) -> serde_json::Value {
    serde_json::json!({
        "common": {
            "platform": device.platform.unwrap_or_default(),
            "manufacturer": device.manufacturer.unwrap_or_default(),
            "battery_level": device.battery_level.unwrap_or(-1),
            "compliant": device.compliant.unwrap_or(false),
        },
        "user": {"email_address": device.email_address.unwrap_or_default()},
    })
}

fn evaluating() {
    const COUNT: usize = 100_000;
    let texts = Texts::of_fleet(COUNT);
    let devices = texts.devices();
    let schema = Schema::new(Catalog::builtin(), FIELDS).unwrap();
    let query: coreql::Query = COREQL.medium.parse().unwrap();
    let matcher = query.compile(&schema).unwrap();
    let expected = devices.iter().filter(|device| by_hand(device)).count();
    assert_eq!(devices.iter().filter(|device| matcher.matches(*device)).count(), expected);

    let filt = filt_rs::Filter::new(FILT.medium).unwrap();
    assert_eq!(devices.iter().filter(|device| filt.matches(*device).unwrap()).count(), expected);

    let lower = texts.lower();
    // wirefilter wants every field set: what is missing is a value that no comparison of the query takes.
    let scheme = scheme();
    let wire = scheme.parse(WIREFILTER.medium).unwrap().compile();
    let contexts: Vec<ExecutionContext<'_>> = lower
        .devices()
        .into_iter()
        .map(|device| {
            let mut context = ExecutionContext::new(&scheme);
            context.set_field_value("common.platform", device.platform.unwrap_or_default()).unwrap();
            context.set_field_value("common.manufacturer", device.manufacturer.unwrap_or_default()).unwrap();
            let level = i32::try_from(device.battery_level.unwrap_or(-1)).unwrap();
            context.set_field_value("common.battery_level", level).unwrap();
            context.set_field_value("user.email_address", device.email_address.unwrap_or_default()).unwrap();
            context.set_field_value("common.compliant", device.compliant.unwrap_or(false)).unwrap();
            context
        })
        .collect();
    assert_eq!(contexts.iter().filter(|context| wire.execute(context).unwrap()).count(), expected);

    let variables: Vec<zen_expression::Variable> = devices.iter().map(|device| json(device).into()).collect();
    let zen = zen_expression::compile_expression(ZEN.medium).unwrap();
    let mut vm = zen_expression::vm::VM::new();
    let mut zen_matches = |variable: &zen_expression::Variable| {
        zen.evaluate_with(variable.shallow_clone(), &mut vm).unwrap().as_bool() == Some(true)
    };
    assert_eq!(variables.iter().filter(|variable| zen_matches(variable)).count(), expected);

    let cel = cel::Program::compile(CEL.medium).unwrap();
    let cel_contexts: Vec<cel::Context<'_, '_>> = devices
        .iter()
        .map(|device| {
            let mut context = cel::Context::default();
            let json = json(device);
            context.add_variable("common", &json["common"]).unwrap();
            context.add_variable("user", &json["user"]).unwrap();
            context
        })
        .collect();
    let cel_matches =
        |context: &cel::Context<'_, '_>| cel.execute(context).unwrap() == cel::Value::Bool(true);
    assert_eq!(cel_contexts.iter().filter(|context| cel_matches(context)).count(), expected);

    let database = rusqlite::Connection::open_in_memory().unwrap();
    database
        .execute_batch("CREATE TABLE devices (platform TEXT, manufacturer TEXT, battery_level INTEGER, email_address TEXT, compliant INTEGER)")
        .unwrap();
    {
        let transaction = database.unchecked_transaction().unwrap();
        let mut insert = transaction.prepare("INSERT INTO devices VALUES (?, ?, ?, ?, ?)").unwrap();
        for Device { platform, manufacturer, battery_level, email_address, compliant } in &devices {
            insert.execute((platform, manufacturer, battery_level, email_address, compliant)).unwrap();
        }
        drop(insert);
        transaction.commit().unwrap();
    }
    let mut select = database
        .prepare(
            "SELECT count(*) FROM devices WHERE platform = 'iOS' COLLATE NOCASE AND (manufacturer LIKE 'Appl%' OR battery_level >= 50) \
             AND email_address LIKE '%smith%' AND compliant",
        )
        .unwrap();
    let mut sqlite = || select.query_row([], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(usize::try_from(sqlite()).unwrap(), expected);

    println!("\n{expected} of {COUNT} devices match");
    race(
        "evaluate, medium: ns for each of 100,000 devices",
        u32::try_from(COUNT).unwrap(),
        vec![
            Contender::new("coreql", || {
                black_box(devices.iter().filter(|device| matcher.matches(black_box(*device))).count());
            }),
            Contender::new("by hand", || {
                black_box(devices.iter().filter(|device| by_hand(black_box(device))).count());
            }),
            Contender::new("wirefilter-engine (by letter)", || {
                black_box(
                    contexts.iter().filter(|context| wire.execute(black_box(context)).unwrap()).count(),
                );
            }),
            Contender::new("filt-rs", || {
                black_box(devices.iter().filter(|device| filt.matches(black_box(*device)).unwrap()).count());
            }),
            Contender::new("zen-expression (by letter)", || {
                black_box(variables.iter().filter(|variable| zen_matches(black_box(variable))).count());
            }),
            Contender::new("cel (by letter)", || {
                black_box(cel_contexts.iter().filter(|context| cel_matches(black_box(context))).count());
            }),
            Contender::new("rusqlite (ASCII folding)", || {
                black_box(sqlite());
            }),
        ],
    );
}
