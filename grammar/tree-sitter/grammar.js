/**
 * Files of queries (`.coreql`) and bare queries, in extended syntax. `queries/extended.scm` finds what Core lacks.
 *
 * The rules are those of ../search.ebnf. Words come from src/scanner.c: whether one is a keyword depends on its
 * place, and a line `---` ends a query wherever it is, inside a string too.
 */

const WHITE_SPACE = /[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/;

module.exports = grammar({
  name: "coreql",

  extras: _ => [WHITE_SPACE],

  // In the order of `enum Token` in src/scanner.c.
  externals: $ => [
    $.comment,
    $.separator,
    $.string,
    $.word,
    $._and,
    $._or,
    $._not,
    $._contains,
    $._starts,
    $._with,
    $._does,
    $._contain,
    $._is,
    $._empty,
    $._in,
    $._between,
    $._quoted_operator,
    $._quoted_test,
    $._anchor,
    $._moment,
    $._begun,
    $._offset,
    $._sign,
    $._amount,
    $._mistake,
  ],

  rules: {
    source_file: $ => seq(optional($.section), repeat(seq($.separator, optional($.section)))),

    section: $ => choice(repeat1($.comment), seq(repeat($.comment), $._query)),

    _query: $ => choice($.or_chain, $._and_operand),
    _and_operand: $ => choice($.and_chain, $._operand),

    or_chain: $ => seq($._and_operand, repeat1(seq(alias($._or, "OR"), $._and_operand))),
    and_chain: $ => seq($._operand, repeat1(seq(alias($._and, "AND"), $._operand))),

    _operand: $ => choice($.group, $.negation, $.comparison),
    group: $ => seq("(", $._query, ")"),
    negation: $ => seq(alias($._not, "NOT"), $._operand),

    comparison: $ => seq(
      field("field", $.field),
      choice(
        seq(field("operator", $.operator), field("value", $._value)),
        field("operator", $.test),
        seq(field("operator", $.in_operator), field("values", $.list)),
        seq(
          field("operator", $.between_operator),
          field("low", $._value),
          alias($._and, "AND"),
          field("high", $._value),
        ),
      ),
    ),

    field: $ => choice($.string, $.word),

    operator: $ => choice(
      "=", "!=", "<", "<=", ">", ">=",
      alias($._contains, "contains"),
      seq(alias($._starts, "starts"), alias($._with, "with")),
      seq(alias($._does, "does"), alias($._not, "not"), alias($._contain, "contain")),
      alias($._quoted_operator, $.quoted),
    ),
    test: $ => choice(
      seq(alias($._is, "is"), optional(alias($._not, "not")), alias($._empty, "empty")),
      alias($._quoted_test, $.quoted),
    ),
    in_operator: $ => seq(optional(alias($._not, "NOT")), alias($._in, "IN")),
    between_operator: $ => seq(optional(alias($._not, "NOT")), alias($._between, "BETWEEN")),

    list: $ => seq("(", $._value, repeat(seq(",", $._value)), ")"),

    _value: $ => choice($.string, $.word, alias($._begun, $.word), $.moment, $.relative_date),

    // `now`, `today-30d`: in Core syntax plain words.
    moment: $ => choice($._anchor, $._moment),

    // `now - 30d`, `now -30d`, `now- 30d`
    relative_date: $ => choice(
      seq(alias($._anchor, $.anchor), alias($._offset, $.offset)),
      seq(alias($._anchor, $.anchor), alias($._sign, $.sign), alias($._amount, $.amount)),
      seq(alias($._begun, $.anchor), alias($._amount, $.amount)),
    ),
  },
});
