//! N: notice and convening.

mod judge;
mod n01;
mod n02_n03;
mod n04;
mod n05;
mod n06_n07;
mod n08;
mod n09_n14;
mod n10;
mod n11;
mod n12;
mod n13;
mod n15;
mod n16;
mod n17;

use super::rule::Rule;

/// The rules of this family, by id.
pub(super) static RULES: &[&dyn Rule] = &[
    &n01::N01,
    &n02_n03::N02,
    &n02_n03::N03,
    &n04::N04,
    &n05::N05,
    &n06_n07::N06,
    &n06_n07::N07,
    &n08::N08,
    &n09_n14::N09,
    &n10::N10,
    &n11::N11,
    &n12::N12,
    &n13::N13,
    &n09_n14::N14,
    &n15::N15,
    &n16::N16,
    &n17::N17,
];
