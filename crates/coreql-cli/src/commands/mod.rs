//! The commands, one module each: the options and what the command does.

mod catalog;
mod check;
mod compare;
mod completions;
mod count;
mod explain;
mod explain_code;
mod fields;
mod fmt;
mod generate;
mod help;
mod load;
mod lsp;
mod man;
mod mapping;
mod match_record;
mod overlap;
mod query_test;
mod relations;
mod search;
mod serve;
mod sql;
mod unreachable;

use clap::Subcommand;

use crate::failure::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::CheckArgs),
    QueryTest(query_test::QueryTestArgs),
    Search(search::SearchArgs),
    Count(count::CountArgs),
    Match(match_record::MatchArgs),
    Compare(compare::CompareArgs),
    Overlap(overlap::OverlapArgs),
    Unreachable(unreachable::UnreachableArgs),
    Fmt(fmt::FmtArgs),
    Sql(sql::SqlArgs),
    Load(load::LoadArgs),
    Mapping(mapping::MappingArgs),
    Catalog(catalog::CatalogArgs),
    Explain(explain::ExplainArgs),
    ExplainCode(explain_code::ExplainCodeArgs),
    Fields(fields::FieldsArgs),
    Generate(generate::GenerateArgs),
    Serve(serve::ServeArgs),
    Lsp(lsp::LspArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Help(help::HelpArgs),
}

impl Command {
    /// Whether the settings of a file have a meaning for it.
    pub(crate) const fn has_settings(&self) -> bool {
        // The language server finds those of each document.
        !matches!(
            self,
            Self::ExplainCode(_) | Self::Generate(_) | Self::Lsp(_) | Self::Man(_) | Self::Help(_)
        )
    }

    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Check(args) => check::run(&args),
            Self::QueryTest(args) => query_test::run(&args),
            Self::Search(args) => search::run(&args),
            Self::Count(args) => count::run(&args),
            Self::Match(args) => match_record::run(&args),
            Self::Compare(args) => compare::run(&args),
            Self::Overlap(args) => overlap::run(&args),
            Self::Unreachable(args) => unreachable::run(&args),
            Self::Fmt(args) => fmt::run(&args),
            Self::Sql(args) => sql::run(&args),
            Self::Load(args) => load::run(&args),
            Self::Mapping(args) => mapping::run(&args),
            Self::Catalog(args) => catalog::run(&args),
            Self::Explain(args) => explain::run(&args),
            Self::ExplainCode(args) => explain_code::run(&args),
            Self::Fields(args) => fields::run(&args),
            Self::Generate(args) => generate::run(&args),
            Self::Serve(args) => serve::run(&args),
            Self::Lsp(args) => lsp::run(&args),
            Self::Completions(args) => completions::run(&args),
            Self::Man(args) => man::run(&args),
            Self::Help(args) => help::run(&args),
        }
    }
}
