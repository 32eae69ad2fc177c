//! Fixes never harm: valid queries with one mistake each, at random, and what their fixes make of them.
//!
//! The comparisons and the mistakes are data, in `tests/data/fixes`. `TEXTS=100000 SEED=1000000 cargo test --release
//! --all-features --test language fixes` tries more of them, and others. Of the same texts, `ONLY='⇒ "{F}'` tries those
//! alone whose mistake has this in its line, and prints all that fail, not the shortest of each mistake.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::diagnostic::{Applicability, Diagnostic, Report, Severity, apply, diagnose};
use coreql::syntax::Syntax;
use coreql::{Options, Query};
use coreql_testing::generate::Random;

/// How many texts are tried if the environment does not say.
const TEXTS: u64 = 4000;

struct Data {
    comparisons: Vec<Comparison>,
    mistakes: Vec<Mistake>,
}

/// `common.platform | = | "iOS"`
#[derive(Clone)]
struct Comparison {
    field: String,
    operator: String,
    value: String,
}

impl Comparison {
    fn has_list(&self) -> bool {
        self.value.starts_with('(')
    }

    /// The kind of its value is a matter of its quotes (rule 6.5).
    fn is_untyped(&self) -> bool {
        self.field.starts_with("custom") || self.field.contains("undocumented") || self.field == "is"
    }
}

/// `operators: = ⇒ ==`
struct Mistake {
    line: String,
    right: Vec<String>,
    wrong: Vec<String>,
}

impl Data {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fixes");
        let lines = |name: &str| -> Vec<String> {
            let text = fs::read_to_string(folder.join(name)).unwrap();
            text.lines()
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .map(str::to_owned)
                .collect()
        };
        let comparison = |line: String| {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let [field, operator, value] = parts.try_into().unwrap();
            Comparison { field: field.into(), operator: operator.into(), value: value.into() }
        };
        let mistake = |line: String| {
            let (_, change) = line.split_once(": ").unwrap();
            let (right, wrong) = change.split_once(" ⇒ ").unwrap();
            let tokens = |side: &str| side.split(' ').map(str::to_owned).collect();
            Mistake { right: tokens(right), wrong: tokens(wrong), line }
        };
        Self {
            comparisons: lines("comparisons.txt").into_iter().map(comparison).collect(),
            mistakes: lines("mistakes.txt").into_iter().map(mistake).collect(),
        }
    }
}

/// A part of a query, of one token or more.
enum Part {
    Comparison(Comparison),
    Token(&'static str),
}

impl Part {
    fn tokens(&self) -> Vec<String> {
        match self {
            Self::Token(token) => vec![(*token).to_owned()],
            Self::Comparison(Comparison { field, operator, value }) => {
                let mut tokens = vec![field.clone()];
                if operator.starts_with('"') {
                    tokens.push(operator.clone());
                } else {
                    tokens.extend(operator.split(' ').map(str::to_owned));
                }
                tokens.extend(value_tokens(value));
                tokens
            }
        }
    }

    /// The tokens with the mistake, if it applies.
    fn mistaken(&self, mistake: &Mistake) -> Option<Vec<String>> {
        let comparison = match self {
            Self::Token(token) => return (mistake.right == [*token]).then(|| mistake.wrong.clone()),
            Self::Comparison(comparison) => comparison,
        };
        let Comparison { field, operator, value } = comparison;
        let mut middle: &[String] = &mistake.right;
        let (mut before, mut after) = (vec![field.clone()], value_tokens(value));
        let list = comparison.has_list();
        if let [first, rest @ ..] = middle
            && first == "F"
        {
            (middle, before) = (rest, Vec::new());
        }
        if let [rest @ .., last] = middle
            && (last == "V" && !value.is_empty() && !list || last == "L" && list)
        {
            (middle, after) = (rest, Vec::new());
        }
        let written = operator.trim_matches('"');
        let operator = match middle {
            [] => operator.clone(),
            words if words.join(" ") == written => String::new(),
            _ => return None,
        };
        // Quotes are meaning there.
        let quoted = mistake.wrong.iter().any(|token| token.contains("{V}")) && after.is_empty();
        if quoted && comparison.is_untyped() && !value.starts_with('"') {
            return None;
        }
        // Where a quote is missing, symbols and parentheses in the value are mistakes of their own.
        let open = matches!(mistake.wrong.as_slice(), [token] if token.matches(['"', '\'']).count() == 1);
        if open && value.contains(['(', '=', '\\']) {
            return None;
        }
        let mut tokens = before.clone();
        if before.is_empty() && !operator.is_empty() || middle.is_empty() && !after.is_empty() {
            // Only the field is concerned.
            tokens.extend(mistake.wrong.iter().map(|token| fill(token, field, value)));
            tokens.push(operator);
        } else {
            tokens.extend(Some(operator).filter(|operator| !operator.is_empty()));
            tokens.extend(mistake.wrong.iter().map(|token| fill(token, field, value)));
        }
        tokens.extend(after);
        Some(tokens)
    }
}

/// A value alone, or a list with its parentheses and commas.
fn value_tokens(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    let Some(list) = value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        return vec![value.to_owned()];
    };
    let mut tokens = vec!["(".to_owned()];
    for (index, value) in list.split(", ").enumerate() {
        tokens.extend((index > 0).then(|| ",".to_owned()));
        tokens.push(value.to_owned());
    }
    tokens.push(")".to_owned());
    tokens
}

/// Writes the field and the value in the place of their names.
fn fill(token: &str, field: &str, value: &str) -> String {
    let inner = |text: &str| {
        let body =
            text.strip_prefix(['"', '(']).and_then(|text| text.strip_suffix(['"', ')'])).unwrap_or(text);
        let straight = token.starts_with('"') || !text.starts_with('"');
        if straight { body.to_owned() } else { body.replace("\\\"", "\"") }
    };
    let token =
        token.replace("{F}", &inner(field)).replace("{V}", &inner(value)).replace("{L}", &inner(value));
    // A name within a longer token was replaced above.
    match token.as_str() {
        "F" => field.to_owned(),
        "V" | "L" => value.to_owned(),
        "F=" => format!("{field}="),
        "'F" => format!("'{field}"),
        "V'" => format!("{value}'"),
        "(V)" => format!("({value})"),
        "V()" => format!("{value}()"),
        _ => token,
    }
}

/// The tokens as text, with none, one or two blanks between them.
fn write(tokens: &[String], random: &mut Random) -> String {
    let mut text = String::new();
    for token in tokens {
        let least = usize::from(!may_touch(&text, token));
        text.push_str(&" ".repeat(least.max(random.below(3))));
        text.push_str(token);
    }
    text
}

/// Whether a token may come right after a text (rule 2.8). After closing quotes of any kind a token may.
fn may_touch(text: &str, token: &str) -> bool {
    let (Some(left), Some(right)) = (text.chars().next_back(), token.chars().next()) else { return true };
    let symbol = |c| matches!(c, '=' | '!' | '<' | '>');
    let delimits = |c| symbol(c) || matches!(c, '"' | '(' | ')' | ',');
    let quote = |c| "'‘’“”„«»‹›`´「」＂′".contains(c);
    !(symbol(left) && symbol(right)) && (delimits(left) || delimits(right) || quote(left))
}

/// A query with one mistake.
struct Case<'d> {
    mistake: &'d Mistake,
    options: Options<'static>,
    right: String,
    wrong: String,
}

fn case<'d>(data: &'d Data, seed: u64) -> Option<Case<'d>> {
    let mut random = Random::new(seed);
    let mistake = random.pick(&data.mistakes);
    let in_lists = mistake.line.starts_with("lists");
    let mut parts = vec![Part::Token("START")];
    let mut open = false;
    let mut left = data.comparisons.clone();
    for index in 0..=random.below(3) {
        if index > 0 {
            parts.push(Part::Token(if random.percent(60) { "AND" } else { "OR" }));
        }
        if !open && random.percent(25) {
            parts.push(Part::Token("("));
            open = true;
        }
        let lists = random.percent(if in_lists { 80 } else { 20 });
        let pool: Vec<usize> = (0..left.len()).filter(|at| left[*at].has_list() == lists).collect();
        parts.push(Part::Comparison(left.remove(*random.pick(&pool))));
        if open && random.percent(50) {
            parts.push(Part::Token(")"));
            open = false;
        }
    }
    if open {
        parts.push(Part::Token(")"));
    }
    parts.push(Part::Token("END"));
    let places: Vec<usize> =
        (0..parts.len()).filter(|place| parts[*place].mistaken(mistake).is_some()).collect();
    if places.is_empty() {
        return None;
    }
    let place = *random.pick(&places);
    let lists =
        parts.iter().any(|part| matches!(part, Part::Comparison(comparison) if comparison.has_list()));
    let syntax = if lists || random.percent(30) { Syntax::Extended } else { Syntax::Core };
    let mut tokens = [Vec::new(), Vec::new()];
    for (index, part) in parts.iter().enumerate() {
        let right = part.tokens();
        tokens[1].extend(if index == place { part.mistaken(mistake).unwrap() } else { right.clone() });
        tokens[0].extend(right);
    }
    let [right, wrong] = tokens.map(|mut tokens| {
        tokens.retain(|token| token != "START" && token != "END");
        write(&tokens, &mut random)
    });
    let options = Options::new().with_syntax(syntax).with_catalog(Catalog::builtin());
    Some(Case { mistake, options, right, wrong })
}

fn errors(report: &Report) -> Vec<&Diagnostic> {
    report.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error).collect()
}

fn has_automatic(diagnostic: &Diagnostic) -> bool {
    diagnostic.fixes().iter().any(|fix| fix.applicability() == Applicability::Automatic)
}

/// How often a diagnostic is in a report.
fn count(report: &Report, diagnostic: &Diagnostic) -> usize {
    let same =
        |other: &&Diagnostic| other.code() == diagnostic.code() && other.message() == diagnostic.message();
    report.diagnostics().iter().filter(same).count()
}

/// Each fix of a text: its diagnostic goes, and no error comes.
fn each_fix_alone(report: &Report, options: &Options<'_>) -> Result<(), String> {
    let text = report.source();
    for diagnostic in report.diagnostics() {
        for fix in diagnostic.fixes() {
            let fixed = apply(text, [fix]);
            let after = diagnose(&fixed, options);
            let applicability = fix.applicability();
            if count(&after, diagnostic) >= count(report, diagnostic) {
                return Err(format!("{applicability:?} leaves the mistake: {fixed}"));
            }
            if errors(&after).len()
                > errors(report).len() - usize::from(diagnostic.severity() == Severity::Error)
            {
                return Err(format!("{applicability:?} brings an error: {fixed}"));
            }
            if applicability == Applicability::Automatic
                && let (Some(before), Some(query)) = (report.query(), after.query())
                && before != query
            {
                return Err(format!("changes a valid query: {fixed}"));
            }
        }
    }
    Ok(())
}

impl Case<'_> {
    fn run(&self) -> Result<(), String> {
        let start = Query::parse(&self.right, &self.options).map_err(|error| error.to_string())?;
        let right = diagnose(&self.right, &self.options);
        each_fix_alone(&right, &self.options).map_err(|problem| format!("a valid text: {problem}"))?;
        let fixed = right.fixed();
        if Query::parse(&fixed, &self.options).as_ref() != Ok(&start) {
            return Err(format!("changes a valid text: {fixed}"));
        }
        let report = diagnose(&self.wrong, &self.options);
        let mistakes = errors(&report);
        if mistakes.len() > 1 && !self.mistake.line.starts_with("two") {
            return Err(format!(
                "{} errors: {:?}",
                mistakes.len(),
                mistakes.iter().map(|error| error.message()).collect::<Vec<_>>()
            ));
        }
        each_fix_alone(&report, &self.options)?;
        let fixed = report.fixed();
        let after = diagnose(&fixed, &self.options);
        let left = mistakes.iter().filter(|diagnostic| !has_automatic(diagnostic)).count();
        if errors(&after).len() > left {
            return Err(format!("all together bring an error: {fixed}"));
        }
        let intended = if mistakes.is_empty() { report.query() } else { Some(&start) };
        if left == 0 && after.query() != intended {
            return Err(format!("all together give another query: {fixed}"));
        }
        Ok(())
    }
}

/// Rules 2.16 and 4.19, and the promise of `docs/diagnostics.md` about automatic fixes.
#[test]
fn fixes_never_harm() {
    let data = Data::read();
    let number = |name, default| std::env::var(name).map_or(default, |number| number.parse().unwrap());
    let texts = number("TEXTS", TEXTS);
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut failures: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut seed, mut tried) = (number("SEED", 0), 0);
    while tried < texts {
        seed += 1;
        let Some(case) = case(&data, seed) else { continue };
        tried += 1;
        if !case.mistake.line.contains(&only) {
            continue;
        }
        if let Err(problem) = case.run() {
            let text = format!("{}\n      {}\n      {problem}", case.right, case.wrong);
            failures.entry(&case.mistake.line).or_default().push(text);
        }
    }
    for (line, texts) in &mut failures {
        texts.sort_by_key(String::len);
        println!("{line}  [{}]", texts.len());
        let most = if only.is_empty() { 1 } else { texts.len() };
        texts.iter().take(most).for_each(|text| println!("      {text}"));
    }
    let failed: usize = failures.values().map(Vec::len).sum();
    assert_eq!(failed, 0, "of {texts} texts");
}
