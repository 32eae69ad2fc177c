//! The `coreql` command.

fn main() {}
