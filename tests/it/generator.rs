//! Generated scenarios, as the text of a scenario file: small enough to try everything, mixed enough to touch every demand.

use proptest::prelude::*;
use std::fmt::Write as _;

/// One meeting of a generated scenario.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    kind: u8,
    offset: u32,
    window: u32,
    length: u8,
    relation: u8,
    other: prop::sample::Index,
    strength: u8,
    pinned: u8,
    target: Option<u32>,
    rooms: u8,
}

/// A generated scenario.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    meetings: Vec<Draw>,
    as_of: u32,
    closed: Vec<u32>,
    limit: Option<(u8, u8)>,
    rooms_a_day: u8,
    shared: Vec<(prop::sample::Index, prop::sample::Index, u8)>,
    outside: Option<(u32, u32, bool)>,
}

fn draw(window: u32) -> impl Strategy<Value = Draw> {
    (
        (0u8..10, 0u32..28, window / 2..window, 0u8..3, 0u8..14, any::<prop::sample::Index>()),
        (0u8..3, 0u8..12, prop::option::of(0u32..40), 0u8..3),
    )
        .prop_map(|((kind, offset, window, length, relation, other), (strength, pinned, target, rooms))| Draw {
            kind,
            offset,
            window,
            length,
            relation,
            other,
            strength,
            pinned,
            target,
            rooms,
        })
}

/// Scenarios of `meetings` meetings with windows of up to `window` days.
pub(crate) fn scenarios(meetings: std::ops::RangeInclusive<usize>, window: u32) -> impl Strategy<Value = Drawn> {
    (
        prop::collection::vec(draw(window), meetings),
        35u32..90,
        prop::collection::vec(0u32..60, 0..3),
        prop::option::of((1u8..3, 0u8..3)),
        2u8..5,
        prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1u8..30), 0..3),
        prop::option::of((0u32..40, 1u32..5, any::<bool>())),
    )
        .prop_map(|(meetings, as_of, closed, limit, rooms_a_day, shared, outside)| Drawn {
            meetings,
            as_of,
            closed,
            limit,
            rooms_a_day,
            shared,
            outside,
        })
}

/// A Monday.
fn zero() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()
}

fn day(offset: u32) -> chrono::NaiveDate {
    zero() + chrono::Days::new(u64::from(offset))
}

const STRENGTHS: [&str; 3] = ["must", "should", "prefer"];

impl Drawn {
    /// The scenario as the text of a file.
    pub(crate) fn toml(&self) -> String {
        let mut text = String::new();
        let as_of = zero() - chrono::Days::new(u64::from(self.as_of));
        write!(
            text,
            "[scenario]\nname = \"generated\"\ntitle = \"Generated\"\nas_of = {as_of}\nfrom = {}\nuntil = {}\n",
            zero(),
            day(80)
        )
        .unwrap();
        text.push_str("[[calendar]]\nid = \"HALL\"\nname = \"Hall\"\n");
        let closed: Vec<String> = self
            .closed
            .iter()
            .map(|offset| {
                format!("{{ date = {}, name = \"closed\", kind = \"public\", source = \"test\" }}", day(*offset))
            })
            .collect();
        writeln!(text, "closed = [{}]", closed.join(", ")).unwrap();
        write!(
            text,
            "[[venue]]\nid = \"hall\"\nname = \"Hall\"\ncountry = \"CH\"\nzone = \"Europe/Zurich\"\nheadquarters = true\ncalendars = [\"HALL\"]\nrooms_a_day = {}\n",
            self.rooms_a_day
        )
        .unwrap();
        let abroad: Vec<String> = self
            .closed
            .iter()
            .map(|offset| {
                format!("{{ date = {}, name = \"feast\", kind = \"public\", source = \"test\" }}", day(*offset + 3))
            })
            .collect();
        writeln!(text, "[[calendar]]\nid = \"ABROAD\"\nname = \"Abroad\"\nclosed = [{}]", abroad.join(", ")).unwrap();
        text.push_str(
            "[[venue]]\nid = \"abroad\"\nname = \"Wuxi\"\ncountry = \"CN\"\nzone = \"Asia/Shanghai\"\ncalendars = [\"ABROAD\"]\n",
        );
        for (body, kind, parent) in [
            ("SG1", "study-group", None),
            ("JCA-A", "joint-coordination-activity", Some("SG1")),
            ("FG-B", "focus-group", Some("SG1")),
            ("RG-C", "rapporteur-group", Some("SG1")),
            ("WS", "workshop", None),
            ("SG2", "study-group", None),
            ("TSAG", "advisory-group", None),
            ("RG-T", "rapporteur-group", Some("TSAG")),
            ("RG-WM", "rapporteur-group", Some("TSAG")),
        ] {
            writeln!(text, "[[body]]\nid = \"{body}\"\nkind = \"{kind}\"\nname = \"{body}\"").unwrap();
            if let Some(parent) = parent {
                writeln!(text, "parent = \"{parent}\"").unwrap();
            }
            match body {
                "RG-T" => text.push_str("[[body.terms]]\nmeets_inside_parent = true\n"),
                "RG-WM" => text.push_str("[[body.terms]]\nmeets_alone = true\nlongest_physical_days = 1\n"),
                _ => {}
            }
        }
        for (index, meeting) in self.meetings.iter().enumerate() {
            self.meeting(&mut text, index, meeting);
        }
        if let Some((at_most, strength)) = self.limit {
            writeln!(text, "[[limit]]\nat_most = {at_most}\nstrength = \"{}\"", STRENGTHS[usize::from(strength)])
                .unwrap();
        }
        for (a, b, people) in &self.shared {
            let bodies = ["SG1", "SG2", "JCA-A", "FG-B", "WS", "TSAG", "RG-T"];
            let (a, b) = (a.get(&bodies), b.get(&bodies));
            if a < b {
                writeln!(text, "[[shared]]\nbetween = [\"{a}\", \"{b}\"]\npeople = {people}").unwrap();
            }
        }
        if let Some((first, length, council)) = self.outside {
            writeln!(
                text,
                "[[outside]]\nid = \"event\"\nname = \"Event\"\nfirst = {}\nlast = {}\nstance = \"avoid\"\ncouncil = {council}",
                day(first),
                day(first + length)
            )
            .unwrap();
        }
        text
    }

    fn meeting(&self, text: &mut String, index: usize, meeting: &Draw) {
        let (body, venue) = [
            ("SG1", Some("hall")),
            ("JCA-A", Some("hall")),
            ("FG-B", Some("hall")),
            ("RG-C", None),
            ("WS", Some("hall")),
            ("SG2", Some("hall")),
            ("TSAG", Some("hall")),
            ("RG-T", Some("hall")),
            ("RG-WM", Some("hall")),
            ("WS", Some("abroad")),
        ][usize::from(meeting.kind)];
        writeln!(text, "[[meeting]]\nid = \"m{index}\"\nbody = \"{body}\"\ntitle = \"Meeting {index}\"").unwrap();
        let days = match (body, meeting.length) {
            ("SG1" | "SG2" | "TSAG", length) => Some(3 + u32::from(length)),
            (_, 0) => None,
            // Seldom longer than its terms let it be in a room of its own.
            ("RG-WM", 2) if meeting.rooms > 0 || meeting.strength > 0 => Some(1),
            (_, length) => Some(u32::from(length)),
        };
        match days {
            Some(days) => writeln!(text, "days = {days}").unwrap(),
            None => text.push_str("half_day = true\n"),
        }
        if let Some(venue) = venue {
            writeln!(text, "venues = [\"{venue}\"]\nrooms = {}", meeting.rooms + 1).unwrap();
        }
        if venue == Some("abroad") {
            // Seldom another country invited, or the host asks to keep clear of its holidays.
            let country = if meeting.rooms == 2 && meeting.strength == 2 && meeting.length == 2 { "KR" } else { "CN" };
            let avoid = meeting.strength == 0;
            writeln!(
                text,
                "travel_days = 1\nhost = {{ country = \"{country}\", submitted_on = 2026-10-01, avoid_holidays = {avoid} }}"
            )
            .unwrap();
        }
        let span = days.unwrap_or(1) + 2;
        writeln!(text, "earliest = {}\nlatest = {}", day(meeting.offset), day(meeting.offset + meeting.window + span))
            .unwrap();
        let strength = STRENGTHS[usize::from(meeting.strength)];
        if index > 0 {
            let other = meeting.other.index(index);
            match meeting.relation {
                0 => writeln!(text, "after = {{ meeting = \"m{other}\", least_days = 2, strength = \"{strength}\" }}")
                    .unwrap(),
                1 => writeln!(
                    text,
                    "before = {{ meeting = \"m{other}\", least_days = 1, most_days = 9, strength = \"{strength}\" }}"
                )
                .unwrap(),
                2 => writeln!(text, "not_during = {{ meetings = [\"m{other}\"], strength = \"{strength}\" }}").unwrap(),
                3 if meeting.kind == 1 => {
                    writeln!(text, "inside = {{ meetings = [\"m{other}\"], strength = \"{strength}\" }}").unwrap()
                }
                _ => {}
            }
        }
        if let Some(target) = meeting.target {
            writeln!(text, "target = {}", day(target)).unwrap();
        }
        // A few meetings are settled or tentative already.
        let status = match meeting.pinned {
            0 => "announced",
            1 => "tentative",
            _ => return,
        };
        let mut first = meeting.offset;
        while first % 7 >= 5 {
            first += 1;
        }
        writeln!(text, "[[fixed]]\nmeeting = \"m{index}\"\nfirst = {}\nstatus = \"{status}\"", day(first)).unwrap();
        if days.is_none() {
            text.push_str("half = \"morning\"\n");
        }
    }
}
