#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coreql_testing::fuzz_targets::readers(data));
