//! The calendar on a time axis: a row for each body beneath its parent, time from left to right, as plain shapes that a
//! template prints as SVG. Long periods are cut into panels so that a day stays wide enough to read; meetings that lie
//! close together get a second panel that shows their days and half-days.
//!
//! * [`span`] - which periods, and how wide a day is
//! * [`rows`] - which bodies, in which order
//! * [`shape`] - what a panel is made of
//! * [`panel`] - the shapes of one panel: rows, meetings, deadlines
//! * [`backdrop`] - what lies behind them: months and days, closed days, events of others

pub mod backdrop;
pub mod panel;
pub mod rows;
pub mod shape;
pub mod span;

use super::input::Input;
pub use shape::Panel;

/// The panels of a plan, earliest first; none when nothing is placed.
pub fn panels(input: &Input<'_>) -> Vec<Panel> {
    let marks = panel::Marks::of(input);
    span::spans(input)
        .into_iter()
        .enumerate()
        .map(|(index, span)| panel::panel(input, &marks, &span, index + 1))
        .collect()
}
