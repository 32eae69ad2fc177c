//! `coreql sql`

use clap::{Args, ValueEnum};
use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::query::{Operand, QueryNode, Test};
use coreql::sql::{Dialect, Indexes, Literals, Mapping, Rows, SqlFragment, SqlOptions, SqlValue, Translator};
use coreql::text::fold::{eq_folded, fold};
use coreql_data::SortOrder;

use crate::args::{
    DIALECTS, MissingOption, PageOptions, QueryInput, QueryOptions, TableOptions, TextFormat, dialect_parser,
    name_parser,
};
use crate::extra_fields::ExtraFields;
use crate::failure::{Failure, Outcome};
use crate::output::{note, print};
use crate::query::catalog::canonical_name;
use crate::query::read_query;

/// Print a query as SQL
#[derive(Debug, Args)]
#[command(mut_arg("query", |query| query.required_unless_present("dialect")))]
#[command(after_help = "\
Examples:
  coreql sql --dialect postgres 'platform = \"iOS\" AND battery_level >= 50'
  coreql sql --dialect sqlite --inline --statement count 'platform = \"iOS\"'
  coreql sql --dialect duckdb --statement ddl --index platform,os_version
  coreql sql --dialect postgres --statement view --view ios 'platform = \"iOS\"'")]
pub(crate) struct SqlArgs {
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    /// The engine
    #[arg(long, value_name = "DIALECT", long_help = DIALECTS, value_parser = dialect_parser(), hide_possible_values = true)]
    dialect: Dialect,
    #[command(flatten)]
    table: TableOptions,
    /// The statement
    #[arg(long, value_enum, default_value_t = Statement::Search)]
    statement: Statement,
    /// Write values as literals, instead of placeholders and parameters
    #[arg(long)]
    inline: bool,
    /// The name of the view, with its schema if it has one: SCHEMA.NAME
    #[arg(long, value_name = "NAME", value_parser = name_parser())]
    view: Option<String>,
    #[command(flatten)]
    page: PageOptions,
    /// Fields to create an index for, after CREATE TABLE
    #[arg(long = "index", value_delimiter = ',', value_name = "FIELD,…", value_parser = name_parser())]
    indexes: Vec<String>,
    /// Fields to create an index for that serves `contains`: on PostgreSQL, with pg_trgm
    #[arg(long = "substring-index", value_delimiter = ',', value_name = "FIELD,…",
        value_parser = name_parser())]
    substring_indexes: Vec<String>,
    /// The output format: the statement, with its parameters on standard error; or one JSON object per statement
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    format: TextFormat,
    #[command(flatten)]
    query: QueryInput,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Statement {
    /// The condition of a WHERE clause
    Where,
    /// SELECT
    Search,
    /// SELECT COUNT(*)
    Count,
    /// CREATE TABLE and CREATE INDEX, without a QUERY
    Ddl,
    /// CREATE VIEW of the rows, named by --view; its values are literals
    View,
}

pub(crate) fn run(args: &SqlArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let query = match (args.query.is_given(), args.statement) {
        (false, Statement::Ddl) => None,
        (true, Statement::Ddl) => {
            return Err(Failure::usage("--statement ddl takes no query"));
        }
        (false, Statement::Where | Statement::Search | Statement::Count | Statement::View) => {
            return Err(Failure::usage("a query is required; `\"\"` selects every device"));
        }
        (true, Statement::Where | Statement::Search | Statement::Count | Statement::View) => {
            let options = args.options.to_options(&catalog).with_missing(args.missing.value());
            Some(read_query(&args.query, &options)?)
        }
    };
    if (args.statement == Statement::View) != args.view.is_some() {
        return Err(Failure::usage("--statement view and --view NAME require each other"));
    }
    if args.statement == Statement::View && args.page.is_ordered() {
        return Err(Failure::usage("a view has no order and no limit"));
    }
    if !matches!(args.statement, Statement::Search | Statement::View) && args.page.is_given() {
        return Err(Failure::usage(
            "--fields, --limit, --offset and --sort-field require --statement search",
        ));
    }
    if args.statement != Statement::Ddl && !(args.indexes.is_empty() && args.substring_indexes.is_empty()) {
        return Err(Failure::usage("--index and --substring-index require --statement ddl"));
    }
    let sort_fields = args.page.sort_fields()?.into_iter();
    let sort_fields = sort_fields.map(|(name, order)| Ok((canonical_name(&catalog, name)?, order)));
    let sort_fields = sort_fields.collect::<Result<Vec<(String, SortOrder)>, Failure>>()?;
    let fields = fields(&args.page.fields, &catalog)?;
    let mapping = args.table.mapping(&catalog, || {
        let mut extra_fields = ExtraFields::new(&catalog);
        let query_fields = query.iter().flat_map(Query::fields).map(|field| field.name());
        let sort_fields = sort_fields.iter().map(|(field, _)| field);
        for name in query_fields.chain(fields.iter().chain(sort_fields).map(String::as_str)) {
            extra_fields.add(name);
        }
        extra_fields.into_mapping()
    })?;
    let literals = if args.inline { Literals::Inlined } else { Literals::Bound };
    let translator = Translator::new(&mapping, SqlOptions::new(args.dialect).with_literals(literals));
    let statement = match (&query, args.statement) {
        (None, _) | (_, Statement::Ddl) => return print_statements(args, &ddl(args, &catalog, &mapping)?),
        (Some(query), Statement::Where) => translator.condition(query),
        (Some(query), Statement::Count) => translator.count(query),
        (Some(query), Statement::View) => {
            if has_relative_date(query) {
                note(
                    "dates relative to now are written as the dates that they are now, and the view keeps these",
                );
            }
            let name = args.view.as_deref().unwrap_or_default();
            translator.create_view(name.split('.'), query, fields)
        }
        (Some(query), Statement::Search) => {
            let mut search = args.page.to_search().with_fields(fields);
            for (field, order) in sort_fields {
                check_order(&field, &catalog, &mapping)?;
                search = search.with_order(field, order);
            }
            translator.search(query, &search)
        }
    };
    print_statements(args, &[statement.map_err(Failure::usage)?])
}

/// Whether a date of the query depends on when it was read.
fn has_relative_date(query: &Query) -> bool {
    let is_relative = |operand: &Operand| operand.relative_date().is_some();
    query.tree().postorder().any(|node| match node.value() {
        QueryNode::Comparison(comparison) => match &comparison.test {
            Test::Compare { operand, .. } => is_relative(operand),
            Test::In { operands, .. } => operands.iter().any(is_relative),
            Test::Between { operands, .. } => operands.iter().any(is_relative),
            Test::Empty { .. } => false,
        },
        QueryNode::And | QueryNode::Or | QueryNode::Not | QueryNode::Invalid => false,
    })
}

/// The canonical names of the fields to select, each once. None for all, which `*` is too.
fn fields(names: &[String], catalog: &Catalog) -> Result<Vec<String>, Failure> {
    let mut fields: Vec<String> = Vec::new();
    for name in names {
        if name == "*" {
            return Ok(Vec::new());
        }
        let added = match name.strip_suffix('*').filter(|group| group.ends_with('.')) {
            Some(group) => {
                let all = catalog.fields().iter().map(|field| field.name().to_owned());
                all.filter(|field| fold(field).starts_with(&*fold(group))).collect()
            }
            None => vec![canonical_name(catalog, name)?],
        };
        if added.is_empty() {
            return Err(Failure::Usage(format!("the catalogue has no field that matches `{name}`")));
        }
        for field in added {
            if !fields.iter().any(|other| eq_folded(other, &field)) {
                fields.push(field);
            }
        }
    }
    Ok(fields)
}

/// The statements that create the table and its indexes.
fn ddl(args: &SqlArgs, catalog: &Catalog, mapping: &Mapping) -> Result<Vec<SqlFragment>, Failure> {
    let canonical = |names: &[String]| {
        names.iter().map(|name| canonical_name(catalog, name)).collect::<Result<Vec<_>, _>>()
    };
    // A table that `coreql load` could not fill is an error.
    let rows = Rows::new(mapping, catalog).map_err(Failure::usage)?;
    rows.check_storage(args.dialect).map_err(Failure::usage)?;
    let translator = Translator::new(mapping, args.dialect);
    let mut statements = vec![translator.create_table().map_err(Failure::usage)?];
    let (fields, substring_fields) = (canonical(&args.indexes)?, canonical(&args.substring_indexes)?);
    let indexes = Indexes::new().with_fields(fields).with_substring_fields(substring_fields);
    statements.extend(translator.create_indexes(&indexes).map_err(Failure::usage)?);
    let wants_index = !(args.indexes.is_empty() && args.substring_indexes.is_empty());
    if wants_index && statements.len() == 1 {
        note(format_args!("{} has no index for these fields", args.dialect));
    }
    Ok(statements)
}

/// Versions sort by a column of keys, because the order of their text is another one.
fn check_order(field: &str, catalog: &Catalog, mapping: &Mapping) -> Outcome {
    let has_key = mapping.field(field).is_none_or(|columns| columns.sort.is_some());
    if catalog.lookup(field).field_type() == FieldType::Version && !has_key {
        return Err(Failure::Usage(format!("sorting by `{field}` requires a column of version sort keys")));
    }
    Ok(())
}

fn print_statements(args: &SqlArgs, statements: &[SqlFragment]) -> Outcome {
    if !args.dialect.is_tested() {
        note(format_args!(
            "SQL for {0} follows the documentation of {0}, and has never been run there",
            args.dialect
        ));
    }
    for statement in statements {
        match args.format {
            TextFormat::Json => print(serde_json::to_string(statement)?)?,
            TextFormat::Text => {
                // A client at the other end of a pipe waits for the end of a statement. A condition is not one.
                let end = if args.statement == Statement::Where { "" } else { ";" };
                print(format_args!("{}{end}", statement.text()))?;
                for (number, value) in (1..).zip(statement.parameters()) {
                    note(format_args!("parameter {number} is {}", describe(value)?));
                }
            }
        }
    }
    Ok(())
}

/// The type of a value, and the value as JSON.
fn describe(value: &SqlValue) -> Result<String, Failure> {
    let json = serde_json::to_value(value)?;
    let kind = json.get("type").and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok(match json.get("value") {
        Some(value) => format!("the {kind} {value}"),
        None => kind.to_owned(),
    })
}
