//! What queries mean together: whether one implies another, whether they overlap, which can never match.
//!
//! An [`Analysis`] is of any number of queries. Its answers are proofs, for every device that there could be, not
//! samples; where the answer is no, it comes with a [`Witness`], a device that shows it, which the evaluator has checked.
//!
//! ```
//! use coreql::Query;
//! use coreql::analysis::{Analysis, Limits, Verdict};
//!
//! let queries: Vec<Query> = vec![
//!     "os_version starts with \"16.\"".parse()?,
//!     "os_version < 17".parse()?,
//!     "os_version >= 17.2 AND platform = \"iOS\"".parse()?,
//! ];
//! let mut analysis = Analysis::new(&queries, Limits::new())?;
//! // Every version that starts with "16." is lower than 17; 17.2 is not.
//! assert_eq!(analysis.implies(0, 1), Verdict::Holds);
//! assert_eq!(analysis.disjoint(1, 2), Verdict::Holds);
//! // A version below 17 need not start with "16.": the witness is a version that devices have.
//! let verdict = analysis.implies(1, 0);
//! assert_eq!(verdict.witness().unwrap().to_string(), r#"{"common.os_version":"4.4"}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! How it works, with the lemma for each type of field, is told in
//! [docs/analysis.md](https://github.com/coreql/coreql/blob/main/docs/analysis.md).

mod atoms;
mod cnf;
mod limits;
mod model;
mod overlaps;
mod representatives;
mod solver;
mod stored;
mod verdict;
mod witness;

use std::collections::HashMap;
use std::fmt;

pub use self::limits::Limits;
pub use self::overlaps::{Overlap, Overlaps};
pub use self::stored::{StoredList, StoredValue};
pub use self::verdict::{Example, Reason, Verdict, Witness};

use self::atoms::FieldAtoms;
use self::cnf::{Cnf, Literal};
use self::model::Encoded;
use self::solver::{Outcome, Solver};
use crate::Query;
use crate::catalog::FieldType;
use crate::eval::{Matcher, Schema};
use crate::query::{MissingValues, QueryNode};
use crate::text::fold::fold;

/// Queries that are analysed together. They are known by their indices, from 0 in the order given.
///
/// Methods take it mutably because the solver learns from each question.
#[derive(Debug)]
pub struct Analysis {
    queries: Vec<Analysed>,
    fields: Vec<FieldAtoms>,
    limits: Limits,
    /// The queries, without what their fields can hold.
    formula: Cnf,
    solver: Solver,
    values: Vec<Encoded>,
    /// Why the values of a field may not be all.
    gaps: Vec<Option<Reason>>,
    /// A solver that allows more values than there are, if some field has a gap and a question has needed it.
    superset: Option<Solver>,
}

#[derive(Debug)]
struct Analysed {
    /// Holds where the query does.
    root: Literal,
    /// The fields that it names.
    fields: Vec<usize>,
    matcher: Matcher,
}

/// The queries that a device is to match, and those that it is not to match.
type Goal = [(usize, bool)];

impl Analysis {
    /// Prepares questions about these queries.
    ///
    /// # Errors
    /// An incomplete query; queries that give a field different types, or that differ in their setting of missing values.
    pub fn new(queries: &[Query], limits: Limits) -> Result<Self, AnalysisError> {
        let mut builder = Builder::default();
        let mut roots = Vec::with_capacity(queries.len());
        for (index, query) in queries.iter().enumerate() {
            roots.push(builder.query(index, query)?);
        }
        let Builder { fields, cnf: formula, .. } = builder;
        let schema = Schema::of_canonical(fields.iter().map(|field| field.name.as_str()));
        let queries = queries.iter().zip(roots).enumerate().map(|(index, (query, (root, fields)))| {
            let matcher = query.compile(&schema).map_err(|_| AnalysisError::Incomplete { query: index })?;
            Ok(Analysed { root, fields, matcher })
        });
        let queries = queries.collect::<Result<Vec<_>, _>>()?;
        let mut cnf = formula.clone();
        let (mut values, mut gaps) = (Vec::with_capacity(fields.len()), Vec::with_capacity(fields.len()));
        for field in &fields {
            let model = representatives::of(field, &limits);
            gaps.push(model.gap.clone());
            values.push(model.encode(&mut cnf));
        }
        let solver = Solver::new(&cnf, limits.conflicts());
        Ok(Self { queries, fields, limits, formula, solver, values, gaps, superset: None })
    }

    /// How many queries there are.
    pub fn len(&self) -> usize {
        self.queries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.queries.is_empty()
    }

    /// A device that the query matches, if there can be one.
    pub fn satisfiable(&mut self, query: usize) -> Example {
        self.find(&[(query, true)])
    }

    /// Whether the query matches every device. The witness is one that it does not match.
    pub fn always(&mut self, query: usize) -> Verdict {
        self.find(&[(query, false)]).into_absence()
    }

    /// Whether every device that the first matches is matched by the second. The witness is one that only the first
    /// matches.
    pub fn implies(&mut self, query: usize, other: usize) -> Verdict {
        self.find(&[(query, true), (other, false)]).into_absence()
    }

    /// Whether both match the same devices. The witness is one that only one of them matches.
    pub fn equivalent(&mut self, query: usize, other: usize) -> Verdict {
        match self.implies(query, other) {
            Verdict::Holds => self.implies(other, query),
            fails @ Verdict::Fails(_) => fails,
            // A device may still show that they differ.
            Verdict::Unknown(reason) => match self.implies(other, query) {
                fails @ Verdict::Fails(_) => fails,
                Verdict::Holds | Verdict::Unknown(_) => Verdict::Unknown(reason),
            },
        }
    }

    /// Whether no device is matched by both. The witness is one that both match.
    pub fn disjoint(&mut self, query: usize, other: usize) -> Verdict {
        self.find(&[(query, true), (other, true)]).into_absence()
    }

    /// For each query, whether those before it take all of its devices. The witness is a device that it is the first to
    /// match.
    pub fn unreachable(&mut self) -> Vec<Verdict> {
        let mut goal: Vec<(usize, bool)> = Vec::with_capacity(self.len());
        let mut verdicts = Vec::with_capacity(self.len());
        for query in 0..self.len() {
            goal.push((query, true));
            verdicts.push(self.find(&goal).into_absence());
            if let Some((_, wanted)) = goal.last_mut() {
                *wanted = false;
            }
        }
        verdicts
    }

    /// Which pairs of queries have a device in common.
    pub fn overlaps(&mut self) -> Overlaps {
        overlaps::of(self)
    }

    /// A device that matches these queries and does not match those.
    ///
    /// ```
    /// use coreql::Query;
    /// use coreql::analysis::{Analysis, Limits};
    ///
    /// let queries: Vec<Query> = vec!["platform = \"iOS\"".parse()?, "battery_level < 20".parse()?];
    /// let mut analysis = Analysis::new(&queries, Limits::new())?;
    /// let example = analysis.example(&[0], &[1]);
    /// assert_eq!(example.witness().unwrap().to_string(), r#"{"common.platform":"iOS"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn example(&mut self, matching: &[usize], not_matching: &[usize]) -> Example {
        let wanted = matching.iter().map(|query| (*query, true));
        let goal: Vec<_> = wanted.chain(not_matching.iter().map(|query| (*query, false))).collect();
        self.find(&goal)
    }

    fn find(&mut self, goal: &Goal) -> Example {
        match self.search(goal) {
            Found::Model => witness::of(self, goal),
            Found::Nothing => Example::None,
            Found::Unknown(reason) => Example::Unknown(reason),
        }
    }

    /// Whether a device fulfils a goal; if so, the solver has a model that describes one.
    fn search(&mut self, goal: &Goal) -> Found {
        let mut assumptions = Vec::with_capacity(goal.len());
        for (query, wanted) in goal {
            let Some(analysed) = self.queries.get(*query) else {
                return Found::Unknown(Reason::NoSuchQuery(*query));
            };
            assumptions.push(analysed.root.when(*wanted));
        }
        match self.solver.solve(&assumptions) {
            Outcome::Satisfiable => return Found::Model,
            Outcome::Undecided => return Found::Unknown(Reason::Conflicts),
            Outcome::Unsatisfiable => {}
        }
        let mut fields =
            goal.iter().filter_map(|(query, _)| self.queries.get(*query)).flat_map(|query| &query.fields);
        let gap = fields.find_map(|field| self.gaps.get(*field).and_then(Option::clone));
        let Some(reason) = gap else { return Found::Nothing };
        let superset = match &mut self.superset {
            Some(solver) => solver,
            none @ None => none.insert(superset(&self.formula, &self.fields, &self.gaps, &self.limits)),
        };
        match superset.solve(&assumptions) {
            Outcome::Unsatisfiable => Found::Nothing,
            Outcome::Satisfiable | Outcome::Undecided => Found::Unknown(reason),
        }
    }
}

/// What a search comes to.
enum Found {
    Model,
    Nothing,
    Unknown(Reason),
}

/// A solver that allows the values of all fields, and of fields with a gap perhaps more.
fn superset(formula: &Cnf, fields: &[FieldAtoms], gaps: &[Option<Reason>], limits: &Limits) -> Solver {
    let mut cnf = formula.clone();
    for (field, gap) in fields.iter().zip(gaps) {
        let models = match gap {
            None => vec![representatives::of(field, limits)],
            Some(_) => representatives::superset(field, limits),
        };
        for model in models {
            model.encode(&mut cnf);
        }
    }
    Solver::new(&cnf, limits.conflicts())
}

/// Collects the queries.
#[derive(Debug, Default)]
struct Builder {
    cnf: Cnf,
    fields: Vec<FieldAtoms>,
    /// By folded names.
    known: HashMap<String, usize>,
    missing: Option<MissingValues>,
}

impl Builder {
    /// The literal of a query, and the fields that it names.
    fn query(&mut self, index: usize, query: &Query) -> Result<(Literal, Vec<usize>), AnalysisError> {
        let missing = *self.missing.get_or_insert(query.missing());
        if query.missing() != missing {
            return Err(AnalysisError::MissingValues { query: index });
        }
        let fields = query.fields().map(|field| self.field(index, field.name(), field.field_type()));
        let fields = fields.collect::<Result<Vec<usize>, _>>()?;
        let mut stack: Vec<Literal> = Vec::new();
        for node in query.tree().postorder() {
            let operands = stack.len().saturating_sub(node.children().count());
            let literal = match node.value() {
                QueryNode::And => self.cnf.all(stack.split_off(operands)),
                QueryNode::Or => self.cnf.any(stack.split_off(operands)),
                QueryNode::Not => {
                    let operand = stack.pop();
                    operand.map_or(Literal::TRUE, |operand| !operand)
                }
                QueryNode::Comparison(comparison) => {
                    let field =
                        fields.get(comparison.field.index()).and_then(|field| self.fields.get_mut(*field));
                    let Some(field) = field else { return Err(AnalysisError::Incomplete { query: index }) };
                    if field.entry.is_none() {
                        field.entry =
                            query.in_catalog(comparison.field).map(|(catalog, id)| (catalog.clone(), id));
                    }
                    field.test(&mut self.cnf, &comparison.test, missing)
                }
                QueryNode::Invalid => return Err(AnalysisError::Incomplete { query: index }),
            };
            stack.push(literal);
        }
        Ok((stack.pop().unwrap_or(Literal::TRUE), fields))
    }

    fn field(&mut self, query: usize, name: &str, field_type: FieldType) -> Result<usize, AnalysisError> {
        let next = self.fields.len();
        let found = *self.known.entry(fold(name).into_owned()).or_insert(next);
        match self.fields.get(found) {
            None => self.fields.push(FieldAtoms::new(next, name, field_type)),
            Some(field) if field.field_type == field_type => {}
            Some(field) => {
                return Err(AnalysisError::FieldTypes {
                    query,
                    field: name.to_owned(),
                    types: [field.field_type, field_type],
                });
            }
        }
        Ok(found)
    }
}

/// Why queries cannot be analysed together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnalysisError {
    /// Parts of the text of a query were not understood.
    Incomplete {
        /// The query's index.
        query: usize,
    },
    /// A field has another type than in an earlier query: they were checked with different catalogues.
    FieldTypes {
        /// The later query's index.
        query: usize,
        /// The field.
        field: String,
        /// Its type in the earlier query, and in the later one.
        types: [FieldType; 2],
    },
    /// Missing values have another meaning than in the first query.
    MissingValues {
        /// The later query's index.
        query: usize,
    },
}

impl fmt::Display for AnalysisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete { query } => write!(f, "query {query} has errors"),
            Self::FieldTypes { query, field, types: [one, other] } => {
                write!(f, "`{field}` is a {one} field in one query and a {other} field in query {query}")
            }
            Self::MissingValues { query } => {
                write!(f, "query {query} has another setting of missing values than the first")
            }
        }
    }
}

impl std::error::Error for AnalysisError {}
