//! Whole statements on the engines: counts, and pages of searches in every order, compared with ranks written by hand.

use coreql::catalog::Catalog;
use coreql::sql::{
    Dialect, Literals, Mapping, Search, SortOrder, SqlError, SqlFragment, SqlOptions, SqlValue, Translator,
};
use coreql_data::Device;
use coreql_testing::engines::Engine;
use coreql_testing::on_each_engine;
use coreql_testing::sql::{read, rows_of, sqlite};
use serde_json::{Value as Json, json};

/// Values of a field in ascending order; those of one rank are equal.
fn ranks() -> Vec<(&'static str, Vec<Vec<Json>>)> {
    vec![
        (
            "common.battery_level",
            vec![
                vec![json!(-1e300)],
                vec![json!(i64::MIN)],
                vec![json!(-1.5)],
                vec![json!(-1)],
                vec![json!(0), json!(-0.0)],
                vec![json!(0.5)],
                vec![json!(9_007_199_254_740_992_i64), json!(9_007_199_254_740_992.0)],
                vec![json!(9_007_199_254_740_993_i64)],
                vec![json!(i64::MAX)],
                vec![json!(9_223_372_036_854_775_808.0)],
            ],
        ),
        (
            "common.model",
            // Folded, then by code points.
            vec![
                vec![json!("")],
                vec![json!("10")],
                vec![json!("9")],
                vec![json!("STRASSE"), json!("ſtrasse")],
                vec![json!("tablet"), json!("TABLET")],
                vec![json!("\u{c9}t\u{e9}"), json!("\u{e9}T\u{c9}")],
                vec![json!("\u{ff5a}")],
                vec![json!("\u{10428}"), json!("\u{10400}")],
            ],
        ),
        (
            "common.os_version",
            vec![
                vec![json!("9")],
                vec![json!("9.3.5")],
                vec![json!("10"), json!("10.0")],
                vec![json!("10.0.1")],
                vec![json!("100")],
            ],
        ),
        (
            "common.last_connected_at",
            vec![vec![json!(-1)], vec![json!(0)], vec![json!(1_468_264_766_123_i64)]],
        ),
        ("common.compliant", vec![vec![json!(false)], vec![json!(true)]]),
    ]
}

/// A device for each value, and some without; the index of a device is its `common.uuid`.
struct Table {
    mapping: Mapping,
    rows: Vec<Vec<SqlValue>>,
    /// The rank of each device's value, for each field.
    ranks: Vec<(&'static str, Vec<Option<usize>>)>,
}

const DEVICES: usize = 60;

fn table() -> Table {
    let catalog = Catalog::builtin();
    let ranks = ranks();
    let mut devices = Vec::new();
    let mut of_devices: Vec<(&str, Vec<Option<usize>>)> =
        ranks.iter().map(|(field, _)| (*field, Vec::new())).collect();
    for at in 0..DEVICES {
        let mut device = json!({"common.uuid": at.to_string()});
        for (number, (field, values)) in ranks.iter().enumerate() {
            // Steps without a common factor with the counts mix the fields' values.
            let all: Vec<(usize, &Json)> = (0..)
                .zip(values)
                .flat_map(|(rank, equal)| equal.iter().map(move |value| (rank, value)))
                .collect();
            let found = all.get((at * 11 + number * 5) % (all.len() + 2));
            if let Some((_, value)) = found {
                device[*field] = (*value).clone();
            }
            of_devices[number].1.push(found.map(|(rank, _)| *rank));
        }
        devices.push(Device::new(device.as_object().unwrap().clone()));
    }
    let fields = ranks.iter().map(|(field, _)| *field).chain(["common.uuid"]);
    let fields: Vec<_> = fields
        .map(|field| match catalog.resolve(field) {
            coreql::catalog::Resolution::Field(_, field) => field.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    let mapping = Mapping::of_fields(&fields);
    let rows = rows_of(&mapping, &devices);
    Table { mapping, rows, ranks: of_devices }
}

impl Table {
    /// Each search with the devices that it finds, in order.
    fn searches(&self) -> Vec<(Search, Vec<usize>)> {
        let both = [SortOrder::Ascending, SortOrder::Descending];
        let sorted = self.ranks.iter().flat_map(|(field, ranks)| both.map(|order| (*field, ranks, order)));
        let mut orders = vec![(Search::new(), (0..DEVICES).collect::<Vec<_>>())];
        for (field, ranks, order) in sorted {
            let mut ids: Vec<usize> = (0..DEVICES).collect();
            // Rule 9.1: missing values last, ties in the order of the devices.
            ids.sort_by_key(|id| match (ranks[*id], order) {
                (None, _) => (1, 0),
                (Some(rank), SortOrder::Ascending) => (0, rank),
                (Some(rank), SortOrder::Descending) => (0, usize::MAX - rank),
            });
            orders.push((Search::new().with_order(field, order), ids));
        }
        let mut searches = Vec::new();
        for (search, ids) in orders {
            let search = search.with_fields(["common.uuid"]);
            for (limit, offset) in [
                (None, 0),
                (None, 13),
                (None, 1000),
                (Some(0), 0),
                (Some(0), 5),
                (Some(1), 0),
                (Some(7), 20),
                (Some(1000), 50),
                (Some(2_147_483_640), 7),
            ] {
                let page = search.clone().with_offset(offset);
                let page = limit.iter().fold(page, |page, limit| page.with_limit(*limit));
                let found = ids.iter().copied().skip(offset as usize);
                let found = found.take(limit.map_or(usize::MAX, |limit: u64| limit as usize));
                searches.push((page, found.collect()));
            }
        }
        searches
    }
}

fn pages(dialect: Dialect, mapping: &Mapping, mut run: impl FnMut(&SqlFragment) -> Vec<String>) {
    let table = table();
    for literals in [Literals::Inlined, Literals::Bound] {
        let options = SqlOptions::new(dialect).with_literals(literals);
        // Starting a statement is slow on Spark.
        let step = if dialect == Dialect::Spark { 5 } else { 1 };
        for (search, expected) in table.searches().into_iter().step_by(step) {
            let statement = Translator::new(mapping, options).search(&read(""), &search).unwrap();
            let found: Vec<usize> = run(&statement).iter().map(|uuid| uuid.parse().unwrap()).collect();
            assert_eq!(found, expected, "{dialect}: {}", statement.text());
        }
        // A condition with an order and a page.
        let query = read("common.model is not empty and common.uuid contains \"1\"");
        let (_, ranks) = &table.ranks[1];
        let selected: Vec<usize> = (0..DEVICES)
            .filter(|id| ranks[*id].is_some_and(|rank| rank > 0) && id.to_string().contains('1'))
            .collect();
        let search = Search::new().with_fields(["common.uuid"]).with_limit(5).with_offset(2);
        let statement = Translator::new(mapping, options).search(&query, &search).unwrap();
        let found: Vec<usize> = run(&statement).iter().map(|uuid| uuid.parse().unwrap()).collect();
        assert!(selected.len() > 5);
        assert_eq!(found, selected[2..7.min(selected.len())], "{dialect}: {}", statement.text());
        let counted = run(&Translator::new(mapping, options).count(&query).unwrap());
        assert_eq!(counted, [selected.len().to_string()], "{dialect}");
    }
}

/// The largest limits and offsets: the engine must accept them, or coreql must refuse them.
fn long_pages(dialect: Dialect, mapping: &Mapping, mut run: impl FnMut(&SqlFragment) -> Vec<String>) {
    for (limit, offset) in [
        (Some(u64::MAX), 58),
        (Some(u64::MAX), 0),
        (Some(u64::MAX), u64::MAX),
        (Some(1), u64::MAX),
        (None, u64::MAX),
        (Some(2_147_483_640), 8),
        (None, 2_147_483_648),
    ] {
        let search = Search::new().with_fields(["common.uuid"]).with_offset(offset);
        let search = limit.iter().fold(search, |search, limit| search.with_limit(*limit));
        match Translator::new(mapping, SqlOptions::new(dialect)).search(&read(""), &search) {
            Ok(statement) => {
                let left = usize::try_from(offset).map_or(0, |offset| DEVICES.saturating_sub(offset));
                assert_eq!(run(&statement).len(), left, "{}", statement.text());
            }
            Err(error) => {
                assert_eq!(error, SqlError::LongPage { most: 2_147_483_647, dialect: Dialect::Spark });
                assert_eq!(dialect, Dialect::Spark);
            }
        }
    }
}

fn on_engine(dialect: Dialect) {
    let Some(mut engine) = Engine::start(dialect) else { return };
    let table = table();
    let mapping = table.mapping.clone().with_table(["coreql_pages"]);
    engine.load(&mapping, &table.rows);
    let mut run = |statement: &SqlFragment| {
        let rows = engine.rows(statement.text(), statement.parameters());
        let text = |cell: &Json| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
        rows.iter().map(|row| text(&row[0])).collect()
    };
    pages(dialect, &mapping, &mut run);
    long_pages(dialect, &mapping, &mut run);
}

on_each_engine!(on_engine);
on_each_engine!(on_engine in translation);

#[test]
fn in_sqlite() {
    let table = table();
    let database = sqlite::database(&table.mapping, &table.rows, Literals::Bound);
    let mut run = |statement: &SqlFragment| {
        let mut prepared = database.prepare(statement.text()).unwrap();
        let parameters = rusqlite::params_from_iter(statement.parameters().iter().map(sqlite::value));
        let rows = prepared.query_map(parameters, |row| {
            Ok(match row.get(0)? {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(integer) => integer.to_string(),
                other => panic!("{other:?}"),
            })
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    };
    pages(Dialect::Sqlite, &table.mapping, &mut run);
    long_pages(Dialect::Sqlite, &table.mapping, &mut run);
}
