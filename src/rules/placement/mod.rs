//! P: placement, length, co-location, conflicts.

mod asks;
mod p01;
mod p02;
mod p03;
mod p04;
mod p05;
mod p06;
mod p07;
mod p08;
mod p09;
mod p10;
mod p11;
mod p12;
mod p13;
mod p15;
mod p16;
mod p17;
mod p18;
mod p19;
mod p20;
mod p21;
mod p22;
mod p23;
mod p24;
mod seen;
mod yearly;

use super::rule::Rule;

/// The rules of this family, by id.
pub(super) static RULES: &[&dyn Rule] = &[
    &p01::P01,
    &p02::P02,
    &p03::P03,
    &p04::P04,
    &p05::P05,
    &p06::P06,
    &p07::P07,
    &p08::P08,
    &p09::P09,
    &p10::P10,
    &p11::P11,
    &p12::P12,
    &p13::P13,
    &p13::P14,
    &p15::P15,
    &p16::P16,
    &p17::P17,
    &p18::P18,
    &p19::P19,
    &p20::P20,
    &p21::P21,
    &p22::P22,
    &p23::P23,
    &p24::P24,
];
