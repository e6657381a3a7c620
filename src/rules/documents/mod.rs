//! D: documents and service deadlines.

mod d01_d03;
mod d04_d05;
mod d06_d08;
mod d07;
mod d09;
mod d10;
mod d11;
mod d12;
mod d13_d15;
mod d16;
mod d17;
mod d18;
mod d19;
mod judge;

use super::rule::Rule;

/// The rules of this family, by id.
pub(super) static RULES: &[&dyn Rule] = &[
    &d01_d03::D01,
    &d01_d03::D02,
    &d01_d03::D03,
    &d04_d05::D04,
    &d04_d05::D05,
    &d06_d08::D06,
    &d07::D07,
    &d06_d08::D08,
    &d09::D09,
    &d10::D10,
    &d11::D11,
    &d12::D12,
    &d13_d15::D13,
    &d13_d15::D14,
    &d13_d15::D15,
    &d16::D16,
    &d17::D17,
    &d18::D18,
    &d19::D19,
];
