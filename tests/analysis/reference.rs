//! Random pairs of queries against the reference evaluator.

use coreql::Query;
use coreql::analysis::{Analysis, Example, Limits, Reason, Verdict, Witness};
use coreql::query::MissingValues;
use coreql_testing::extended;
use coreql_testing::generate::{Random, expr, named, record, text};
use coreql_testing::reference::{Expr, Field, Missing, fields, matches};
use serde_json::{Map, Value as Json};

use super::cases;

const SETTINGS: [(MissingValues, Missing); 2] =
    [(MissingValues::Complement, Missing::Complement), (MissingValues::Exclude, Missing::Exclude)];

fn read(text: &str, missing: MissingValues) -> Query {
    Query::parse(text, &extended().with_missing(missing)).unwrap()
}

/// `CASES` pairs of queries: each answer against 1,000 devices, each witness by the reference.
#[test]
fn no_device_contradicts_a_proof() {
    const DEVICES: usize = 1_000;
    let all = fields();
    let (mut proved, mut shown, mut unknown) = (0u64, 0u64, 0u64);
    for seed in 0..cases(15) {
        let mut random = Random::new(seed);
        // Few fields, so that the queries meet: one of each type that the generator may ask for.
        let mut some: Vec<Field> = Vec::new();
        while some.len() < 6 {
            let field = random.pick(&all);
            if some.iter().all(|other| other.field_type != field.field_type) {
                some.push(field.clone());
            }
        }
        let exprs: [Expr; 2] = [expr(&mut random, &some, 2, true), expr(&mut random, &some, 2, true)];
        let texts = exprs.each_ref().map(|expr| text(expr, &mut random));
        let mut of_exprs = Vec::new();
        exprs.iter().for_each(|expr| named(expr, &mut of_exprs));
        let devices: Vec<Map<String, Json>> = (0..DEVICES).map(|_| record(&mut random, &of_exprs)).collect();
        for (missing, plain) in SETTINGS {
            let queries = texts.each_ref().map(|text| read(text, missing));
            let mut analysis = Analysis::new(&queries, Limits::new()).unwrap();
            let found: Vec<[bool; 2]> = devices
                .iter()
                .map(|device| exprs.each_ref().map(|expr| matches(expr, device, plain)))
                .collect();
            let holds =
                |witness: &Witness| exprs.each_ref().map(|expr| matches(expr, &witness.to_json(), plain));
            let context = || format!("seed {seed}, {missing}\n{}", texts.join("\n"));
            for wanted in [[true, true], [true, false], [false, true], [false, false]] {
                let (on, off): (Vec<usize>, Vec<usize>) = (0..2).partition(|query| wanted[*query]);
                match analysis.example(&on, &off) {
                    Example::Exists(witness) => {
                        assert_eq!(holds(&witness), wanted, "{}\n{witness}", context());
                        shown += 1;
                    }
                    Example::None => {
                        let counter = found.iter().position(|found| *found == wanted);
                        assert_eq!(counter.map(|at| &devices[at]), None, "{wanted:?} {}", context());
                        proved += 1;
                    }
                    Example::Unknown(reason) => {
                        assert!(matches!(reason, Reason::MixedReadings { .. }), "{reason} {}", context());
                        unknown += 1;
                    }
                    _ => unreachable!(),
                }
            }
            assert!(matches!(analysis.implies(0, 0), Verdict::Holds), "{}", context());
        }
    }
    println!("{proved} proved, {shown} shown, {unknown} unknown");
    assert!(proved > 3 && shown > proved && unknown * 50 < proved + shown, "{proved} {shown} {unknown}");
}
