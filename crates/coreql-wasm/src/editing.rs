//! What an editor needs: the methods of the entry `core`.

use coreql::diagnostic::{Applicability, Code, Diagnostic, Fix};
use coreql::ide::{self, ItemKind, TokenKind};
use coreql::text::utf16_len;
use coreql::{Options, Style};

use crate::json::Json;
use crate::positions::Positions;
use crate::request::{Refusal, Request};

/// Answers a method of an editor; `false` if it is none.
pub(crate) fn answer(
    method: &str,
    request: &mut Request<'_>,
    options: &Options<'_>,
    json: &mut Json,
) -> Result<bool, Refusal> {
    match method {
        "diagnose" => diagnose(request.text("text")?, options, json),
        "format" => {
            let text = request.text("text")?;
            let style = style(request)?;
            json.text_or_null(coreql::format(text, style, options).ok().as_deref());
        }
        "complete" => {
            let text = request.text("text")?;
            complete(text, request.parsed("offset")?, options, json);
        }
        "tokens" => tokens(request.text("text")?, options, json),
        "explain" => {
            let code: Code = request.parsed("code")?;
            json.text(code.explanation());
        }
        "length" => {
            let length = utf16_len(request.text("text")?);
            json.number(u32::try_from(length).unwrap_or(u32::MAX));
        }
        "fields" => json.array(options.catalog().fields(), |json, field| {
            json.object(|json| {
                json.key("name").text(field.name());
                json.key("type").text(field.field_type().as_str());
                json.key("evidence").text(field.evidence().as_str());
                json.key("sample").text_or_null(field.sample());
                json.key("description").text_or_null(field.description());
                json.key("values").array(field.known_values(), |json, value| json.text(value));
                json.key("aliases").array(field.aliases(), |json, alias| json.text(alias));
            });
        }),
        _ => return Ok(false),
    }
    Ok(true)
}

fn style(request: &mut Request<'_>) -> Result<Style, Refusal> {
    match request.text("style")? {
        "canonical" => Ok(Style::Canonical),
        "portal" => Ok(Style::Portal),
        "compact" => Ok(Style::Compact),
        "pretty" => Ok(Style::Pretty { width: request.parsed("width")? }),
        other => Err(format!("unknown style `{other}`")),
    }
}

fn complete(text: &str, offset: u32, options: &Options<'_>, json: &mut Json) {
    let positions = Positions::new(text);
    let offset = u32::try_from(positions.bytes(offset)).unwrap_or(u32::MAX);
    let completions = ide::complete(text, offset, &ide::Options::new(*options));
    json.object(|json| {
        json.key("incomplete").boolean(completions.is_incomplete);
        json.key("items").array(&completions.items, |json, item| {
            json.object(|json| {
                positions.write(item.replace, json);
                json.key("insert").text(&item.insert);
                json.key("snippet").text_or_null(item.snippet.as_deref());
                json.key("filter").text(&item.filter);
                json.key("label").text(&item.label);
                json.key("kind").text(kind_name(item.kind));
                json.key("detail").text_or_null(item.detail.as_deref());
                json.key("documentation").text_or_null(item.documentation.as_deref());
                json.key("sort").text(&item.sort);
                json.key("retrigger").boolean(item.retrigger);
            });
        });
    });
}

fn tokens(text: &str, options: &Options<'_>, json: &mut Json) {
    let positions = Positions::new(text);
    json.array(ide::tokens(text, &ide::Options::new(*options)), |json, token| {
        json.object(|json| {
            positions.write(token.span, json);
            json.key("kind").text(token_name(token.kind));
            json.key("unknown").boolean(token.modifiers.unknown);
        });
    });
}

fn diagnose(text: &str, options: &Options<'_>, json: &mut Json) {
    let report = coreql::diagnose(text, options);
    let positions = Positions::new(text);
    json.object(|json| {
        json.key("valid").boolean(!report.has_errors());
        json.key("fixed").text(&report.fixed());
        json.key("diagnostics")
            .array(report.diagnostics(), |json, found| diagnostic(found, &positions, json));
    });
}

fn diagnostic(diagnostic: &Diagnostic, positions: &Positions<'_>, json: &mut Json) {
    json.object(|json| {
        positions.write(diagnostic.highlight(), json);
        json.key("severity").text(&diagnostic.severity().to_string());
        json.key("code").text(diagnostic.code().as_str());
        json.key("message").text(diagnostic.message());
        json.key("help").text_or_null(diagnostic.help());
        json.key("labels").array(diagnostic.labels(), |json, label| {
            json.object(|json| {
                positions.write(label.span, json);
                json.key("text").text(&label.text);
            });
        });
        json.key("fixes").array(diagnostic.fixes(), |json, found| fix(found, positions, json));
    });
}

fn fix(fix: &Fix, positions: &Positions<'_>, json: &mut Json) {
    json.object(|json| {
        json.key("title").text(fix.title());
        json.key("automatic").boolean(fix.applicability() == Applicability::Automatic);
        json.key("edits").array(fix.edits(), |json, edit| {
            json.object(|json| {
                positions.write(edit.span, json);
                json.key("insert").text(&edit.replacement);
            });
        });
    });
}

/// The name of a kind in the answer; `core.d.ts` lists them.
fn kind_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Field => "field",
        ItemKind::Attribute => "attribute",
        ItemKind::Operator => "operator",
        ItemKind::Keyword => "keyword",
        ItemKind::Value => "value",
        ItemKind::Template => "template",
        ItemKind::Punctuation => "punctuation",
        _ => "other",
    }
}

fn token_name(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Field => "field",
        TokenKind::Operator => "operator",
        TokenKind::Keyword => "keyword",
        TokenKind::String => "string",
        TokenKind::Number => "number",
        TokenKind::Boolean => "boolean",
        TokenKind::Date => "date",
        TokenKind::Punctuation => "punctuation",
        TokenKind::Invalid => "invalid",
        _ => "other",
    }
}
