//! SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use coreql::Report;
use coreql::core_api::url_encoded;
use coreql::diagnostic::{Code, Diagnostic, Severity, apply};
use coreql::text::Span;
use serde_json::{Value as Json, json};

use crate::query::place::Place;

/// The results of a run.
#[derive(Default)]
pub(super) struct Log {
    results: Vec<Json>,
    artifacts: Vec<Json>,
    /// The number of queries that are in no file.
    arguments: usize,
}

impl Log {
    pub(super) fn add(&mut self, report: &Report, place: Place<'_>) {
        let uri = match place.path() {
            Some(path) => {
                let path = path.display().to_string().replace('\\', "/");
                path.split('/').map(url_encoded).collect::<Vec<_>>().join("/")
            }
            None => {
                self.arguments += 1;
                let uri = format!("argument-{}", self.arguments);
                // The text is nowhere else.
                self.artifacts.push(json!({"location": {"uri": uri}, "contents": {"text": report.source()}}));
                uri
            }
        };
        for diagnostic in report.diagnostics() {
            self.results.push(result(report, place, diagnostic, &uri));
        }
    }

    pub(super) fn into_json(self) -> Json {
        let rules: Vec<Json> = Code::ALL.iter().map(|code| rule(*code)).collect();
        let driver = json!({
            "name": "coreql",
            "version": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules,
        });
        let mut run = json!({
            "tool": {"driver": driver},
            "columnKind": "utf16CodeUnits",
            "results": self.results,
        });
        if let (Some(run), false) = (run.as_object_mut(), self.artifacts.is_empty()) {
            run.insert("artifacts".to_owned(), Json::Array(self.artifacts));
        }
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        })
    }
}

fn rule(code: Code) -> Json {
    json!({"id": code.as_str(), "shortDescription": {"text": code.explanation()}})
}

fn result(report: &Report, place: Place<'_>, diagnostic: &Diagnostic, uri: &str) -> Json {
    let level = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        _ => "note",
    };
    let mut message = diagnostic.message().to_owned();
    if let Some(help) = diagnostic.help() {
        message.push_str(": ");
        message.push_str(help);
    }
    let location = |span| json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region(report, place, span)}});
    let mut result = json!({
        "ruleId": diagnostic.code().as_str(),
        "level": level,
        "message": {"text": message},
        "locations": [location(diagnostic.span())],
    });
    let related = diagnostic.labels().iter().map(|label| {
        let mut location = location(label.span);
        if let Some(location) = location.as_object_mut() {
            location.insert("message".to_owned(), json!({"text": label.text}));
        }
        location
    });
    let related: Vec<Json> = related.collect();
    let fixes: Vec<Json> = diagnostic
        .fixes()
        .iter()
        .map(|fix| {
            // A query in a file may be spelled with escapes, so it is replaced as a whole.
            let text = apply(report.source(), [fix]);
            let whole = Span::new(0, u32::try_from(report.source().len()).unwrap_or(u32::MAX));
            let (deleted, inserted) = match place {
                Place::Whole(_) => (region(report, place, whole), text),
                Place::File { query, .. } => {
                    let range = query.range();
                    (json!({"byteOffset": range.start, "byteLength": range.len()}), query.spell(&text))
                }
            };
            let replacement = json!({"deletedRegion": deleted, "insertedContent": {"text": inserted}});
            let changes = json!([{"artifactLocation": {"uri": uri}, "replacements": [replacement]}]);
            json!({"description": {"text": fix.title()}, "artifactChanges": changes})
        })
        .collect();
    if let Some(result) = result.as_object_mut() {
        if !related.is_empty() {
            result.insert("relatedLocations".to_owned(), Json::Array(related));
        }
        if !fixes.is_empty() {
            result.insert("fixes".to_owned(), Json::Array(fixes));
        }
    }
    result
}

fn region(report: &Report, place: Place<'_>, span: Span) -> Json {
    let (start, end) = place.positions(report.source(), span);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}
