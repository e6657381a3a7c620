//! What is measured, and what it must reach. Figures and stretch goals are the project's own.

/// Where an instance comes from.
#[derive(Clone, Copy)]
pub enum Source {
    /// A program of `benches/instances` with arguments; a generator also takes a seed.
    Program { script: &'static str, arguments: &'static [&'static str], seeded: bool },
    /// A scenario of `examples`.
    Scenario(&'static str),
}

/// What a row must reach: a figure that is promised, and a stretch goal.
#[derive(Clone, Copy)]
pub enum Aim {
    /// Proven optimal on all levels after so many seconds.
    Proven { figure: f64, stretch: f64 },
    /// Nothing forbidden after so many seconds.
    Valid { figure: f64 },
    /// The costs so far, from the first level on, are at most these after so many seconds.
    Reaches { cost: &'static [u64], figure: f64, stretch: Option<f64> },
    /// At this budget the costs from the first level on are at most these, and at best those of the stretch goal.
    AtMost { budget: f64, figure: &'static [u64], stretch: Option<&'static [u64]> },
    /// The first level is at the best that anybody found after so many seconds.
    FirstLevelBest { figure: f64 },
    /// Better at the first budget than the peer at the second.
    Beats { ours: f64, peer: f64 },
    /// (cost - bound) / cost of the last level at this budget, in percent.
    Gap { budget: f64, figure: f64, stretch: f64 },
    /// A bound above zero on the last level at this budget: a stretch goal alone.
    BoundAboveZero { budget: f64 },
}

/// A row of the table: an instance (of several seeds), budgets and aims.
#[derive(Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    pub source: Source,
    /// Our budgets, seconds.
    pub ours: &'static [f64],
    /// The peer's budgets, seconds.
    pub peer: &'static [f64],
    pub aims: &'static [Aim],
}

const fn generated(script: &'static str, arguments: &'static [&'static str]) -> Source {
    Source::Program { script, arguments, seeded: true }
}

const fn published(script: &'static str, arguments: &'static [&'static str]) -> Source {
    Source::Program { script, arguments, seeded: false }
}

pub const ROWS: &[Row] = &[
    Row {
        name: "itu-t-2017-2018",
        source: Source::Scenario("itu-t-2017-2018"),
        ours: &[10.0],
        peer: &[60.0],
        aims: &[Aim::Proven { figure: 10.0, stretch: 2.0 }],
    },
    Row {
        name: "tsag-2017",
        source: Source::Scenario("tsag-2017"),
        ours: &[10.0],
        peer: &[60.0],
        aims: &[Aim::Proven { figure: 10.0, stretch: 2.0 }],
    },
    Row {
        name: "calendar 120",
        source: generated("calendar_years.py", &["120", "2"]),
        ours: &[10.0],
        peer: &[60.0],
        aims: &[Aim::Proven { figure: 10.0, stretch: 2.0 }],
    },
    Row {
        name: "calendar 700",
        source: generated("calendar_years.py", &["700", "2"]),
        ours: &[2.0, 10.0, 60.0],
        peer: &[60.0],
        aims: &[
            Aim::Valid { figure: 2.0 },
            Aim::FirstLevelBest { figure: 5.0 },
            Aim::Beats { ours: 10.0, peer: 60.0 },
            Aim::Gap { budget: 60.0, figure: 40.0, stretch: 10.0 },
        ],
    },
    Row {
        name: "calendar 5000",
        source: generated("calendar_years.py", &["5000", "4"]),
        ours: &[20.0, 60.0],
        peer: &[60.0],
        aims: &[
            Aim::Valid { figure: 10.0 },
            Aim::Beats { ours: 20.0, peer: 60.0 },
            Aim::AtMost { budget: 60.0, figure: &[0], stretch: None },
            Aim::BoundAboveZero { budget: 60.0 },
        ],
    },
    Row {
        name: "event small",
        source: generated("event.py", &["small"]),
        ours: &[10.0, 60.0],
        peer: &[60.0],
        aims: &[Aim::Beats { ours: 10.0, peer: 60.0 }, Aim::Gap { budget: 60.0, figure: 8.0, stretch: 5.0 }],
    },
    Row {
        name: "event medium",
        source: generated("event.py", &["medium"]),
        ours: &[10.0, 60.0],
        peer: &[60.0],
        aims: &[Aim::Beats { ours: 10.0, peer: 60.0 }, Aim::Gap { budget: 60.0, figure: 22.0, stretch: 15.0 }],
    },
    Row {
        name: "event large",
        source: generated("event.py", &["large"]),
        ours: &[10.0, 60.0],
        peer: &[60.0],
        aims: &[
            Aim::Valid { figure: 3.0 },
            Aim::Beats { ours: 10.0, peer: 60.0 },
            Aim::Gap { budget: 60.0, figure: 30.0, stretch: 25.0 },
        ],
    },
    Row {
        name: "ietf106",
        source: published("ietf106.py", &[]),
        ours: &[10.0],
        peer: &[60.0],
        aims: &[Aim::Reaches { cost: &[200_000], figure: 2.0, stretch: Some(0.5) }],
    },
    // Stretch goals: a fifth below the best that was known (136, 57, 81, 12, 26).
    meetings("meetings 50", &["50"], &[HARD, medium(&[0, 140], &[0, 108])]),
    meetings("meetings 100", &["100"], &[HARD, medium(&[0, 60], &[0, 45])]),
    meetings("meetings 200", &["200"], &[HARD, medium(&[0, 85], &[0, 64])]),
    meetings("meetings 400", &["400"], &[HARD, medium(&[0, 15], &[0, 9])]),
    meetings("meetings 800", &["800"], &[HARD, medium(&[0, 30], &[0, 20])]),
];

/// A published instance of meetings.
const fn meetings(name: &'static str, arguments: &'static [&'static str], aims: &'static [Aim]) -> Row {
    Row { name, source: published("timefold_meetings.py", arguments), ours: &[10.0, 60.0], peer: &[10.0, 60.0], aims }
}

/// Medium conflicts at ten seconds.
const fn medium(figure: &'static [u64], stretch: &'static [u64]) -> Aim {
    Aim::AtMost { budget: 10.0, figure, stretch: Some(stretch) }
}

/// No hard conflict after five seconds.
const HARD: Aim = Aim::Reaches { cost: &[0], figure: 5.0, stretch: None };
