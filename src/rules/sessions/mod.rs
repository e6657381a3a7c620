//! S: sessions, languages, accessibility.

mod s01;
mod s02;
mod s03;
mod s04;
mod s05;
mod s06;
mod s07;
mod s08;
mod s09;
mod s10;
mod s11;
mod s12;
mod s13;
mod s14;
mod s15;
mod s16;
mod s17;
mod s18;
mod s19;
mod s20;
mod s21;
mod sitting;

use super::rule::Rule;

/// The rules of this family, by id.
pub(super) static RULES: &[&dyn Rule] = &[
    &s01::S01,
    &s02::S02,
    &s03::S03,
    &s04::S04,
    &s05::S05,
    &s06::S06,
    &s07::S07,
    &s08::S08,
    &s09::S09,
    &s10::S10,
    &s11::S11,
    &s12::S12,
    &s13::S13,
    &s14::S14,
    &s15::S15,
    &s16::S16,
    &s17::S17,
    &s18::S18,
    &s19::S19,
    &s20::S20,
    &s21::S21,
];
