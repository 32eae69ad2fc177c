use std::fmt::Write;

use icu_casemap::CaseMapper;
use proptest::prelude::*;

use super::fold::{Run, cmp_folded, eq_folded, fold, fold_char};
use super::{Folded, Needle, Pattern};

/// The table as ICU's data has it: simple folding, statuses C and S.
fn runs_of_icu() -> Vec<Run> {
    let mapper = CaseMapper::new();
    let mut runs: Vec<Run> = Vec::new();
    for c in ('\u{80}'..=char::MAX).filter(|c| mapper.simple_fold(*c) != *c) {
        let code = u32::from(c);
        let offset = i32::try_from(u32::from(mapper.simple_fold(c))).unwrap() - i32::try_from(code).unwrap();
        match runs.last_mut() {
            Some(run) if run.offset == offset && run.first == run.last && code - run.last <= 2 => {
                run.stride = code - run.last;
                run.last = code;
            }
            Some(run) if run.offset == offset && code - run.last == run.stride => run.last = code,
            _ => runs.push(Run { first: code, last: code, stride: 1, offset }),
        }
    }
    runs
}

fn table_file(runs: &[Run]) -> String {
    let mut file = String::from(
        "//! Simple case folding as runs, generated from ICU's data by the tests of this module (`UPDATE_EXPECT=1`).\n\n\
         use super::fold::Run;\n\n#[rustfmt::skip]\npub(super) const RUNS: &[Run] = &[\n",
    );
    for Run { first, last, stride, offset } in runs {
        writeln!(
            file,
            "    Run {{ first: {first:#07x}, last: {last:#07x}, stride: {stride}, offset: {offset} }},"
        )
        .unwrap();
    }
    file + "];\n"
}

#[test]
fn the_table_is_that_of_icu() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/fold_table.rs");
    let expected = table_file(&runs_of_icu());
    expect_test::expect_file![path].assert_eq(&expected);
}

#[test]
fn every_character_folds_as_in_icu() {
    let mapper = CaseMapper::new();
    for c in '\0'..=char::MAX {
        assert_eq!(fold_char(c), mapper.simple_fold(c), "{c:?}");
    }
}

#[test]
fn folding_is_not_turkic_and_not_full() {
    assert_eq!((fold_char('I'), fold_char('İ'), fold_char('ı')), ('i', 'İ', 'ı'));
    assert_eq!((fold_char('ẞ'), fold_char('ß')), ('ß', 'ß'));
}

#[test]
fn only_long_s_and_kelvin_fold_into_ascii() {
    let into_ascii: Vec<char> = ('\u{80}'..=char::MAX).filter(|c| fold_char(*c).is_ascii()).collect();
    assert_eq!(into_ascii, ['ſ', '\u{212a}']);
    assert!(into_ascii.iter().all(|c| c.len_utf8() > 1));
}

/// Text over characters that have caught other programs out.
fn tricky() -> impl Strategy<Value = String> {
    let characters =
        prop::sample::select("kKsSaAbB1. \u{212a}ſßẞσςΣİıiIΩ\u{2126}ÅÅéÉᏸꭰ𐐀𐐨漢".chars().collect::<Vec<_>>());
    prop::collection::vec(characters, 0..12).prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn shortcuts_lose_nothing(a in tricky(), b in tricky(), c in tricky()) {
        let joined = format!("{b}{a}{c}");
        for text in [&b, &joined, &a.to_uppercase(), &a.to_lowercase()] {
            let (wanted, folded) = (fold(&a), fold(text));
            let pattern = Pattern::new(&*a);
            prop_assert_eq!(pattern.matches(text), folded == wanted, "{:?} = {:?}", text, a);
            prop_assert_eq!(pattern.is_prefix_of(text), folded.starts_with(&*wanted), "{:?} starts {:?}", text, a);
            prop_assert_eq!(Folded::new(&a).compare(text), folded.cmp(&wanted), "{:?} <=> {:?}", text, a);
            prop_assert_eq!(Needle::new(&*a).is_within(text), folded.contains(&*wanted), "{:?} in {:?}", a, text);
            prop_assert_eq!(eq_folded(text, &a), folded == wanted);
            prop_assert_eq!(cmp_folded(text, &a), folded.cmp(&wanted));
        }
    }

    #[test]
    fn search_finds_what_is_there(
        needle in "[ab]{1,8}", text in "[abAB]{0,60}", kin in prop::bool::ANY,
    ) {
        let (needle, text) = if kin { (needle.replace('a', "s"), text.replace('A', "ſ")) } else { (needle, text) };
        prop_assert_eq!(Needle::new(&*needle).is_within(&text), fold(&text).contains(&*fold(&needle)));
    }
}

#[test]
fn search_takes_linear_time() {
    let needle = Needle::new("a".repeat(50_000) + "b");
    let text = "a".repeat(2_000_000);
    // Quadratic, this would be 10¹¹ steps.
    assert!(!needle.is_within(&text));
    assert!(needle.is_within(&(text + "B")));
    let greek = Needle::new("σ".repeat(20_000) + "τ");
    assert!(!greek.is_within(&"Σ".repeat(500_000)));
}
