//! The one integration-test binary: modules by subject, nothing else.
#![allow(clippy::print_stdout, reason = "tests print the shares and figures they measured")]
#![allow(clippy::disallowed_methods, reason = "tests may read the clock")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "modules of a test binary have no outside")]

mod announce;
mod announcing;
mod benchmarks;
mod browser;
mod catalogue;
mod cli;
mod contradictions;
mod delivery;
mod desk;
mod dispatch;
mod doctor;
mod examples;
mod exchange;
mod faults;
mod foreign;
mod fuzz;
mod generator;
mod helpers;
mod hours;
mod hours_that_do_not_exist;
mod ical;
mod incoming;
mod kernel;
mod large;
mod lebanon;
mod letters;
mod life;
mod lifecycle;
mod pairwise;
mod people;
mod placement_rules;
mod planning;
mod postgres;
mod publishing;
mod readers;
mod replan;
mod report;
mod rule_vectors;
mod rules;
mod sheets;
mod store;
mod supply;
mod tidy;
mod time;
mod timetable;
mod tools;
mod web;
mod whatif;
mod wishes;
mod work;
