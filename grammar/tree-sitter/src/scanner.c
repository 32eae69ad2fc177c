// Words, strings, comments and separators of the language (docs/language.md, section 2).
//
// The parser cannot tell words apart by itself: keywords are contextual but AND, OR and NOT, which are reserved where
// a field or a value may start too; and a line of only `---` ends a query wherever it is. There is no state.

#include "tree_sitter/parser.h"

enum Token {
  COMMENT,
  SEPARATOR,
  STRING,
  WORD,
  AND,
  OR,
  NOT,
  CONTAINS,
  STARTS,
  WITH,
  DOES,
  CONTAIN,
  IS,
  EMPTY,
  IN,
  BETWEEN,
  QUOTED_OPERATOR,
  QUOTED_TEST,
  ANCHOR,
  MOMENT,
  BEGUN,
  OFFSET,
  SIGN,
  AMOUNT,
  // What no rule has: a string that is not closed, a word in a wrong quote.
  MISTAKE,
};

// The longest text that is compared with one of ours is `does not contain`.
enum { LONGEST = 16 };

// The beginning of a text, in lower case; other characters than those of ASCII are 0x7f.
typedef struct {
  char text[LONGEST + 1];
  unsigned length;
} Start;

static void start_push(Start *start, int32_t c) {
  if (start->length < LONGEST) {
    start->text[start->length] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c > 0 && c < 0x7f ? (char)c : 0x7f;
  }
  if (start->length <= LONGEST) start->length++;
}

static bool start_is(const Start *start, const char *text) {
  for (unsigned i = 0; i < start->length; i++) {
    if (i >= LONGEST || text[i] != start->text[i]) return false;
  }
  return text[start->length] == 0;
}

// Unicode White_Space.
static bool is_space(int32_t c) {
  return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool ends_word(int32_t c) {
  return is_space(c) || c == '"' || c == '(' || c == ')' || c == ',' || c == '=' || c == '!' || c == '<' || c == '>';
}

// Quotation_Mark but `"`, and U+0060, U+00B4, U+2032 to U+2037 (rule 2.14).
static bool is_wrong_quote(int32_t c) {
  return c == '\'' || c == '`' || c == 0xAB || c == 0xB4 || c == 0xBB || (c >= 0x2018 && c <= 0x201F) ||
         (c >= 0x2032 && c <= 0x2037) || c == 0x2039 || c == 0x203A || c == 0x2E42 || (c >= 0x300C && c <= 0x300F) ||
         (c >= 0x301D && c <= 0x301F) || (c >= 0xFE41 && c <= 0xFE44) || c == 0xFF02 || c == 0xFF07 || c == 0xFF62 ||
         c == 0xFF63;
}

// sign = "+" | "-"
static bool is_sign(char c) { return c == '+' || c == '-'; }

// amount = one to six digits and a unit
static bool is_amount(const char *text) {
  unsigned digits = 0;
  while (text[digits] >= '0' && text[digits] <= '9') digits++;
  const char *unit = text + digits;
  if (digits < 1 || digits > 6) return false;
  if (unit[0] == 'm' && unit[1] == 'o') return unit[2] == 0;
  return unit[0] != 0 && unit[1] == 0 &&
         (unit[0] == 'm' || unit[0] == 'h' || unit[0] == 'd' || unit[0] == 'w' || unit[0] == 'y');
}

// What comes after `now` or `today`, or null.
static const char *after_anchor(const char *text) {
  static const char *const ANCHORS[] = {"now", "today"};
  for (unsigned i = 0; i < 2; i++) {
    unsigned at = 0;
    while (ANCHORS[i][at] != 0 && text[at] == ANCHORS[i][at]) at++;
    if (ANCHORS[i][at] == 0) return text + at;
  }
  return 0;
}

// What a word is where those tokens are valid.
static enum Token classify(const Start *word, const bool *valid) {
  static const struct {
    const char *text;
    enum Token token;
  } KEYWORDS[] = {
    {"contains", CONTAINS}, {"starts", STARTS}, {"with", WITH}, {"does", DOES}, {"contain", CONTAIN},
    {"is", IS}, {"empty", EMPTY}, {"in", IN}, {"between", BETWEEN},
  };
  if (start_is(word, "and")) return AND;
  if (start_is(word, "or")) return OR;
  if (start_is(word, "not")) return NOT;
  for (unsigned i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++) {
    if (valid[KEYWORDS[i].token] && start_is(word, KEYWORDS[i].text)) return KEYWORDS[i].token;
  }
  if (word->length > LONGEST) return WORD;
  const char *text = word->text;
  const char *rest = after_anchor(text);
  if (rest) {
    if (valid[ANCHOR] && rest[0] == 0) return ANCHOR;
    if (valid[BEGUN] && is_sign(rest[0]) && rest[1] == 0) return BEGUN;
    if (valid[MOMENT] && is_sign(rest[0]) && is_amount(rest + 1)) return MOMENT;
  }
  if (valid[SIGN] && is_sign(text[0]) && text[1] == 0) return SIGN;
  if (valid[OFFSET] && is_sign(text[0]) && is_amount(text + 1)) return OFFSET;
  if (valid[AMOUNT] && is_amount(text)) return AMOUNT;
  return WORD;
}

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

// What is at the beginning of a line with a dash.
enum Dashes {
  // One to three dashes have been read, and nothing else.
  DASHES,
  // `---` and white space, with more after it.
  ENDED,
  // A line of only `---`, which ends the section.
  LINE,
};

// With `mark`, three dashes are the end of the token so far.
static enum Dashes read_dashes(TSLexer *lexer, bool mark, Start *word) {
  while (word->length < 3 && lexer->lookahead == '-') {
    start_push(word, '-');
    advance(lexer);
  }
  if (word->length < 3) return DASHES;
  if (mark) lexer->mark_end(lexer);
  enum Dashes found = DASHES;
  while (lexer->lookahead == '\r') {
    found = ENDED;
    advance(lexer);
  }
  return lexer->eof(lexer) || lexer->lookahead == '\n' ? LINE : found;
}

// string = '"' { plain | escape | "\" plain } '"', up to the end of the section.
static enum Token string(TSLexer *lexer, const bool *valid) {
  Start body = {{0}, 0};
  advance(lexer);
  while (!lexer->eof(lexer) && lexer->lookahead != '"') {
    int32_t c = lexer->lookahead;
    start_push(&body, c);
    advance(lexer);
    if (c == '\\' && (lexer->lookahead == '"' || lexer->lookahead == '\\') && !lexer->eof(lexer)) {
      start_push(&body, lexer->lookahead);
      advance(lexer);
    } else if (c == '\n') {
      lexer->mark_end(lexer);
      Start dashes = {{0}, 0};
      if (read_dashes(lexer, false, &dashes) == LINE) return MISTAKE;
      // Not one of the texts below.
      start_push(&body, '\n');
    }
  }
  if (lexer->eof(lexer)) {
    lexer->mark_end(lexer);
    return MISTAKE;
  }
  advance(lexer);
  lexer->mark_end(lexer);
  if (valid[QUOTED_OPERATOR] &&
      (start_is(&body, "contains") || start_is(&body, "starts with") || start_is(&body, "does not contain"))) {
    return QUOTED_OPERATOR;
  }
  if (valid[QUOTED_TEST] && (start_is(&body, "is empty") || start_is(&body, "is not empty"))) return QUOTED_TEST;
  return STRING;
}

bool tree_sitter_coreql_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  // Where a comment may be, only white space has come before in this line.
  bool line_start = valid[COMMENT] && !valid[MISTAKE];
  bool after_line = false;
  bool marked = false;
  while (!lexer->eof(lexer)) {
    if (is_space(lexer->lookahead)) {
      line_start = after_line = lexer->lookahead == '\n';
    } else if (lexer->lookahead == 0xFEFF && after_line && valid[COMMENT] && !valid[MISTAKE] && !marked) {
      // A byte order mark may precede each query; the one of the file is not seen here. It ends the comments.
      marked = true;
      line_start = after_line = false;
    } else {
      break;
    }
    lexer->advance(lexer, true);
  }
  if (lexer->eof(lexer)) return false;

  if (valid[COMMENT] && !valid[MISTAKE] && !marked && lexer->lookahead == '#') {
    while (!lexer->eof(lexer) && lexer->lookahead != '\n') advance(lexer);
    lexer->mark_end(lexer);
    lexer->result_symbol = COMMENT;
    return true;
  }
  if (lexer->lookahead == '"') {
    lexer->result_symbol = string(lexer, valid);
    return true;
  }

  bool wrong_quote = is_wrong_quote(lexer->lookahead);
  Start word = {{0}, 0};
  enum Dashes dashes = line_start ? read_dashes(lexer, true, &word) : DASHES;
  if (dashes == LINE) {
    lexer->result_symbol = SEPARATOR;
    return true;
  }
  while (dashes == DASHES && !lexer->eof(lexer) && !ends_word(lexer->lookahead)) {
    start_push(&word, lexer->lookahead);
    advance(lexer);
    lexer->mark_end(lexer);
  }
  if (word.length == 0) return false;
  lexer->result_symbol = wrong_quote ? MISTAKE : classify(&word, valid);
  return true;
}

void *tree_sitter_coreql_external_scanner_create(void) { return 0; }
void tree_sitter_coreql_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_coreql_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_coreql_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}
