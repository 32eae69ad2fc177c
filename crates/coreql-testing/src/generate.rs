//! Random queries and records from a seed. Literals and stored values come from the same pools, so that many are equal.

use serde_json::{Map, Value as Json, json};

use crate::reference::{Expr, Field, Literal, Type};

/// A pseudo-random generator (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator whose numbers depend on the seed alone.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def0)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound - 1`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next_u64() % u64::try_from(bound).unwrap()).unwrap()
    }

    /// `true` with a chance of so many in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of the choices.
    pub fn pick<'t, T>(&mut self, choices: &'t [T]) -> &'t T {
        &choices[self.below(choices.len())]
    }
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "A",
    "ab",
    "aB",
    "smith",
    "ſmith",
    "SMITH",
    "Agnes ſmith",
    "k",
    "K",
    "\u{212a}",
    "\u{212a}elvin",
    "kelvin",
    "straße",
    "STRASSE",
    "STRAẞE",
    "ς",
    "Σ",
    "σίσυφος",
    "ΣΊΣΥΦΟΣ",
    "İ",
    "i̇",
    "ı",
    "I",
    "é",
    "e\u{301}",
    "É",
    "ärzt",
    "Oberärztin",
    "100%",
    "a_b",
    "*",
    "?",
    "[a]",
    "it's",
    "say \"hi\"",
    "\\",
    "C:\\temp\\",
    "\\\\server",
    "\\\"",
    "a\nb",
    "tab\t",
    "\u{a0}",
    "\u{feff}x",
    "漢字",
    "😀",
    "true",
    "FALSE",
    "0",
    "1",
    "42",
    "10",
    "10.0",
    "-1",
    "1e3",
    "2016",
    "AND",
    "or",
    "not",
    "is",
    "O'Brien",
    "AT&T",
    "null",
    "x=1",
    "„iOS“",
    "«x",
    "`",
    "(a)",
    "a,b",
    "ꭰ",
    "Ꭰ",
    "𐐀",
    "𐐨",
];

const VERSIONS: &[&str] = &[
    "",
    "9",
    "9.3",
    "10",
    "10.0",
    "10.0.0",
    "010",
    "10.1",
    "1.2",
    "1.2-beta",
    "1.2-BETA",
    "1.2.beta2",
    "1.2_beta",
    "9.0.1.0.68D",
    "9.0.1.0.68d",
    "68",
    "D",
    "KNOX API 1.2.0",
    "knox api 1.10",
    "99999999999999999999",
    "100000000000000000000",
    "1..2",
    ".",
    "-",
    "v1",
    "\u{212a}1",
    "k1",
    "١",
    "4.4",
    "4.10",
];

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "50",
    "50.0",
    "5e1",
    "49.999999999999999",
    "50.5",
    "100",
    "1E2",
    "9007199254740992",
    "9007199254740993",
    "9007199254740992.0",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "1e19",
    "18446744073709551615",
    "1e-300",
    "1.7976931348623157e308",
    "007",
    "0.1",
    "1e+2",
];

const DATES: &[&str] = &[
    "2016",
    "2016-07",
    "2016-02",
    "2016-07-11",
    "2016-02-29",
    "2016-07-11T19:19:26Z",
    "2016-07-11t19:19:26z",
    "2016-07-11 19:19:26",
    "2016-07-11T19:19:26.000Z",
    "2016-07-11T19:19:26.1",
    "2016-07-11T19:19:26.12Z",
    "2016-07-11T19:19:26.123456Z",
    "2016-07-11T21:19:26+02:00",
    "2016-07-10T23:59:59.999Z",
    "2016-07-11T00:00:00Z",
    "2016-07-12T00:00:00Z",
    "2016-07-11T23:59:59.999Z",
    "2016-07-12T01:00:00+23:59",
    "Jul 11 2016 19:19:26",
    "aug 29 2013 13:02:18",
    "1468264766000",
    "1468264766001",
    "0",
    "-1",
    "0000-01-01",
    "0000",
    "9999-12-31T23:59:59.999Z",
    "9999",
    "9223372036854775807",
    "-9223372036854775808",
    "12345",
    "1970-01-01",
];

/// Relative dates as they are printed.
const RELATIVE: &[&str] = &[
    "now",
    "today",
    "now - 0d",
    "today - 0m",
    "today + 36h",
    "now - 90m",
    "now - 30d",
    "today - 1d",
    "today + 1d",
    "today + 1w",
    "today - 5mo",
    "now + 17mo",
    "today - 46y",
    "today - 2016y",
    "now + 7983y",
    "now - 408000h",
];

const BAD_DATES: &[&str] = &[
    "2016-02-30",
    "2016-13",
    "24:00",
    "2016-07-11T24:00:00",
    "yesterday",
    "2016-07-11T19:19:60Z",
    "2016-7-1",
];

const BOOLEANS: &[&str] = &["true", "false", "TRUE", "False"];

/// A field of the catalogue, or an untyped one that it lacks.
pub fn field(random: &mut Random, fields: &[Field]) -> Field {
    if random.percent(80) {
        // Each type is equally likely.
        let types = [Type::String, Type::Version, Type::Number, Type::Date, Type::Boolean, Type::Array];
        let wanted = *random.pick(&types);
        let of_type: Vec<&Field> = fields.iter().filter(|field| field.field_type == wanted).collect();
        return (*random.pick(&of_type)).clone();
    }
    let name = *random.pick(&["custom.device.cost_center", "custom.user.Straße", "nowhere.unknown"]);
    Field { name: name.to_owned(), aliases: Vec::new(), field_type: Type::Untyped }
}

/// A random expression without check errors, nested at most `depth` levels.
pub fn expr(random: &mut Random, fields: &[Field], depth: usize, extended: bool) -> Expr {
    if depth > 0 && random.percent(45) {
        let operands = |random: &mut Random| {
            let count = 2 + random.below(3);
            (0..count).map(|_| expr(random, fields, depth - 1, extended)).collect()
        };
        return match random.below(if extended { 5 } else { 4 }) {
            0 | 1 => Expr::And(operands(random)),
            2 | 3 => Expr::Or(operands(random)),
            _ => Expr::Not(Box::new(expr(random, fields, depth - 1, extended))),
        };
    }
    let field = field(random, fields);
    match random.below(if extended { 11 } else { 8 }) {
        0 => Expr::Empty(field, random.percent(50)),
        10 if !matches!(field.field_type, Type::Boolean | Type::Array) => {
            let [low, high] =
                [">=", "<="].map(|operator| value_of(random, field.field_type, operator, extended));
            Expr::Between(field, random.percent(50), [low, high])
        }
        8.. => {
            let count = 1 + random.below(4);
            let literals = (0..count).map(|_| value_of(random, field.field_type, "=", extended)).collect();
            Expr::In(field, random.percent(50), literals)
        }
        _ => {
            let operators: &[&str] = match field.field_type {
                Type::String | Type::Version | Type::Untyped => {
                    &["=", "!=", "<", "<=", ">", ">=", "contains", "starts with", "does not contain"]
                }
                Type::Number | Type::Date => &["=", "!=", "<", "<=", ">", ">="],
                Type::Boolean => &["=", "!="],
                Type::Array => &["=", "!=", "contains", "starts with", "does not contain"],
            };
            let operator = *random.pick(operators);
            let literal = value_of(random, field.field_type, operator, extended);
            Expr::Relation(field, operator, literal)
        }
    }
}

/// A literal, in extended syntax a relative date too, that the type can read with the operator.
fn value_of(random: &mut Random, field_type: Type, operator: &str, extended: bool) -> Literal {
    if extended && field_type == Type::Date && random.percent(40) {
        return Literal { text: (*random.pick(RELATIVE)).to_owned(), quoted: false };
    }
    literal(random, field_type, operator)
}

/// A literal that the type can read with the operator.
fn literal(random: &mut Random, field_type: Type, operator: &str) -> Literal {
    let text = |random: &mut Random, pool: &[&str]| (*random.pick(pool)).to_owned();
    match field_type {
        Type::String | Type::Array => {
            let text = text(random, TEXTS);
            Literal { quoted: !reads_bare(&text) || random.percent(80), text }
        }
        Type::Version => {
            let pool = if random.percent(80) { VERSIONS } else { TEXTS };
            let text = text(random, pool);
            Literal { quoted: !reads_bare(&text) || random.percent(80), text }
        }
        Type::Number => Literal { text: text(random, NUMBERS), quoted: random.percent(30) },
        Type::Date => {
            let text = text(random, DATES);
            Literal { quoted: !reads_bare(&text) || random.percent(60), text }
        }
        Type::Boolean => Literal { text: text(random, BOOLEANS), quoted: random.percent(20) },
        Type::Untyped => loop {
            let pool = *random.pick(&[TEXTS, NUMBERS, BOOLEANS, VERSIONS]);
            let text = text(random, pool);
            let quoted = !reads_bare(&text) || random.percent(50);
            let boolean =
                !quoted && (text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"));
            // Ordering booleans is an error (rule 6.1).
            if !(boolean && matches!(operator, "<" | "<=" | ">" | ">=")) {
                return Literal { text, quoted };
            }
        },
    }
}

/// Whether the text is one word that can be a value without quotes (rules 2.3, 2.12 and 2.14).
fn reads_bare(text: &str) -> bool {
    let reserved = ["and", "or", "not"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let divides = |c: char| c.is_whitespace() || "\"(),=!<>".contains(c);
    let quote = text.starts_with(is_wrong_quote);
    !text.is_empty() && !reserved && !quote && !text.contains(divides)
}

/// Unicode's Quotation_Mark but `"`, and the primes and accents that serve as quotes (rule 2.14).
pub fn is_wrong_quote(c: char) -> bool {
    matches!(u32::from(c), 0x27 | 0x60 | 0xab | 0xb4 | 0xbb | 0x2018..=0x201f | 0x2032..=0x2037 | 0x2039 | 0x203a
        | 0x2e42 | 0x300c..=0x300f | 0x301d..=0x301f | 0xfe41..=0xfe44 | 0xff02 | 0xff07 | 0xff62 | 0xff63)
}

/// A random record with values for these fields, some missing, some of the wrong type.
pub fn record(random: &mut Random, fields: &[&Field]) -> Map<String, Json> {
    let mut record = Map::new();
    for field in fields {
        if random.percent(12) {
            continue;
        }
        let key = match random.below(10) {
            0 if !field.aliases.is_empty() => random.pick(&field.aliases).clone(),
            1 => field.name.to_uppercase(),
            _ => field.name.clone(),
        };
        record.insert(key, stored(random, field.field_type));
        // Two keys of one field.
        if random.percent(5) {
            record.insert(field.name.to_uppercase(), stored(random, field.field_type));
        }
    }
    record
}

fn stored(random: &mut Random, field_type: Type) -> Json {
    if random.percent(12) {
        let odd = [
            Json::Null,
            json!(""),
            json!([]),
            json!({}),
            json!({"a": 1}),
            json!([null]),
            json!(["x", 1]),
            json!(true),
            json!(0),
            json!(50.0),
            json!(u64::MAX),
            json!(1.5),
            json!("text"),
            json!(" "),
            json!([""]),
            json!(["a", null, 10.0, ["b"], {"c": 1}, false]),
        ];
        return random.pick(&odd).clone();
    }
    let text = |random: &mut Random, pool: &[&str]| json!(random.pick(pool));
    match field_type {
        Type::String => text(random, TEXTS),
        Type::Version => text(random, VERSIONS),
        Type::Number => {
            let written = *random.pick(NUMBERS);
            if random.percent(70) {
                serde_json::from_str(written).unwrap_or(json!(written))
            } else {
                json!(written)
            }
        }
        Type::Date => match random.below(10) {
            0 => text(random, BAD_DATES),
            1..=3 => json!(random.pick(&[
                1_468_264_766_000i64,
                1_468_264_766_001,
                0,
                -1,
                2016,
                i64::MAX,
                i64::MIN,
                12345
            ])),
            _ => text(random, DATES),
        },
        Type::Boolean => {
            if random.percent(70) {
                json!(random.percent(50))
            } else {
                text(random, BOOLEANS)
            }
        }
        Type::Array => {
            let count = random.below(4);
            Json::Array((0..count).map(|_| text(random, TEXTS)).collect())
        }
        Type::Untyped => match random.below(4) {
            0 => stored(random, Type::Number),
            1 => stored(random, Type::Array),
            2 => stored(random, Type::Boolean),
            _ => stored(random, Type::String),
        },
    }
}

/// Collects the fields that an expression names, each once.
pub fn named<'e>(expr: &'e Expr, into: &mut Vec<&'e Field>) {
    match expr {
        Expr::And(operands) | Expr::Or(operands) => operands.iter().for_each(|operand| named(operand, into)),
        Expr::Not(operand) => named(operand, into),
        Expr::Relation(field, ..)
        | Expr::In(field, ..)
        | Expr::Between(field, ..)
        | Expr::Empty(field, _) => {
            if !into.iter().any(|other| other.name == field.name) {
                into.push(field);
            }
        }
    }
}

/// The expression as text, with random spaces, case, quotes and parentheses.
pub fn text(expr: &Expr, random: &mut Random) -> String {
    let mut out = String::new();
    write(expr, Place::Top, random, &mut out);
    out
}

/// The context of an expression, which decides whether it needs parentheses.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    Or,
    And,
    Not,
}

fn write(expr: &Expr, place: Place, random: &mut Random, out: &mut String) {
    let needed = match expr {
        Expr::Or(_) => matches!(place, Place::And | Place::Not),
        Expr::And(_) => place == Place::Not,
        Expr::Not(_) | Expr::Relation(..) | Expr::In(..) | Expr::Between(..) | Expr::Empty(..) => false,
    };
    let open = needed || random.percent(10);
    if open {
        out.push('(');
    }
    match expr {
        Expr::And(operands) => chain(operands, "AND", Place::And, random, out),
        Expr::Or(operands) => chain(operands, "OR", Place::Or, random, out),
        Expr::Not(operand) => {
            keyword("NOT", random, out);
            space(random, out);
            write(operand, Place::Not, random, out);
        }
        Expr::Relation(field, operator, literal) => {
            name(field, random, out);
            space(random, out);
            if operator.starts_with(char::is_alphabetic) && random.percent(10) {
                out.push_str(&format!("\"{operator}\""));
            } else {
                keyword(operator, random, out);
            }
            space(random, out);
            value(literal, random, out);
        }
        Expr::In(field, negated, literals) => {
            name(field, random, out);
            space(random, out);
            keyword(if *negated { "not in" } else { "in" }, random, out);
            out.push_str(" (");
            for (index, literal) in literals.iter().enumerate() {
                if index > 0 {
                    out.push_str(" , ");
                }
                value(literal, random, out);
            }
            out.push(')');
        }
        Expr::Between(field, negated, [low, high]) => {
            name(field, random, out);
            space(random, out);
            keyword(if *negated { "not between" } else { "between" }, random, out);
            space(random, out);
            value(low, random, out);
            space(random, out);
            keyword("AND", random, out);
            space(random, out);
            value(high, random, out);
        }
        Expr::Empty(field, negated) => {
            name(field, random, out);
            space(random, out);
            let operator = if *negated { "is not empty" } else { "is empty" };
            if random.percent(10) {
                out.push_str(&format!("\"{operator}\""));
            } else {
                keyword(operator, random, out);
            }
        }
    }
    if open {
        out.push(')');
    }
}

fn chain(operands: &[Expr], connective: &str, place: Place, random: &mut Random, out: &mut String) {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            space(random, out);
            keyword(connective, random, out);
            space(random, out);
        }
        write(operand, place, random, out);
    }
}

fn space(random: &mut Random, out: &mut String) {
    let spaces = [" ", " ", " ", "  ", "\n", "\t", "\u{a0}", "\u{3000}"];
    out.push_str(spaces[random.below(spaces.len())]);
}

fn keyword(words: &str, random: &mut Random, out: &mut String) {
    for (index, word) in words.split(' ').enumerate() {
        if index > 0 {
            space(random, out);
        }
        match random.below(3) {
            0 => out.push_str(&word.to_ascii_lowercase()),
            1 => out.push_str(&word.to_ascii_uppercase()),
            _ => out.push_str(word),
        }
    }
}

fn name(field: &Field, random: &mut Random, out: &mut String) {
    let spelling = match random.below(6) {
        // The name of a field that no catalogue lists is its spelling in the query (rule 5.10).
        _ if field.field_type == Type::Untyped => field.name.clone(),
        0 if !field.aliases.is_empty() => random.pick(&field.aliases).clone(),
        1 => field.name.to_ascii_uppercase(),
        // An unprefixed name resolves to `common.NAME` first (rule 5.7).
        2 => field.name.strip_prefix("common.").unwrap_or(&field.name).to_owned(),
        _ => field.name.clone(),
    };
    if !reads_bare(&spelling) || random.percent(60) {
        quoted(&spelling, random, out);
    } else {
        out.push_str(&spelling);
    }
}

fn value(literal: &Literal, random: &mut Random, out: &mut String) {
    if literal.quoted {
        return quoted(&literal.text, random, out);
    }
    // Of the literals without quotes, relative dates alone have spaces, and those may be left out.
    for (index, word) in literal.text.split(' ').enumerate() {
        if index > 0 && random.percent(50) {
            space(random, out);
        }
        if literal.text.contains(' ') || RELATIVE.contains(&word) {
            keyword(word, random, out);
        } else {
            out.push_str(word);
        }
    }
}

/// A string (rule 2.2): quotes are escaped, backslashes where they must be, and elsewhere at random.
fn quoted(text: &str, random: &mut Random, out: &mut String) {
    out.push('"');
    let characters: Vec<char> = text.chars().collect();
    for (index, c) in characters.iter().enumerate() {
        let must = match (c, characters.get(index + 1)) {
            ('"', _) => true,
            ('\\', None | Some('"' | '\\')) => true,
            ('\\', Some(_)) => random.percent(50),
            _ => false,
        };
        if must {
            out.push('\\');
        }
        out.push(*c);
    }
    out.push('"');
}
