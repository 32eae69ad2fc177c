//! Names and values as tokens.

use std::fmt::{self, Write};

use crate::syntax::lexical::{self, BYTE_ORDER_MARK, Keyword};

/// Whether the text, without quotes, reads as a value.
pub(super) fn reads_bare(text: &str) -> bool {
    let reserved = Keyword::of(text.as_bytes()).is_some_and(Keyword::is_reserved);
    !(text.is_empty()
        || reserved
        || lexical::opens_wrong_quote(text.as_bytes())
        || text.contains(lexical::ends_word))
}

/// Whether the text, without quotes, reads as a name.
pub(crate) fn name_reads_bare(text: &str) -> bool {
    // At the start of a query, U+FEFF would be dropped.
    reads_bare(text) && !text.starts_with(BYTE_ORDER_MARK)
}

/// Writes a string. A backslash is doubled only where it would be read as an escape.
pub(super) fn write_quoted(out: &mut impl Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = text;
    while let Some((at, special)) = rest.char_indices().find(|(_, c)| matches!(c, '"' | '\\')) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let after = from.get(1..).unwrap_or_default();
        let escape = special == '"' || after.is_empty() || after.starts_with(['"', '\\']);
        out.write_str(before)?;
        if escape {
            out.write_char('\\')?;
        }
        out.write_char(special)?;
        rest = after;
    }
    out.write_str(rest)?;
    out.write_char('"')
}
