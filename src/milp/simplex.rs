//! A linear program that HiGHS keeps between solves, so that rows can be added and taken away and the next solve starts
//! from the last basis (dual simplex). `good_lp` rebuilds a model for every solve, so this goes to the C interface.
//!
//! No answer of HiGHS is believed about bounds: [`safe_bound`] works out what the dual values prove, whatever they are.
#![allow(unsafe_code, reason = "re-solving is only reachable through HiGHS's C interface; each block is argued")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use highs_sys::{
    Highs_addCols, Highs_addRows, Highs_changeColBounds, Highs_create, Highs_deleteRowsBySet, Highs_destroy,
    Highs_getModelStatus, Highs_getSolution, Highs_run, Highs_setBoolOptionValue, Highs_setCallback,
    Highs_setIntOptionValue, Highs_setStringOptionValue, Highs_startCallback, HighsCallbackDataIn,
    HighsCallbackDataOut, HighsInt, kHighsCallbackSimplexInterrupt, kHighsModelStatusInfeasible,
    kHighsModelStatusOptimal,
};

use super::linear::Row;

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Solved {
    /// Optimal within tolerances.
    Optimal,
    /// No values of the columns satisfy the rows.
    Infeasible,
    /// Interrupted or failed: there are no values.
    Nothing,
}

/// Values of an optimal solution.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// By column.
    pub(super) columns: Vec<f64>,
    /// By row: the sum of its terms.
    pub(super) rows: Vec<f64>,
    /// By row: its dual value.
    pub(super) duals: Vec<f64>,
}

/// A linear program inside HiGHS; minimises, every column at least 0.
#[derive(Debug)]
pub(super) struct Session {
    highs: *mut c_void,
    columns: usize,
    rows: usize,
    /// Lives behind a pointer that HiGHS keeps, so it must outlive `highs` and not move: an `Arc` does neither.
    stop: Arc<AtomicBool>,
}

impl Session {
    /// An empty program. A solve ends soon after `stop` becomes `true`, as soon as HiGHS looks.
    pub(super) fn new(seed: u64, stop: Arc<AtomicBool>) -> Self {
        // SAFETY: creates an object that this session alone owns and `drop` destroys. Options are set by names with a
        // terminating zero. The callback has the type HiGHS expects; its data is the flag inside `stop`, which this
        // session keeps alive until after the object is destroyed.
        let highs = unsafe {
            let highs = Highs_create();
            Highs_setBoolOptionValue(highs, name(c"output_flag"), 0);
            Highs_setIntOptionValue(highs, name(c"threads"), 1);
            Highs_setIntOptionValue(highs, name(c"random_seed"), (seed % 0x7fff_ffff) as HighsInt);
            Highs_setStringOptionValue(highs, name(c"solver"), name(c"simplex"));
            Highs_setCallback(highs, Some(on_callback), Arc::as_ptr(&stop).cast_mut().cast());
            Highs_startCallback(highs, kHighsCallbackSimplexInterrupt);
            highs
        };
        Self { highs, columns: 0, rows: 0, stop }
    }

    /// Adds columns of these costs and upper bounds.
    pub(super) fn add_columns(&mut self, costs: &[f64], uppers: &[f64]) {
        if costs.is_empty() {
            return;
        }
        let lowers = vec![0.0; costs.len()];
        // SAFETY: the three arrays have as many values as columns are added; no coefficients are given, for which HiGHS
        // reads none of the last three arrays beyond their (empty) length.
        unsafe {
            let starts = vec![0 as HighsInt; costs.len()];
            Highs_addCols(
                self.highs,
                length(costs.len()),
                costs.as_ptr(),
                lowers.as_ptr(),
                uppers.as_ptr(),
                0,
                starts.as_ptr(),
                [].as_ptr(),
                [].as_ptr(),
            );
        }
        self.columns += costs.len();
    }

    /// Adds rows over the columns added so far.
    pub(super) fn add_rows(&mut self, rows: &[Row]) {
        if rows.is_empty() {
            return;
        }
        let lowers: Vec<f64> = rows.iter().map(|row| if row.equal { row.upper } else { f64::NEG_INFINITY }).collect();
        let uppers: Vec<f64> = rows.iter().map(|row| row.upper).collect();
        let (mut starts, mut indices, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            starts.push(length(indices.len()));
            for &(column, factor) in &row.terms {
                indices.push(length(column.get()));
                values.push(factor);
            }
        }
        // SAFETY: `lowers`, `uppers`, `starts` have one value a row, `indices` and `values` as many as is said; all
        // indices are columns added before.
        unsafe {
            Highs_addRows(
                self.highs,
                length(rows.len()),
                lowers.as_ptr(),
                uppers.as_ptr(),
                length(indices.len()),
                starts.as_ptr(),
                indices.as_ptr(),
                values.as_ptr(),
            );
        }
        self.rows += rows.len();
    }

    /// Takes rows away; `rows` ascending.
    pub(super) fn drop_rows(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        let set: Vec<HighsInt> = rows.iter().map(|&row| length(row)).collect();
        // SAFETY: `set` holds as many ascending row numbers as is said, all existing.
        unsafe {
            Highs_deleteRowsBySet(self.highs, length(set.len()), set.as_ptr());
        }
        self.rows -= rows.len();
    }

    /// Holds a column at 0.
    pub(super) fn exclude(&mut self, column: usize) {
        // SAFETY: an existing column; two numbers.
        unsafe {
            Highs_changeColBounds(self.highs, length(column), 0.0, 0.0);
        }
    }

    /// Solves; the values if it is optimal.
    pub(super) fn solve(&mut self) -> (Solved, Values) {
        // SAFETY: the object is alive, and only this thread uses it.
        let status = unsafe {
            Highs_run(self.highs);
            Highs_getModelStatus(self.highs)
        };
        if status == kHighsModelStatusInfeasible {
            return (Solved::Infeasible, Values::default());
        }
        if status != kHighsModelStatusOptimal || self.stop.load(Ordering::Relaxed) {
            return (Solved::Nothing, Values::default());
        }
        let mut columns = vec![0.0; self.columns];
        let mut reduced = vec![0.0; self.columns];
        let mut rows = vec![0.0; self.rows];
        let mut duals = vec![0.0; self.rows];
        // SAFETY: HiGHS writes one value a column to the first two arrays and one value a row to the others, which have
        // these lengths: `columns` and `rows` count what was added and taken away.
        unsafe {
            Highs_getSolution(
                self.highs,
                columns.as_mut_ptr(),
                reduced.as_mut_ptr(),
                rows.as_mut_ptr(),
                duals.as_mut_ptr(),
            );
        }
        (Solved::Optimal, Values { columns, rows, duals })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: made by `new`, destroyed once; nothing uses it afterwards.
        unsafe { Highs_destroy(self.highs) }
    }
}

fn name(text: &CStr) -> *const c_char {
    text.as_ptr()
}

/// Lengths are far below the limit: programs are bounded in size before they are built.
fn length(value: usize) -> HighsInt {
    HighsInt::try_from(value).unwrap_or(HighsInt::MAX)
}

/// Called by HiGHS between iterations.
unsafe extern "C" fn on_callback(
    _kind: c_int,
    _message: *const c_char,
    _out: *const HighsCallbackDataOut,
    input: *mut HighsCallbackDataIn,
    data: *mut c_void,
) {
    // SAFETY: `data` is the flag given to `Highs_setCallback`, kept alive by the session; `input` is null or valid for
    // the length of this call.
    let (flag, input) = unsafe { (data.cast::<AtomicBool>().as_ref(), input.as_mut()) };
    if let (Some(flag), Some(input)) = (flag, input) {
        input.user_interrupt = c_int::from(flag.load(Ordering::Relaxed));
    }
}

/// What dual values prove of a program with these costs, upper bounds and rows: a lower bound of its optimum, and for
/// each column what a unit of it costs beyond (reduced costs). Any dual values prove something, the optimal ones most
/// (weak duality with bounded columns; A. Neumaier and O. Shcherbina, *Safe bounds in linear and mixed-integer linear
/// programming*, 2004).
pub(super) fn safe_bound(costs: &[f64], uppers: &[f64], rows: &[Row], duals: &[f64]) -> (f64, Vec<f64>) {
    let mut reduced = costs.to_vec();
    let mut bound = 0.0;
    for (row, &dual) in rows.iter().zip(duals) {
        // A row `<=` can only have a dual value that is not positive when minimising.
        let dual = if row.equal { dual } else { dual.min(0.0) };
        if dual != 0.0 {
            bound += dual * row.upper;
            for &(column, factor) in &row.terms {
                reduced[column.get()] -= dual * factor;
            }
        }
    }
    for (&reduced, &upper) in reduced.iter().zip(uppers) {
        bound += reduced.min(0.0) * upper;
    }
    (bound, reduced)
}
