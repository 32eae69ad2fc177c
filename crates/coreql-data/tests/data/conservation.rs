//! No reader loses a record silently: what goes in comes out, or is reported. Rules 9.9, 9.10, 9.20, 9.21 and 9.22.
//!
//! `CASES=1000000 cargo test --release -p coreql-data conservation` checks more files.

use std::io;
use std::ops::ControlFlow;

use coreql::catalog::Catalog;
use coreql_data::{Summary, csv, json, read};

/// A generator of numbers (splitmix64), the same in every run.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(super) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}

pub(super) fn cases() -> u64 {
    std::env::var("CASES").map_or(2_000, |cases| cases.parse().unwrap())
}

/// The devices as texts, and the summary.
fn devices(file: &[u8]) -> io::Result<(Vec<String>, Summary)> {
    let mut devices = Vec::new();
    let summary = read(file, Catalog::builtin(), |device| {
        devices.push(serde_json::to_string(&device).unwrap());
        ControlFlow::Continue(())
    })?;
    assert_eq!(summary.devices(), u64::try_from(devices.len()).unwrap());
    Ok((devices, summary))
}

fn is_silent(summary: &Summary) -> bool {
    summary.skipped() == 0 && summary.remarks().next().is_none()
}

/// A file of CSV as a correct writer makes it, and how many records it has.
fn file_of_csv(random: &mut Random) -> (String, usize) {
    const HEADINGS: [&str; 5] = ["common.id", "common.comment", "common.model", "x", "y"];
    const PIECES: [&str; 12] = ["a", "b", ",", ";", "\"", "\"\"", "\n", "\r\n", " ", "é", "1,2", "x\ny"];
    let (width, count) = (2 + random.below(4), random.below(8));
    let mut output = Vec::new();
    let mut writer = csv::Writer::new(&mut output, HEADINGS.into_iter().take(width)).unwrap();
    for number in 0..count {
        let mut cells = vec![serde_json::Value::from(number)];
        for _ in 1..width {
            // Most cells need no quotes.
            let pieces = if random.below(3) == 0 { random.below(4) } else { 0 };
            let text: String = (0..pieces).map(|_| random.pick(&PIECES)).collect();
            cells.push(if pieces == 0 { random.pick(&["", "a", "b c", "iOS"]).into() } else { text.into() });
        }
        writer.write(cells.iter().map(Some)).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);
    (String::from_utf8(output).unwrap(), count)
}

#[test]
fn a_quote_more_or_less_loses_no_record_of_csv() {
    let mut random = Random(1);
    let mut reported = 0;
    for case in 0..cases() {
        let (file, count) = file_of_csv(&mut random);
        let (whole, summary) = devices(file.as_bytes()).unwrap();
        assert!(whole.len() == count && summary.skipped() == 0, "{case} {file:?} {summary:?}");
        let quotes: Vec<usize> = file.match_indices('"').map(|(at, _)| at).collect();
        let mut changed = file.clone().into_bytes();
        if random.below(2) == 0 && !quotes.is_empty() {
            changed.remove(quotes[random.below(quotes.len())]);
        } else {
            // After the headings, which must name fields.
            let start = file.find('\n').unwrap() + 1;
            changed.insert(start + random.below(file.len() - start + 1), b'"');
        }
        if let Ok((found, summary)) = devices(&changed) {
            let text = String::from_utf8_lossy(&changed);
            assert!(found.len() >= count || !is_silent(&summary), "{case} {text:?}\n{found:?}");
            reported += u64::from(!is_silent(&summary));
        }
    }
    assert!(reported > cases() / 4, "{reported}");
}

/// Any bytes: every line that is not blank is in a device, or skipped, or in a cell of several lines.
#[test]
fn every_line_of_csv_is_accounted_for() {
    const PIECES: [&str; 9] = ["\"", "\"\"", ",", "\n", "\r", "a", "b", " ", "\"\n"];
    let mut random = Random(2);
    for case in 0..cases() {
        let body: String = (0..random.below(30)).map(|_| random.pick(&PIECES)).collect();
        let file = format!("common.id,x\n{body}");
        let (found, summary) = devices(file.as_bytes()).unwrap();
        let lines = body.split(['\n', '\r']).filter(|line| !line.is_empty()).count();
        let line_ends = |text: &String| text.matches("\\n").count() + text.matches("\\r").count();
        let in_cells: usize = found.iter().map(line_ends).sum();
        let accounted = found.len() + in_cells + usize::try_from(summary.skipped()).unwrap();
        // A skipped record may have cells of several lines before the one that is at fault.
        assert!(accounted >= lines || summary.skipped() > 0, "{case} {file:?} {found:?} {summary:?}");
    }
}

#[test]
fn a_changed_byte_loses_no_record_of_json() {
    let mut random = Random(3);
    let (mut errors, mut skipped) = (0, 0);
    for case in 0..cases() {
        let count = random.below(6);
        let device = |random: &mut Random| {
            let value =
                random.pick(&["1", "\"a\"", "null", "[\"b\",{}]", "{\"c\":\"}\"}", "89441000301234567890"]);
            format!("{{\"common.id\":{value},\"x\":\"{}\"}}", random.pick(&["", "y", "\\\"", "[{"]))
        };
        let records: Vec<String> = (0..count).map(|_| device(&mut random)).collect();
        let (start, between, end) =
            [("", "\n", "\n"), ("[", ",", "]"), ("[\n", ",\n", "\n]\n"), ("{\"results\":[", ",", "]}")]
                [random.below(4)];
        let file = format!("{start}{}{end}", records.join(between));
        let (whole, summary) = devices(file.as_bytes()).unwrap();
        assert!(whole.len() == count && summary.skipped() == 0, "{case} {file:?}");
        // The key of the results stays: without it there is an object of other things.
        let from = start.len();
        let mut changed = file.clone().into_bytes();
        if changed.len() == from {
            continue;
        }
        let at = from + random.below(changed.len() - from);
        let byte = random.pick(&["\"", "{", "}", "[", "]", ",", "\n", "\\", "1", "x"]).as_bytes()[0];
        match random.below(3) {
            0 => drop(changed.remove(at)),
            1 => changed.insert(at, byte),
            _ => changed[at] = byte,
        }
        let mut read = 0;
        match json::read(changed.as_slice(), |_| {
            read += 1;
            ControlFlow::Continue(())
        }) {
            Ok(summary) => {
                assert_eq!(summary.devices(), read);
                skipped += summary.skipped();
                let accounted = summary.devices() + summary.skipped();
                let text = String::from_utf8_lossy(&changed);
                assert!(accounted >= u64::try_from(count).unwrap(), "{case} {text:?} {summary:?}");
            }
            Err(_) => errors += 1,
        }
    }
    assert!(errors > cases() / 10 && skipped > cases() / 20, "{errors} {skipped}");
}
