//! `coreql sql`

use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::sql::{
    Direction, Indexes, Literals, Mapping, Rows, Search, SqlFragment, SqlOptions, SqlValue, Translator,
};
use coreql::text::fold::eq_folded;

use crate::args::{OrderArg, PageOptions, SqlArgs, Statement, TextFormat};
use crate::columns::{self, Unlisted};
use crate::failure::{Failure, Outcome};
use crate::{print, query, visible};

pub(crate) fn run(args: &SqlArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let asked = match (&args.query, args.statement) {
        (None, Statement::Ddl) => None,
        (Some(_), Statement::Ddl) => {
            return Err(Failure::usage("--statement ddl takes no query"));
        }
        (None, Statement::Where | Statement::Search | Statement::Count) => {
            return Err(Failure::usage("there is no query; `\"\"` selects every device"));
        }
        (Some(argument), Statement::Where | Statement::Search | Statement::Count) => {
            let source = query::text(argument)?;
            let options = args.options.options(&catalog).with_missing(args.eval.missing.into());
            Some(query::valid(&source, &options)?)
        }
    };
    if args.statement != Statement::Search && args.page.is_given() {
        return Err(Failure::usage(
            "--fields, --limit, --offset and --sort-field are for --statement search",
        ));
    }
    if args.statement != Statement::Ddl && !(args.indexes.is_empty() && args.substring_indexes.is_empty()) {
        return Err(Failure::usage("--index and --substring-index are for --statement ddl"));
    }
    let order = args.page.order(&catalog)?;
    let fields = args.page.canonical_fields(&catalog)?;
    let mapping = args.table.mapping(&catalog, || {
        let mut unlisted = Unlisted::new(&catalog);
        let of_query = asked.iter().flat_map(Query::fields).map(|field| field.name());
        let sorted_by = order.iter().map(|(name, _)| name.as_str());
        for name in of_query.chain(fields.iter().map(String::as_str)).chain(sorted_by) {
            unlisted.add(name);
        }
        unlisted.into_mapping()
    })?;
    let literals = if args.inline { Literals::Inlined } else { Literals::Bound };
    let options = SqlOptions::new(args.dialect).with_literals(literals);
    let statement = match (&asked, args.statement) {
        (None, _) | (_, Statement::Ddl) => return show(args, &ddl(args, &catalog, &mapping)?),
        (Some(query), Statement::Where) => query.to_sql(&mapping, options),
        (Some(query), Statement::Count) => Translator::new(&mapping, options).count(query),
        (Some(query), Statement::Search) => {
            let mut search = args.page.search().with_fields(fields);
            if let Some((field, direction)) = order {
                has_its_order(&field, &catalog, &mapping)?;
                search = search.with_order(field, direction);
            }
            Translator::new(&mapping, options).search(query, &search)
        }
    };
    show(args, &[statement.map_err(Failure::usage)?])
}

/// The table, and the indexes that are asked for.
fn ddl(args: &SqlArgs, catalog: &Catalog, mapping: &Mapping) -> Result<Vec<SqlFragment>, Failure> {
    let canonical = |names: &[String]| {
        names.iter().map(|name| query::canonical(catalog, name)).collect::<Result<Vec<_>, _>>()
    };
    // What `coreql load` could not fill is no table to make.
    let rows = Rows::new(mapping, catalog).map_err(Failure::usage)?;
    rows.check_storage(args.dialect).map_err(Failure::usage)?;
    let mut statements = vec![Translator::new(mapping, args.dialect).create_table().map_err(Failure::usage)?];
    let (fields, substring_fields) = (canonical(&args.indexes)?, canonical(&args.substring_indexes)?);
    let indexes = Indexes::new().with_fields(fields).with_substring_fields(substring_fields);
    statements
        .extend(Translator::new(mapping, args.dialect).create_indexes(&indexes).map_err(Failure::usage)?);
    let asked = !(args.indexes.is_empty() && args.substring_indexes.is_empty());
    if asked && statements.len() == 1 {
        print::note(format_args!("coreql: {} has no index for these fields", args.dialect));
    }
    Ok(statements)
}

/// A version has an order of its own, which its text has not.
fn has_its_order(field: &str, catalog: &Catalog, mapping: &Mapping) -> Outcome {
    let (_, field_type) = columns::field_of(catalog, field);
    let has_key = mapping.field(field).is_none_or(|columns| columns.sort.is_some());
    if field_type == FieldType::Version && !has_key {
        return Err(Failure::Usage(format!("field `{field}` needs a sort key of its versions to sort by")));
    }
    Ok(())
}

fn show(args: &SqlArgs, statements: &[SqlFragment]) -> Outcome {
    if !args.dialect.is_tested() {
        print::note(format_args!(
            "coreql: SQL for {0} is written from the documentation of {0}, and was never run there",
            args.dialect
        ));
    }
    for statement in statements {
        match args.format {
            TextFormat::Json => print::line(serde_json::to_string(statement)?)?,
            TextFormat::Text => {
                // A client at the other end of a pipe waits for the end of a statement; a condition is no statement.
                let end = if args.statement == Statement::Where { "" } else { ";" };
                print::line(format_args!("{}{end}", statement.text()))?;
                for (number, value) in (1..).zip(statement.parameters()) {
                    print::note(format_args!("coreql: value {number} is {}", visible::line(&shown(value)?)));
                }
            }
        }
    }
    Ok(())
}

/// The type of a value and the value as JSON.
fn shown(value: &SqlValue) -> Result<String, Failure> {
    let json = serde_json::to_value(value)?;
    let part = |name: &str| json.get(name).map(|part| part.as_str().map_or(part.to_string(), str::to_owned));
    let kind = part("type").unwrap_or_default();
    Ok(match json.get("value") {
        Some(value) => format!("the {kind} {value}"),
        None => kind,
    })
}

impl PageOptions {
    /// Whether anything but the whole answer is asked for.
    fn is_given(&self) -> bool {
        let Self { fields, limit, offset, sort_field, sort_order: _ } = self;
        !fields.is_empty() || limit.is_some() || *offset > 0 || sort_field.is_some()
    }

    /// The fields to print, by their canonical names.
    pub(crate) fn canonical_fields(&self, catalog: &Catalog) -> Result<Vec<String>, Failure> {
        let mut fields: Vec<String> = Vec::new();
        for name in &self.fields {
            let name = query::canonical(catalog, name)?;
            if !fields.iter().any(|other| eq_folded(other, &name)) {
                fields.push(name);
            }
        }
        Ok(fields)
    }

    /// The field to sort by, by its canonical name, and how.
    fn order(&self, catalog: &Catalog) -> Result<Option<(String, Direction)>, Failure> {
        let field = self.sort_field.as_deref().map(|name| query::canonical(catalog, name)).transpose()?;
        Ok(field.map(|field| (field, self.sort_order.into())))
    }

    /// The limit and the offset.
    pub(crate) fn search(&self) -> Search {
        let search = Search::new().with_offset(self.offset);
        match self.limit {
            Some(limit) => search.with_limit(limit),
            None => search,
        }
    }
}

impl From<OrderArg> for Direction {
    fn from(order: OrderArg) -> Self {
        match order {
            OrderArg::Asc => Self::Ascending,
            OrderArg::Desc => Self::Descending,
        }
    }
}
