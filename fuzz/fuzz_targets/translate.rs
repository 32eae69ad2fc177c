#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coreql_fuzz::translate(data));
