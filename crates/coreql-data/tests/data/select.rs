//! A selection of fields reads what a reader of all fields reads, and no other field.
//!
//! `CASES=300000 cargo test --release -p coreql-data selection` compares more files.

use std::io;
use std::ops::ControlFlow;

use coreql::Query;
use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql_data::{Device, DeviceFile, Fleet, ReadOptions, Selection, Summary, csv};

use super::conservation::{Random, cases};

const SELECTED: [&str; 4] = ["common.client_id", "common.model", "custom.device.x", "odd key"];

/// The devices as texts, how the reading ended, and what else it found.
type Outcome = (Vec<String>, Result<Summary, (io::ErrorKind, String)>);

fn outcome(file: &[u8], selection: Option<&Selection<'_>>, expected: Option<&Selection<'_>>) -> Outcome {
    let mut devices = Vec::new();
    let visit = |device: Device| {
        let keep = |key: &String| expected.is_none_or(|selection| selection.selects(key));
        let device: Device = device.into_object().into_iter().filter(|(key, _)| keep(key)).collect();
        devices.push(serde_json::to_string(&device).unwrap());
        ControlFlow::Continue(())
    };
    let read =
        DeviceFile::open(file, &ReadOptions::new(Catalog::builtin())).and_then(|file| match selection {
            Some(selection) => file.read_selected(selection, visit),
            None => file.read(visit),
        });
    (devices, read.map_err(|error| (error.kind(), error.to_string())))
}

/// The reader of all fields is the reference. Keys that it finds for the summary of an answer are no fields.
#[track_caller]
fn compare(file: &[u8]) {
    let selection = Selection::new(Catalog::builtin(), SELECTED);
    // Members of answers are kept, so a device that has them has them in both.
    let kept = Selection::new(
        Catalog::builtin(),
        SELECTED.into_iter().chain(["results", "totalCount", "hasMore", "messages"]),
    );
    let strip = |outcome: Outcome| {
        let only = |text: &String| {
            let device = Device::from_json(text.as_bytes()).unwrap();
            let fields = device.into_object().into_iter().filter(|(key, _)| selection.selects(key));
            serde_json::to_string(&fields.collect::<Device>()).unwrap()
        };
        (outcome.0.iter().map(only).collect::<Vec<_>>(), outcome.1)
    };
    let all = outcome(file, None, Some(&kept));
    let selected = outcome(file, Some(&selection), None);
    assert_eq!(strip(selected.clone()), strip(all.clone()), "{}", String::from_utf8_lossy(file));
    let is_kept = |text: &String| {
        let device = Device::from_json(text.as_bytes()).unwrap();
        device.keys().all(|key| kept.selects(key))
    };
    assert!(selected.0.iter().all(is_kept), "{}", String::from_utf8_lossy(file));
}

/// Values and keys that a reader has rules for.
fn object(random: &mut Random) -> String {
    const KEYS: [&str; 10] = [
        "common.model",
        "COMMON.MODEL",
        "common.clientId",
        "common.client_id",
        "custom.device.X",
        "odd key",
        "common.comment",
        "b\\u00e9",
        "results",
        "totalCount",
    ];
    const VALUES: [&str; 18] = [
        "1",
        "-0",
        "18446744073709551616",
        "-9223372036854775809",
        "1e5",
        "1e999",
        "0.1",
        "01",
        "true",
        "null",
        "\"a\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\q\"",
        "[1,[2,\"x\"]]",
        "{\"a\":{\"b\":1},\"a\":2}",
        "[]",
        "nul",
    ];
    let members: Vec<String> = (0..random.below(6))
        .map(|_| {
            // Most values are plain, so that most records are devices.
            let value = if random.below(4) == 0 { random.pick(&VALUES) } else { "\"plain\"" };
            format!("\"{}\":{value}", random.pick(&KEYS))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

fn file(random: &mut Random) -> Vec<u8> {
    let objects: Vec<String> = (0..random.below(6)).map(|_| object(random)).collect();
    match random.below(5) {
        0 | 1 => objects.join("\n"),
        2 => format!("[{}]", objects.join(",\n")),
        3 => format!("{{\"totalCount\":7,\"results\":[{}],\"hasMore\":true}}", objects.join(",")),
        _ => {
            let rows = objects.iter().map(|object| format!("{},x", object.replace(['"', ','], "")));
            format!("common.model,Client Id,odd key\n{}\n", rows.collect::<Vec<_>>().join(",y\n"))
        }
    }
    .into_bytes()
}

#[test]
fn a_selection_reads_as_the_reader_of_all_fields_does() {
    let mut random = Random(11);
    for _ in 0..cases() {
        let mut file = file(&mut random);
        compare(&file);
        for _ in 0..random.below(3) {
            if file.is_empty() {
                break;
            }
            let at = random.below(file.len());
            match random.below(3) {
                0 => file.truncate(at),
                1 => drop(file.remove(at)),
                _ => file[at] = u8::try_from(random.below(256)).unwrap(),
            }
        }
        compare(&file);
    }
}

#[test]
fn a_selection_stops_at_the_same_depth() {
    for depth in [126, 127, 128, 129, 5_000] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for key in ["common.comment", "common.model"] {
            compare(
                format!("{{\"common.id\":1}}\n{{\"{key}\":{nested}}}\n{{\"common.model\":2}}\n").as_bytes(),
            );
            compare(format!("[{{\"{key}\":{nested}}}]").as_bytes());
        }
    }
}

#[test]
fn a_selection_of_a_fleet_is_the_fields_of_each_device() {
    let devices: Vec<Device> = Fleet::new(5).take(300).collect();
    let lines: Vec<String> = devices.iter().map(|device| serde_json::to_string(device).unwrap()).collect();
    compare(lines.join("\n").as_bytes());
    compare(format!("[{}]", lines.join(",")).as_bytes());
    let names: Vec<&str> = Fleet::field_names().collect();
    let mut output = Vec::new();
    let mut writer = csv::Writer::new(&mut output, names.iter().copied()).unwrap();
    for device in &devices {
        writer.write(names.iter().map(|name| device.get(*name))).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);
    compare(&output);

    let selection = Selection::new(Catalog::builtin(), ["common.platform"]);
    let (selected, _) = outcome(lines.join("\n").as_bytes(), Some(&selection), None);
    let platform = |device: &Device| format!("{{\"common.platform\":{}}}", device["common.platform"]);
    assert_eq!(selected, devices.iter().map(platform).collect::<Vec<_>>());
}

#[test]
fn a_selection_can_read_everything_for_a_while() {
    let selection = Selection::new(Catalog::builtin(), ["common.model"]);
    selection.set_reads_everything(true);
    let lines = "{\"a\":1,\"common.model\":2}\n".repeat(3);
    let mut sizes = Vec::new();
    DeviceFile::open(lines.as_bytes(), &ReadOptions::new(Catalog::builtin()))
        .unwrap()
        .read_selected(&selection, |device| {
            sizes.push(device.len());
            selection.set_reads_everything(sizes.len() < 2);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(sizes, [2, 2, 1]);
}

/// `cargo test --profile dist -p coreql-data --test data a_selection_pays -- --ignored --nocapture`
#[test]
#[ignore = "a measurement, of release builds alone"]
fn a_selection_pays() {
    use std::time::{Duration, Instant};

    /// How much is read of each device.
    #[derive(Clone, Copy)]
    enum Way {
        All,
        Selected,
        /// No device is wanted.
        Filtered,
    }

    let query = "platform = \"iOS\" AND (manufacturer starts with \"Appl\" OR battery_level >= 50) AND \
                 user.email_address contains \"smith\" AND compliant = true";
    let query: Query = query.parse().unwrap();
    let schema = Schema::of(&query);
    let matcher = query.compile(&schema).unwrap();
    let devices: Vec<Device> = Fleet::new(1).take(20_000).collect();
    let lines: Vec<String> = devices.iter().map(|device| serde_json::to_string(device).unwrap()).collect();
    let names: Vec<&str> = Fleet::field_names().collect();
    let mut output = Vec::new();
    let mut writer = csv::Writer::new(&mut output, names.iter().copied()).unwrap();
    for device in &devices {
        writer.write(names.iter().map(|name| device.get(*name))).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);
    for (name, file) in [
        ("JSON lines", lines.join("\n").into_bytes()),
        ("JSON array", format!("[{}]", lines.join(",")).into_bytes()),
        ("CSV", output),
    ] {
        let time = |way: Way| {
            let start = Instant::now();
            let open = DeviceFile::open(file.as_slice(), &ReadOptions::new(Catalog::builtin())).unwrap();
            let visit = |device: Device| {
                std::hint::black_box(&device);
                ControlFlow::Continue(())
            };
            let selection = Selection::of(&schema, Catalog::builtin());
            let summary = match way {
                Way::All => open.read(visit),
                Way::Selected => open.read_selected(&selection, visit),
                Way::Filtered => open.read_filtered(
                    &selection,
                    |fields| std::hint::black_box(matcher.matches(fields)),
                    visit,
                ),
            };
            assert_eq!(summary.unwrap().devices(), 20_000);
            start.elapsed()
        };
        for (way, label) in
            [(Way::Selected, "five fields"), (Way::Filtered, "filtered by a query of five fields")]
        {
            let mut pairs: Vec<(f64, Duration, Duration)> = (0..9)
                .map(|_| {
                    let (all, some) = (time(Way::All), time(way));
                    (all.as_secs_f64() / some.as_secs_f64(), all, some)
                })
                .collect();
            pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (ratio, all, some) = pairs[4];
            let speed = f64::from(u32::try_from(file.len()).unwrap()) / 1e6 / some.as_secs_f64();
            println!(
                "{name}, {} MB: all {all:?}, {label} {some:?} ({speed:.0} MB/s), ratio {ratio:.2}",
                file.len() / 1_000_000
            );
        }
    }
}
