//! The scanners find what the reader of all fields finds: in a fleet, in files of hard cases, and in both with mistakes.
//!
//! `CASES=300000 cargo test --release -p coreql-data readers` compares more files.

use coreql_data::{Device, Fleet, csv};
use coreql_testing::readers::compare;

use super::conservation::{Random, cases};

fn devices(count: usize) -> Vec<Device> {
    Fleet::new(5).take(count).collect()
}

fn json_lines(devices: &[Device]) -> Vec<u8> {
    let lines: Vec<String> = devices.iter().map(|device| serde_json::to_string(device).unwrap()).collect();
    lines.join("\n").into_bytes()
}

fn json_array(devices: &[Device]) -> Vec<u8> {
    serde_json::to_vec_pretty(devices).unwrap()
}

fn comma_separated(devices: &[Device]) -> Vec<u8> {
    let names: Vec<&str> = Fleet::field_names().collect();
    let mut output = Vec::new();
    let mut writer = csv::Writer::new(&mut output, names.iter().copied()).unwrap();
    for device in devices {
        writer.write(names.iter().map(|name| device.get(*name))).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);
    output
}

/// What a reader has rules for, to be put in place of something else.
const PIECES: [&str; 44] = [
    "\"",
    "\\",
    "\\\"",
    "\\u00e9",
    "\\ud800",
    "\\ud83d\\ude00",
    "\\u12",
    "\\x",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "0",
    "-",
    "-0",
    "01",
    ".",
    "1.",
    "1e5",
    "1e999",
    "0.30000000000000004",
    "123456789012345678",
    "1234567890123456789",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "true",
    "nul",
    "\u{0}",
    "\u{7f}",
    "é",
    "\u{feff}",
    "{\"a\":[1,{\"b\":null}]}",
    "\"common.model\":\"again\",",
    "\"results\":[{\"common.model\":1}],",
    "\"hasMore\":true,",
    "\"\"",
];

/// Changes a few places of a file.
fn break_file(file: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        if file.is_empty() {
            return;
        }
        let at = random.below(file.len());
        match random.below(7) {
            0 => file.truncate(at),
            1 => drop(file.remove(at)),
            2 => file[at] = u8::try_from(random.below(256)).unwrap(),
            3 => {
                // A part comes twice: keys, records, quotes.
                let end = (at + 1 + random.below(60)).min(file.len());
                let part = file[at..end].to_vec();
                file.splice(at..at, part);
            }
            4 => drop(file.drain(at..(at + random.below(60)).min(file.len()))),
            _ => drop(file.splice(at..at, random.pick(&PIECES).bytes())),
        }
    }
}

/// Small files of hard cases.
const HARD: [&[u8]; 5] = [
    include_bytes!("../../../../fuzz/corpus/readers/escapes"),
    include_bytes!("../../../../fuzz/corpus/readers/numbers"),
    include_bytes!("../../../../fuzz/corpus/readers/repeated_keys"),
    include_bytes!("../../../../fuzz/corpus/readers/csv"),
    include_bytes!("../../../../fuzz/corpus/readers/csv_quotes"),
];

#[test]
fn a_fleet_is_read_alike() {
    let devices = devices(200);
    compare(&json_lines(&devices));
    compare(&json_array(&devices));
    compare(&comma_separated(&devices));
}

#[test]
fn a_broken_fleet_is_read_alike() {
    let mut random = Random(3);
    let devices = devices(12);
    let files = [json_lines(&devices[..4]), json_array(&devices[..2]), comma_separated(&devices)];
    for _ in 0..cases() / 40 {
        for file in &files {
            let mut file = file.clone();
            break_file(&mut file, &mut random);
            compare(&file);
        }
    }
}

#[test]
fn hard_cases_are_read_alike() {
    let mut random = Random(4);
    for file in HARD {
        compare(file);
        for _ in 0..cases() / 40 {
            let mut file = file.to_vec();
            break_file(&mut file, &mut random);
            compare(&file);
        }
    }
}

#[test]
fn nesting_is_read_alike_at_any_depth() {
    for depth in [31, 32, 33, 126, 127, 128, 129, 5_000] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for key in ["common.comment", "common.model"] {
            let line = format!("{{\"common.id\":1}}\n{{\"{key}\":{nested}}}\n{{\"common.model\":2}}\n");
            compare(line.as_bytes());
        }
    }
}

#[test]
fn lines_of_any_length_are_read_alike() {
    for length in [100, 1 << 14, 1 << 18, (1 << 20) + 1] {
        let line = format!("{{\"common.model\":\"{}\"}}\n", "x".repeat(length));
        let (cut, _) = line.split_at(length / 2);
        compare(format!("{{\"common.model\":1}}\n{line}{cut}\n{{\"common.model\":2}}").as_bytes());
    }
}
