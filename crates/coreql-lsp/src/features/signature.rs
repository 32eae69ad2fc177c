//! Signature help: the comparison being written.

use coreql::ide;
use coreql::text::{Span, utf16_len};
use gen_lsp_types::{
    ActiveParameter, ParameterInformation, ParameterInformationLabel, Position, SignatureHelp,
    SignatureInformation,
};

use super::{Context, markup};

/// The characters after which another part of a comparison may begin.
pub(crate) const TRIGGERS: [&str; 7] = [" ", "=", "<", ">", "(", ",", "\""];

/// The comparison that is being written at a position, and what may come next in it.
pub(crate) fn signature(cx: &Context<'_>, position: Position) -> Option<SignatureHelp> {
    let (region, offset) = cx.region_at(position)?;
    let found = ide::signature(&region.text, offset, &cx.ide())?;
    let parameters = found.parameters.iter().map(|span| ParameterInformation {
        label: parameter(&found.label, *span, cx.client.label_offsets),
        documentation: None,
    });
    let parameters = parameters.collect();
    let active = u32::try_from(found.active).ok().map(ActiveParameter::Int);
    Some(SignatureHelp {
        signatures: vec![SignatureInformation {
            label: found.label,
            documentation: Some(markup(cx.client.markdown_signatures, found.documentation).into()),
            parameters: Some(parameters),
            active_parameter: None,
        }],
        active_signature: Some(0),
        active_parameter: active,
    })
}

/// A part of a label: its place, in UTF-16 whatever the unit of positions is, or its text.
fn parameter(label: &str, span: Span, is_place: bool) -> ParameterInformationLabel {
    if is_place {
        let units = |end| u32::try_from(utf16_len(label.get(..end).unwrap_or_default())).unwrap_or(u32::MAX);
        ParameterInformationLabel::Tuple((units(span.range().start), units(span.range().end)))
    } else {
        ParameterInformationLabel::String(label.get(span.range()).unwrap_or_default().to_owned())
    }
}
