//! What threads can share: everything that outlives one call.

use coreql::catalog::Catalog;
use coreql::eval::{Matcher, Schema};
use coreql::sql::Mapping;
use coreql::{InvalidQuery, Options, Query, Report};

fn shared<T: Send + Sync + 'static>() {}

#[test]
fn types_can_be_shared() {
    shared::<Query>();
    shared::<Catalog>();
    shared::<Options<'static>>();
    shared::<Schema>();
    shared::<Matcher>();
    shared::<Mapping>();
    shared::<Report>();
    shared::<InvalidQuery>();
}
