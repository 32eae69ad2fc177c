//! Compression, encodings, and files of other types: rules 9.23 and 9.24.

use std::io::{self, Write};
use std::ops::ControlFlow;

use coreql::catalog::Catalog;
use coreql_data::{Compression, DeviceFile, Encoding, Fleet, ReadOptions, json};
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// The ids of the devices, and what was detected.
fn ids(file: &[u8]) -> io::Result<(Vec<String>, Option<String>)> {
    let file = DeviceFile::open(file, &ReadOptions::new(Catalog::builtin()))?;
    let remarks = file.remarks();
    let mut ids = Vec::new();
    file.read(|device| {
        ids.push(device["common.id"].to_string().replace('"', ""));
        ControlFlow::Continue(())
    })?;
    Ok((ids, remarks))
}

// Two parts of one file of CSV, as `zstd` and `gzip -n` write them.
const ZSTD_1: &[u8] = b"\x28\xb5\x2f\xfd\x04\x58\x61\x00\x00common.id\n1\n\x29\x5c\xf9\x30";
const ZSTD_2: &[u8] = b"\x28\xb5\x2f\xfd\x04\x58\x21\x00\x002\n3\n\x44\x4c\xde\x31";
const ZSTD_SKIPPED: &[u8] = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc";
const GZIP_1: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\xce\xcf\xcd\xcd\xcf\xd3\xcb\x4c\xe1\x32\xe4\
    \x02\x00\xa1\x0c\x9d\x8a\x0c\x00\x00\x00";
const GZIP_2: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x33\xe2\x32\xe6\x02\x00\xce\xe6\x4f\x62\x04\x00\x00\x00";

#[test]
fn compressed_files_of_any_number_of_parts_are_read() {
    for (file, count, name) in [
        (ZSTD_1.to_vec(), 1, "zstd"),
        ([ZSTD_1, ZSTD_2].concat(), 3, "zstd"),
        ([ZSTD_SKIPPED, ZSTD_1, ZSTD_SKIPPED, ZSTD_2, ZSTD_SKIPPED].concat(), 3, "zstd"),
        (GZIP_1.to_vec(), 1, "gzip"),
        ([GZIP_1, GZIP_2].concat(), 3, "gzip"),
    ] {
        let (found, remarks) = ids(&file).unwrap();
        assert_eq!((found, remarks.as_deref()), ((1..=count).map(|id| id.to_string()).collect(), Some(name)));
    }
}

/// No part of a damaged file passes for the whole.
#[test]
fn a_damaged_file_is_an_error() {
    for (file, name) in [([ZSTD_1, ZSTD_2].concat(), "zstd"), ([GZIP_1, GZIP_2].concat(), "gzip")] {
        let first = if name == "zstd" { ZSTD_1.len() } else { GZIP_1.len() };
        for length in (5..file.len()).filter(|length| *length != first) {
            let error = ids(&file[..length]).unwrap_err();
            assert!(error.to_string().starts_with(&format!("damaged {name}: ")), "{length} {error}");
        }
    }
    // A changed byte of the content, which the checksum finds.
    for (file, at) in [(ZSTD_1, 18), (ZSTD_1, ZSTD_1.len() - 1), (GZIP_1, GZIP_1.len() - 5)] {
        let mut changed = file.to_vec();
        changed[at] ^= 1;
        assert!(ids(&changed).is_err(), "{at}");
    }
    assert!(ids(&[ZSTD_1, b"x"].concat()).is_err());
    assert!(ids(&ZSTD_SKIPPED[..9]).is_err());
}

#[test]
fn a_fleet_is_read_the_same_however_it_is_written() {
    let mut lines = String::new();
    for device in Fleet::new(4).take(300) {
        lines.push_str(&format!("{}\n", serde_json::to_string(&device).unwrap()));
    }
    let expected = ids(lines.as_bytes()).unwrap().0;
    assert_eq!(expected.len(), 300);
    let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{lines}").encode_utf16().flat_map(to_bytes).collect()
    };
    let gzip = |text: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let zstd = |text: &[u8]| compress_to_vec(text, CompressionLevel::Fastest);
    let (little, big) = (utf16(u16::to_le_bytes, "\u{feff}"), utf16(u16::to_be_bytes, "\u{feff}"));
    for (file, compression, encoding) in [
        (lines.clone().into_bytes(), None, Encoding::Utf8),
        (format!("\u{feff}{lines}").into_bytes(), None, Encoding::Utf8),
        (little.clone(), None, Encoding::Utf16Le),
        (big.clone(), None, Encoding::Utf16Be),
        (utf16(u16::to_le_bytes, ""), None, Encoding::Utf16Le),
        (utf16(u16::to_be_bytes, ""), None, Encoding::Utf16Be),
        (gzip(lines.as_bytes()), Some(Compression::Gzip), Encoding::Utf8),
        (gzip(&little), Some(Compression::Gzip), Encoding::Utf16Le),
        (zstd(lines.as_bytes()), Some(Compression::Zstd), Encoding::Utf8),
        (zstd(&big), Some(Compression::Zstd), Encoding::Utf16Be),
    ] {
        let open = DeviceFile::open(file.as_slice(), &ReadOptions::new(Catalog::builtin())).unwrap();
        assert_eq!((open.compression(), open.encoding()), (compression, encoding));
        assert!(ids(&file).unwrap().0 == expected, "{compression:?} {encoding:?}");
        // The reader of JSON does the same.
        let summary = json::read(file.as_slice(), |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(summary.devices(), 300);
    }
}

#[test]
fn half_of_a_character_is_an_error() {
    for file in [
        &b"\xff\xfe[\0{\0}\0]"[..],
        b"\xff\xfe[\0\"\0\x3d\xd8\"\0]\0",
        b"\xfe\xff\0[\0\"\xd8\x3d\0\"\0]",
        b"\xfe\xff\0[\0{\0}\0",
    ] {
        assert_eq!(ids(file).unwrap_err().to_string(), "the text is not valid UTF-16");
    }
}

#[test]
fn files_of_other_types_are_named() {
    for (start, name) in [
        (&b"%PDF-1.7\n"[..], "a PDF document"),
        (b"PK\x03\x04\x14", "a ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"PAR1\x15", "a Parquet file"),
        (b"BZh91AY", "compressed by bzip2"),
        (b"\xfd7zXZ\0", "compressed by xz"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"\xff\xfe\0\0[\0\0\0", "text in UTF-32"),
        (
            b"<!DOCTYPE html><html><head><title>\n Log\n in </title>",
            "a web page (HTML) with the title `Log in`",
        ),
        (b"\n\n<HTML>", "a web page (HTML)"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "XML or HTML"),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "a web page (HTML)"),
        (b"HTTP/1.1 200 OK\r\n\r\n[]", "an HTTP answer with its headers"),
        (b"{\\rtf1}", "an RTF document"),
        (b"common.id\0,x\n", "binary data"),
    ] {
        let error = ids(start).unwrap_err().to_string();
        assert!(error.starts_with(&format!("this is {name}")), "{error}");
        // The same within a compressed file.
        let error = ids(&compress_to_vec(start, CompressionLevel::Fastest)).unwrap_err().to_string();
        assert!(error.starts_with(&format!("this is {name}")), "{error}");
    }
}
