#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| convoke_fuzz::targets::plan_written(data));
