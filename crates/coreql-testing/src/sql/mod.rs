//! Random devices in a table, and the devices that the evaluator selects.

pub mod folding;
pub mod native;
pub mod scan;
#[cfg(feature = "sqlite")]
pub mod sqlite;

use coreql::Query;
use coreql::catalog::{Catalog, Field as CatalogField, FieldType, Resolution};
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::MissingValues;
use coreql::sql::{Mapping, Rows, SqlValue};
use coreql_data::Device;

use crate::generate::{Random, expr, record, text};
use crate::reference::{Field, Type, fields};

/// Both meanings of missing values.
pub const SETTINGS: [MissingValues; 2] = [MissingValues::Complement, MissingValues::Exclude];

/// A dozen fields, three of them untyped, and random devices that have them.
#[derive(Debug)]
pub struct Fleet {
    /// A mapping of the fields to the table `devices`.
    pub mapping: Mapping,
    /// The devices, in the order of their rows.
    pub devices: Vec<Device>,
    /// The fields.
    pub fields: Vec<Field>,
    /// The source of the next queries.
    pub random: Random,
}

impl Fleet {
    /// A fleet of so many devices.
    pub fn new(seed: u64, devices: usize) -> Self {
        let mut random = Random::new(seed);
        let catalog = Catalog::builtin();
        let all = fields();
        let of_type =
            |wanted: Type| all.iter().filter(move |field| field.field_type == wanted).collect::<Vec<_>>();
        let mut fields = Vec::new();
        for (field_type, count) in [
            (Type::String, 3),
            (Type::Version, 2),
            (Type::Number, 2),
            (Type::Date, 1),
            (Type::Boolean, 1),
            (Type::Array, 2),
        ] {
            let of_type = of_type(field_type);
            let from = random.below(of_type.len());
            fields.extend((0..count).map(|at| of_type[(from + at) % of_type.len()].clone()));
        }
        for name in ["custom.device.cost_center", "custom.user.Straße", "nowhere.unknown"] {
            fields.push(Field { name: name.to_owned(), aliases: Vec::new(), field_type: Type::Untyped });
        }
        let named: Vec<&Field> = fields.iter().collect();
        let devices = (0..devices).map(|_| Device::new(record(&mut random, &named))).collect();
        let in_catalog = |field: &Field| match catalog.resolve(&field.name) {
            Resolution::Field(_, field) => field.clone(),
            _ => CatalogField::new(field.name.clone(), FieldType::Untyped),
        };
        let mapping = Mapping::of_fields(&fields.iter().map(in_catalog).collect::<Vec<_>>());
        Self { mapping, devices, fields, random }
    }

    /// The next random query over the fleet's fields.
    pub fn query(&mut self) -> (String, Query) {
        let expr = expr(&mut self.random, &self.fields, 3, true);
        let source = text(&expr, &mut self.random);
        (source.clone(), read(&source))
    }

    /// The next random query with many conditions on a single field.
    pub fn narrow_query(&mut self) -> (String, Query) {
        let field = self.random.pick(&self.fields).clone();
        let name = field.name.replace('\\', "\\\\").replace('"', "\\\"");
        let (operators, values): (&[&str], &[&str]) = match field.field_type {
            Type::Number => (
                &["=", "!=", "<", "<=", ">", ">="],
                &["0", "1", "1.5", "50", "50.0", "9007199254740993", "1e300"],
            ),
            Type::Date => (
                &["=", "!=", "<", "<=", ">", ">="],
                &["2016", "\"2016-07\"", "\"2016-07-11\"", "1468264766000"],
            ),
            Type::Boolean => (&["=", "!="], &["true", "false"]),
            Type::Array => {
                (&["=", "!=", "contains", "starts with"], &["\"a\"", "\"\"", "\"K\"", "\"smith\""])
            }
            Type::String | Type::Version => (
                &["=", "!=", "<", "<=", ">", ">=", "contains"],
                &["\"a\"", "\"A\"", "\"\"", "\"10\"", "\"10.0\"", "\"9.3\"", "\"k\""],
            ),
            Type::Untyped => (&["=", "!=", "<", ">="], &["\"a\"", "1", "50.0", "\"10\"", "\"\""]),
        };
        let test = |random: &mut Random| match random.below(8) {
            0 => format!("\"{name}\" is {}empty", random.pick(&["", "not "])),
            1 => {
                let list =
                    [random.pick(values), random.pick(values)].map(|value| (*value).to_owned()).join(", ");
                format!("\"{name}\" {}in ({list})", random.pick(&["", "not "]))
            }
            _ => format!("\"{name}\" {} {}", random.pick(operators), random.pick(values)),
        };
        let random = &mut self.random;
        let chain = |random: &mut Random| {
            let connective = *random.pick(&[" and ", " or "]);
            let not = *random.pick(&["", "", "not "]);
            let tests: Vec<String> = (0..2 + random.below(3)).map(|_| test(random)).collect();
            format!("{not}({})", tests.join(connective))
        };
        let source = [chain(random), chain(random)].join(*random.pick(&[" and ", " or "]));
        (source.clone(), read(&source))
    }

    /// The rows of the fleet's table.
    pub fn rows(&self) -> Vec<Vec<SqlValue>> {
        rows_of(&self.mapping, &self.devices)
    }

    /// The ids of the devices that the evaluator selects.
    pub fn expected(&self, query: &Query) -> Vec<i64> {
        selected(query, &self.devices)
    }
}

/// The rows of devices in a mapping's table, with ids from 0.
pub fn rows_of(mapping: &Mapping, devices: &[Device]) -> Vec<Vec<SqlValue>> {
    let catalog = Catalog::builtin();
    let rows = Rows::new(mapping, catalog).unwrap();
    let binding = Binding::new(rows.schema(), catalog);
    let row = |(id, device): (i64, &Device)| {
        rows.row(id, &serde_json::to_string(device.object()).unwrap(), &binding.row(device))
    };
    (0..).zip(devices).map(row).collect()
}

/// The ids of the devices that the evaluator selects.
pub fn selected(query: &Query, devices: &[Device]) -> Vec<i64> {
    let schema = Schema::of(query);
    let matcher = query.compile(&schema).unwrap();
    let binding = Binding::new(&schema, Catalog::builtin());
    let selected = (0..).zip(devices).filter(|(_, device)| matcher.matches(&binding.row(device)));
    selected.map(|(id, _)| id).collect()
}

/// Parses a query in extended syntax against the built-in catalogue.
///
/// # Panics
/// If the query is invalid.
pub fn read(source: &str) -> Query {
    Query::parse(source, &crate::extended())
        .unwrap_or_else(|invalid| panic!("{source}\n{:?}", invalid.diagnostics()))
}
