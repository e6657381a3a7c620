//! A linear program over columns that are at least 0.

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column(u32);

impl Column {
    pub(super) fn new(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }

    pub(super) fn get(self) -> usize {
        self.0 as usize
    }
}

/// A coefficient and its column.
pub(super) type Term = (Column, f64);

/// `sum(terms) <= upper`, or `=` where `equal`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) terms: Vec<Term>,
    pub(super) upper: f64,
    pub(super) equal: bool,
    /// The column, with a negative coefficient, that this row pushes up: its least value follows from the others'.
    pushes: Option<Column>,
}

impl Row {
    /// `sum(terms) <= upper`; each column once.
    pub(super) fn at_most(terms: Vec<Term>, upper: f64) -> Self {
        Self { terms, upper, equal: false, pushes: None }
    }

    /// `sum(terms) = value`; each column once.
    pub(super) fn equal(terms: Vec<Term>, value: f64) -> Self {
        Self { terms, upper: value, equal: true, pushes: None }
    }
}

/// A linear program with binary and continuous columns; minimised.
#[derive(Debug, Clone, Default)]
pub(super) struct Linear {
    /// Upper bound of each column, and whether it must be whole.
    pub(super) columns: Vec<(f64, bool)>,
    pub(super) objective: Vec<f64>,
    pub(super) rows: Vec<Row>,
    nonzeros: usize,
}

impl Linear {
    /// A column that is 0 or 1.
    pub(super) fn binary(&mut self) -> Column {
        self.column(1.0, true)
    }

    /// A column of any value from 0 to `upper`.
    pub(super) fn slack(&mut self, upper: f64) -> Column {
        self.column(upper, false)
    }

    /// A column of any value, or any whole value, from 0 to `upper`.
    pub(super) fn column(&mut self, upper: f64, whole: bool) -> Column {
        let column = Column::new(self.columns.len());
        self.columns.push((upper, whole));
        self.objective.push(0.0);
        column
    }

    /// `sum(terms) <= upper`.
    pub(super) fn at_most(&mut self, terms: Vec<Term>, upper: f64) {
        self.row(terms, upper, false, None);
    }

    /// `sum(terms) = value`.
    pub(super) fn equal(&mut self, terms: Vec<Term>, value: f64) {
        self.row(terms, value, true, None);
    }

    /// `sum(terms) - times * slack <= upper`.
    pub(super) fn push(&mut self, mut terms: Vec<Term>, upper: f64, slack: Column, times: f64) {
        terms.push((slack, -times));
        self.row(terms, upper, false, Some(slack));
    }

    fn row(&mut self, mut terms: Vec<Term>, upper: f64, equal: bool, pushes: Option<Column>) {
        terms.sort_unstable_by_key(|(column, _)| *column);
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        terms.retain(|(_, factor)| *factor != 0.0);
        self.nonzeros += terms.len();
        self.rows.push(Row { terms, upper, equal, pushes });
    }

    /// Nonzero coefficients so far.
    pub(super) fn nonzeros(&self) -> usize {
        self.nonzeros
    }

    /// Gives every slack the least value that its rows allow, in the order of rows.
    pub(super) fn complete(&self, values: &mut [f64]) {
        for row in &self.rows {
            let Some(slack) = row.pushes else { continue };
            let mut rest = -row.upper;
            let mut times = 1.0;
            for &(column, factor) in &row.terms {
                if column == slack { times = -factor } else { rest += factor * values[column.get()] }
            }
            let least = rest / times;
            let least = if self.columns[slack.get()].1 { (least - 1e-9).ceil() } else { least };
            values[slack.get()] = values[slack.get()].max(least);
        }
    }
}
