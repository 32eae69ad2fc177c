//! Writing JSON, without the weight of a library for it.

use std::fmt::Write;

/// A JSON text that grows. Commas are put where they are needed.
#[derive(Default)]
pub(crate) struct Json(String);

impl Json {
    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn separate(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    /// An object, with the members that the closure writes.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.separate();
        self.0.push('{');
        members(self);
        self.0.push('}');
    }

    /// An array, with an element for each item.
    pub(crate) fn array<T>(&mut self, items: impl IntoIterator<Item = T>, element: impl Fn(&mut Self, T)) {
        self.separate();
        self.0.push('[');
        for item in items {
            element(self, item);
        }
        self.0.push(']');
    }

    /// The name of a member; its value follows.
    pub(crate) fn key(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.0.push(':');
        self
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.separate();
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\0'..='\x1f' => {
                    // Writing to a string never fails.
                    let _ = write!(self.0, "\\u{:04x}", u32::from(c));
                }
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    /// A text, or null.
    pub(crate) fn text_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    pub(crate) fn number(&mut self, number: u32) {
        self.separate();
        let _ = write!(self.0, "{number}");
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// A text that is JSON already.
    pub(crate) fn raw(&mut self, json: &str) {
        self.separate();
        self.0.push_str(json);
    }
}
