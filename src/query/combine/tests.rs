use super::CombineError;
use crate::catalog::{Catalog, Field, FieldType};
use crate::query::MissingValues;
use crate::{Options, Query};

fn query(text: &str) -> Query {
    Query::parse(text, &Options::extended()).unwrap()
}

#[test]
fn a_combination_equals_the_query_of_the_combined_text() {
    for (parts, and, or) in [
        (["id = 1", "id = 2"], "id = 1 AND id = 2", "id = 1 OR id = 2"),
        (
            ["id = 1 AND id = 2", "NOT Id = 3"],
            "id = 1 AND id = 2 AND NOT id = 3",
            "(id = 1 AND id = 2) OR NOT id = 3",
        ),
        (
            ["id = 1 OR id = 2", "status = a"],
            "(id = 1 OR id = 2) AND status = a",
            "id = 1 OR id = 2 OR status = a",
        ),
        (["", "id = 1 OR id = 2"], "id = 1 OR id = 2", ""),
        (["x = 1", "X != y"], "x = 1 AND x != y", "x = 1 OR x != y"),
    ] {
        let parts = parts.map(query);
        assert_eq!(Query::all_of(&parts), Ok(query(and)), "{and}");
        assert_eq!(Query::any_of(&parts), Ok(Some(query(or))), "{or}");
    }
    assert_eq!(Query::all_of([]), Ok(Query::all()));
    assert_eq!(Query::any_of([]), Ok(None));
    assert_eq!(query("id = 1 AND id = 2").negate(), Some(query("NOT (id = 1 AND id = 2)")));
    assert_eq!(query("NOT id = 1").negate(), Some(query("NOT NOT id = 1")));
    assert_eq!(Query::all().negate(), None);
}

/// Rule 7.10.
#[test]
fn settings_and_types_must_agree() {
    let (first, other) = (MissingValues::Complement, MissingValues::Exclude);
    let excluding = query("id = 2").with_missing(other);
    assert_eq!(query("id = 1").and(&excluding), Err(CombineError::MissingValues { first, other }));
    assert_eq!(excluding.and(&excluding).map(|both| both.missing()), Ok(other));
    assert_eq!(excluding.negate().map(|query| query.missing()), Some(other));
    let catalog = Catalog::new().with_fields([Field::new("common.id", FieldType::String)]).unwrap();
    let text = Query::parse("common.id = \"1\"", &Options::new().with_catalog(&catalog)).unwrap();
    let (first, other) = (FieldType::Number, FieldType::String);
    let field = "common.id".to_owned();
    assert_eq!(query("id = 1").or(&text), Err(CombineError::FieldType { field, first, other }));
}
