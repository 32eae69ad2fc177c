//! The commands, one file each.

pub(crate) mod check;
pub(crate) mod count;
pub(crate) mod explain;
pub(crate) mod explain_code;
pub(crate) mod fields;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod load;
pub(crate) mod mapping;
pub(crate) mod matching;
pub(crate) mod query_test;
pub(crate) mod search;
pub(crate) mod shell;
pub(crate) mod sql;
