//! The closed days inside the program: all countries and their subdivisions, Geneva, the United Nations, ITU.
//!
//! Made by `tools/gen_holidays.py` from the package `holidays` and from `data/holidays/by-hand`; what is certain, what
//! is estimated and where it comes from stands in each day and in `data/holidays/PROVENANCE.md`. A calendar is decoded
//! when it is asked for; the whole is unpacked once.
#![expect(clippy::expect_used, reason = "the data are inside the program, and a test reads all of them")]

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::OnceLock;

use chrono::{Days, NaiveDate, Weekday};
use serde::Deserialize;

use super::book::{Calendar, CalendarId};
use super::closed_day::{Certainty, ClosedDay, DayKind, WorkingException};
use super::week::Weekend;

static PACKED: &[u8] = include_bytes!("../../../data/holidays/holidays.jsonl.zst");

/// The calendar of this id: an ISO 3166-1 code (`CN`), one with its subdivision (`CH-GE`), or one of `UN-GVA` (the
/// office there), `ITU-GVA` (the secretariat) and `UN-AVOID` (feasts on which no meeting should be). Capitals do
/// not matter.
#[must_use]
pub fn bundled(id: &str) -> Option<Calendar> {
    let id = CalendarId::new(id).ok()?;
    let line = Bundle::get().lines.get(id.as_str())?;
    let line: Line = serde_json::from_str(line).expect("a test reads every embedded calendar");
    line.read(id)
}

/// The ids of all bundled calendars, in order.
pub fn bundled_ids() -> impl Iterator<Item = &'static str> {
    Bundle::get().lines.keys().copied()
}

/// The unpacked data: one line of JSON for each calendar.
struct Bundle {
    header: Header,
    lines: BTreeMap<&'static str, &'static str>,
}

impl Bundle {
    fn get() -> &'static Self {
        static TEXT: OnceLock<String> = OnceLock::new();
        static BUNDLE: OnceLock<Bundle> = OnceLock::new();
        BUNDLE.get_or_init(|| {
            let text = TEXT.get_or_init(unpack);
            let (header, calendars) = text.split_once('\n').expect("the embedded data starts with a header");
            let header: Header = serde_json::from_str(header).expect("the header of the embedded data is readable");
            assert_eq!(header.format, "convoke-holidays/1", "the embedded data is of another format");
            let lines = calendars.lines().filter_map(|line| Some((id_of(line)?, line))).collect();
            Self { header, lines }
        })
    }

    fn day(&self, number: u32) -> NaiveDate {
        let first = NaiveDate::from_yo_opt(self.header.first, 1).unwrap_or_default();
        first.checked_add_days(Days::new(number.into())).unwrap_or(NaiveDate::MAX)
    }
}

fn unpack() -> String {
    let mut text = String::new();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(PACKED).expect("the embedded data is compressed");
    decoder.read_to_string(&mut text).expect("the embedded data is complete");
    text
}

/// The id is the first key of each line, so that finding a calendar parses no other.
fn id_of(line: &str) -> Option<&str> {
    line.strip_prefix(r#"{"id":""#)?.split('"').next()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    first: i32,
    last: i32,
    source: String,
}

/// One calendar. Dates are days since the first day of the first year of the header; in a list, each after the first
/// is the difference to the one before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(rename = "id")]
    _id: String,
    name: String,
    base: Option<String>,
    years: Option<(i32, i32)>,
    #[serde(default)]
    weekend: Vec<WeekendRow>,
    #[serde(default)]
    without: Vec<WithoutRow>,
    #[serde(default)]
    days: Vec<DayRow>,
    #[serde(default)]
    working: Vec<WorkingRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeekendRow {
    since: Option<u32>,
    days: Vec<u8>,
}

/// Days of the base that this calendar does not have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithoutRow {
    n: String,
    d: Vec<u32>,
}

/// All days of one name: `d` confirmed, `e` estimated, `m` fixed by sighting the moon, `a` announced on, `s` source.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayRow {
    n: String,
    l: Option<String>,
    #[serde(default = "public")]
    k: DayKind,
    a: Option<u32>,
    s: Option<String>,
    #[serde(default)]
    m: bool,
    #[serde(default)]
    d: Vec<u32>,
    #[serde(default)]
    e: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkingRow {
    n: String,
    a: Option<u32>,
    s: Option<String>,
    d: Vec<u32>,
}

const fn public() -> DayKind {
    DayKind::Public
}

impl Line {
    /// `None` only if the embedded data is wrong, which a test rules out.
    fn read(self, id: CalendarId) -> Option<Calendar> {
        let bundle = Bundle::get();
        let years =
            |(first, last)| Some((NaiveDate::from_ymd_opt(first, 1, 1)?, NaiveDate::from_ymd_opt(last, 12, 31)?));
        let all = years((bundle.header.first, bundle.header.last))?;
        let mut calendar = match &self.base {
            Some(base) => bundled(base)?.named(id, self.name).ok()?,
            None => Calendar::new(id, self.name).ok()?.known_between(all.0, all.1),
        };
        if let Some(known) = self.years {
            let (first, last) = years(known)?;
            calendar = calendar.known_between(first, last);
        }
        for row in self.weekend {
            let days = row.days.into_iter().map(|day| Weekday::try_from(day).ok()).collect::<Option<Vec<_>>>()?;
            let weekend = Weekend::new(days).ok()?;
            calendar = match row.since {
                None => calendar.with_weekend(weekend),
                Some(since) => calendar.with_weekend_since(bundle.day(since), weekend),
            };
        }
        for row in self.without {
            calendar = bundle.dates(&row.d).fold(calendar, |calendar, date| calendar.without(date, &row.n));
        }
        for row in self.days {
            calendar = row.add_to(calendar, bundle)?;
        }
        for row in self.working {
            let source = row.s.as_deref().unwrap_or(&bundle.header.source);
            for date in bundle.dates(&row.d) {
                let day = WorkingException::new(date, row.n.as_str(), source).ok()?;
                calendar = calendar.with_working(match row.a {
                    Some(announced) => day.announced(bundle.day(announced)),
                    None => day,
                });
            }
        }
        Some(calendar)
    }
}

impl Bundle {
    /// The dates behind a list of differences.
    fn dates<'a>(&'a self, differences: &'a [u32]) -> impl Iterator<Item = NaiveDate> + 'a {
        differences.iter().scan(0, |day, step| {
            *day += step;
            Some(self.day(*day))
        })
    }
}

impl DayRow {
    fn add_to(&self, mut calendar: Calendar, bundle: &Bundle) -> Option<Calendar> {
        let source = self.s.as_deref().unwrap_or(&bundle.header.source);
        let certain = if self.m { Certainty::Sighted } else { Certainty::Confirmed };
        for (dates, certainty) in [(&self.d, certain), (&self.e, Certainty::Estimated)] {
            for date in bundle.dates(dates) {
                let mut day = ClosedDay::new(date, self.n.as_str(), self.k, source).ok()?.with_certainty(certainty);
                if let Some(local) = &self.l {
                    day = day.called(local.as_str()).ok()?;
                }
                if let Some(announced) = self.a {
                    day = day.announced(bundle.day(announced));
                }
                calendar = calendar.with_closed(day);
            }
        }
        Some(calendar)
    }
}
