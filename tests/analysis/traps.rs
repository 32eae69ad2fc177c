//! `tests/data/analysis/traps.tsv`.

use coreql::analysis::{Analysis, Example, Limits, Verdict, Witness};
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::query::MissingValues;
use coreql::{Catalog, Query};
use coreql_data::Device;

use super::{SETTINGS, catalog, query};

/// Whether a query matches a witness that was written as JSON and read again.
pub(crate) fn matches(catalog: &Catalog, query: &Query, witness: &Witness) -> bool {
    let device = Device::from_json(witness.to_string().as_bytes()).unwrap();
    let schema = Schema::of(query);
    query.compile(&schema).unwrap().matches(&Binding::new(&schema, catalog).row(&device))
}

#[test]
fn traps_have_the_right_answers() {
    let catalog = catalog();
    let mut answered = 0;
    for line in include_str!("../data/analysis/traps.tsv").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let (setting, question, answer) = (cells[0], cells[1], cells[2]);
        let settings: &[MissingValues] = match setting {
            "both" => &SETTINGS,
            "complement" => &SETTINGS[..1],
            "exclude" => &SETTINGS[1..],
            other => panic!("{other}"),
        };
        for missing in settings {
            let queries: Vec<Query> =
                cells[3..].iter().map(|text| query(&catalog, &text.replace("\\0", "\0"), *missing)).collect();
            let shown = |witness: &Witness, expected: &[bool]| {
                let found: Vec<bool> =
                    queries.iter().map(|query| matches(&catalog, query, witness)).collect();
                assert_eq!(found, expected, "{missing}: {line}\n{witness}");
            };
            let mut analysis = Analysis::new(&queries, Limits::new()).unwrap();
            let (found, expected) = match question {
                "satisfiable" => match analysis.satisfiable(0) {
                    Example::Exists(witness) => {
                        shown(&witness, &[true]);
                        (true, [answer == "yes"])
                    }
                    Example::None => (false, [answer == "yes"]),
                    other => panic!("{missing}: {line}\n{other:?}"),
                },
                _ => {
                    let verdict = match question {
                        "always" => analysis.always(0),
                        "implies" => analysis.implies(0, 1),
                        "equivalent" => analysis.equivalent(0, 1),
                        "disjoint" => analysis.disjoint(0, 1),
                        other => panic!("{other}"),
                    };
                    if let Some(witness) = verdict.witness() {
                        match question {
                            "always" => shown(witness, &[false]),
                            "implies" => shown(witness, &[true, false]),
                            "disjoint" => shown(witness, &[true, true]),
                            _ => assert_ne!(
                                matches(&catalog, &queries[0], witness),
                                matches(&catalog, &queries[1], witness),
                                "{line}\n{witness}"
                            ),
                        }
                    }
                    assert!(!matches!(verdict, Verdict::Unknown(_)), "{missing}: {line}\n{verdict:?}");
                    (verdict.holds(), [answer == "yes"])
                }
            };
            assert_eq!([found], expected, "{missing}: {line}");
            answered += 1;
        }
    }
    assert!(answered > 200, "{answered}");
}
