//! A large calendar, as the text of a scenario file and of a plan: study groups with all that belongs to them, each
//! cluster 120 meetings in four years. The number of clusters grows with the number of meetings, so that bodies, venues
//! and windows keep their density. Same numbers, same text.

use std::fmt::Write as _;

/// Meetings of one cluster.
const OF_A_CLUSTER: usize = 120;

/// Host cities, with their country, zone and calendar.
const CITIES: [(&str, &str, &str); 8] = [
    ("Seoul", "KR", "Asia/Seoul"),
    ("Wuxi", "CN", "Asia/Shanghai"),
    ("Dubai", "AE", "Asia/Dubai"),
    ("Ljubljana", "SI", "Europe/Ljubljana"),
    ("Bogota", "CO", "America/Bogota"),
    ("Tokyo", "JP", "Asia/Tokyo"),
    ("Ottawa", "CA", "America/Toronto"),
    ("Cairo", "EG", "Africa/Cairo"),
];

/// A body of a cluster: name, kind, parent, working days (0 = half a day), meetings, first week, weeks between, in a room.
type Shape = (&'static str, &'static str, &'static str, u32, usize, u64, u64, bool);

const SHAPES: [Shape; 17] = [
    ("SG", "study-group", "", 8, 6, 10, 33, true),
    ("WPA", "working-party", "SG", 4, 5, 22, 38, true),
    ("WPB", "working-party", "SG", 4, 5, 26, 38, true),
    ("QA", "rapporteur-group", "WPA", 3, 8, 5, 25, true),
    ("QB", "rapporteur-group", "WPA", 3, 8, 8, 25, true),
    ("QC", "rapporteur-group", "WPB", 3, 8, 14, 25, true),
    ("QD", "rapporteur-group", "WPB", 2, 10, 3, 20, false),
    ("QE", "rapporteur-group", "SG", 1, 10, 6, 20, false),
    ("QF", "rapporteur-group", "SG", 0, 10, 16, 20, false),
    ("JCA", "joint-coordination-activity", "SG", 0, 12, 4, 17, true),
    ("FG", "focus-group", "SG", 4, 8, 7, 26, true),
    ("FGE", "focus-group", "SG", 2, 8, 15, 26, false),
    ("RGAFR", "regional-group", "SG", 3, 4, 18, 52, true),
    ("RGAP", "regional-group", "SG", 3, 4, 30, 52, true),
    ("WS", "workshop", "SG", 2, 6, 12, 34, true),
    ("WE", "workshop", "SG", 1, 6, 20, 34, false),
    ("TUT", "workshop", "SG", 0, 2, 9, 90, false),
];

/// A scenario of about so many meetings in four years, with a plan for it.
pub(crate) struct Large {
    /// The scenario file.
    pub(crate) scenario: String,
    /// The plan file.
    pub(crate) plan: String,
}

/// The Monday from which weeks are counted.
fn monday() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2025, 1, 6).unwrap()
}

fn day(week: u64, of_week: u64) -> chrono::NaiveDate {
    monday() + chrono::Days::new(7 * week + of_week)
}

/// A number that looks drawn, the same for the same two.
fn drawn(a: usize, b: usize, below: u64) -> u64 {
    let mut mixed = (a as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (b as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    mixed ^= mixed >> 29;
    mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 32)) % below
}

impl Large {
    /// Writes both.
    pub(crate) fn of(meetings: usize) -> Self {
        let mut made = Self { scenario: String::new(), plan: String::new() };
        let clusters = meetings.saturating_sub(25).div_ceil(OF_A_CLUSTER).max(1);
        made.head(clusters);
        let mut left = meetings;
        made.advisory_group(&mut left);
        for cluster in 0..clusters {
            made.cluster(cluster, clusters, &mut left);
        }
        made
    }

    fn head(&mut self, clusters: usize) {
        let text = &mut self.scenario;
        text.push_str(
            "[scenario]\nname = \"large\"\ntitle = \"Large\"\nas_of = 2024-09-02\nfrom = 2025-01-01\nuntil = 2028-12-31\n\n",
        );
        for hub in 0..clusters.div_ceil(4) {
            for (city, country, zone) in CITIES {
                writeln!(
                    text,
                    "[[venue]]\nid = \"{}-{hub}\"\nname = \"{city} {hub}\"\ncountry = \"{country}\"\nzone = \"{zone}\"\ncalendars = [\"{country}\"]\nrooms_a_day = 6\n",
                    city.to_lowercase(),
                )
                .unwrap();
            }
            writeln!(
                text,
                "[[venue]]\nid = \"tower-{hub}\"\nname = \"Geneva, tower {hub}\"\ncountry = \"CH\"\nzone = \"Europe/Zurich\"\nheadquarters = true\ncalendars = [\"ITU-GVA\", \"CH-GE\", \"UN-AVOID\"]\nrooms_a_day = 14\n",
            )
            .unwrap();
            writeln!(
                text,
                "[[limit]]\nat_most = 2\narea = \"area-{hub}\"\nfrom_working_days = 5\nstrength = \"should\"\n"
            )
            .unwrap();
        }
        writeln!(text, "[[limit]]\nat_most = {}\nstrength = \"prefer\"\n", 6 * clusters).unwrap();
        for year in 0..4_u64 {
            for (index, (name, week, council)) in
                [("Telecom World", 36, false), ("Council group", 20, true), ("Assembly of others", 44, false)]
                    .into_iter()
                    .enumerate()
            {
                writeln!(
                    text,
                    "[[outside]]\nid = \"event-{year}-{index}\"\nname = \"{name} {}\"\nfirst = {}\nlast = {}\nstance = \"avoid\"\ncouncil = {council}\n",
                    2025 + year,
                    day(52 * year + week, 0),
                    day(52 * year + week, 2),
                )
                .unwrap();
            }
        }
        self.plan.push_str(
            "format = \"convoke-plan/1\"\nscenario = \"large\"\nas_of = 2024-09-02\nquality = \"unproven\"\n\n",
        );
    }

    /// One advisory group with its rapporteur groups, whatever the size.
    fn advisory_group(&mut self, left: &mut usize) {
        let groups = ["RG-WM", "RG-SC", "RG-SS", "RG-RR"];
        self.scenario.push_str("[[body]]\nid = \"TSAG\"\nkind = \"advisory-group\"\nname = \"TSAG\"\n\n[[body.terms]]\ncycle_months = 9\n\n");
        for group in groups {
            writeln!(
                self.scenario,
                "[[body]]\nid = \"{group}\"\nkind = \"rapporteur-group\"\nname = \"{group}\"\nparent = \"TSAG\"\n\n[[body.terms]]\nmeets_inside_parent = true\n"
            )
            .unwrap();
        }
        for turn in 0..5_u64 {
            for (index, body) in ["TSAG"].into_iter().chain(groups).enumerate() {
                if *left == 0 {
                    return;
                }
                *left -= 1;
                let (week, id) = (8 + 39 * turn, format!("{}-{turn}", body.to_lowercase()));
                let (length, days) = if index == 0 { ("days = 5", 5) } else { ("half_day = true", 1) };
                let first = day(week, index as u64 / 2);
                let half = if index == 0 { "" } else { ["half = \"morning\"\n", "half = \"afternoon\"\n"][index % 2] };
                writeln!(
                    self.scenario,
                    "[[meeting]]\nid = \"{id}\"\nbody = \"{body}\"\ntitle = \"{body}, meeting {turn}\"\n{length}\nvenues = [\"tower-0\"]\nearliest = {}\nlatest = {}\ntarget = {first}\n",
                    day(week - 6, 0),
                    day(week + 8, 4),
                )
                .unwrap();
                writeln!(
                    self.plan,
                    "[[meeting]]\nid = \"{id}\"\nfirst = {first}\nlast = {}\n{half}venue = \"tower-0\"\nstatus = \"planned\"\n",
                    first + chrono::Days::new(days - 1)
                )
                .unwrap();
            }
        }
    }

    fn cluster(&mut self, cluster: usize, clusters: usize, left: &mut usize) {
        let hub = cluster / 4;
        for (shape, (name, kind, parent, ..)) in SHAPES.into_iter().enumerate() {
            let text = &mut self.scenario;
            writeln!(text, "[[body]]\nid = \"{name}{cluster}\"\nkind = \"{kind}\"\nname = \"{name} {cluster}\"")
                .unwrap();
            if !parent.is_empty() {
                writeln!(text, "parent = \"{parent}{cluster}\"").unwrap();
            }
            writeln!(text, "area = \"area-{hub}\"\nattendance = {}\n", 20 + drawn(cluster, shape, 80)).unwrap();
            if name == "JCA" {
                text.push_str(
                    "[[body.terms]]\nmeetings_a_year = { exactly = 3 }\nremote_participation = \"always\"\n\n",
                );
            }
            if kind == "focus-group" {
                text.push_str("[[body.terms]]\nlifetime_months = 48\ncontributions_calendar_days = 10\n\n");
            }
        }
        for (other, people) in [("SG", 12), ("JCA", 6)] {
            let next = (cluster + 1) % clusters;
            if next != cluster {
                writeln!(
                    self.scenario,
                    "[[shared]]\nbetween = [\"SG{cluster}\", \"{other}{next}\"]\npeople = {people}\n"
                )
                .unwrap();
            }
        }
        for (a, b, people) in [("SG", "JCA", 9), ("QA", "QB", 8), ("QC", "FG", 7), ("WPA", "WPB", 11), ("QE", "WE", 4)]
        {
            writeln!(self.scenario, "[[shared]]\nbetween = [\"{a}{cluster}\", \"{b}{cluster}\"]\npeople = {people}\n")
                .unwrap();
        }
        for shape in SHAPES {
            self.meetings(cluster, shape, left);
        }
    }

    fn meetings(&mut self, cluster: usize, shape: Shape, left: &mut usize) {
        let (name, kind, _, days, count, first, apart, in_a_room) = shape;
        let hub = cluster / 4;
        let text = &mut self.scenario;
        let mut listed = Vec::new();
        for turn in 0..count {
            if *left == 0 {
                break;
            }
            *left -= 1;
            let id = format!("{}{cluster}-{turn}", name.to_lowercase());
            let week = first + (cluster as u64 * 5) % 17 + apart * turn as u64 + drawn(cluster * 64 + turn, count, 3);
            let week = week.min(204);
            let of_week = if days > 3 { 0 } else { drawn(cluster + 7 * turn, first as usize, 3) };
            let opens = day(week, of_week);
            let (city, ..) = CITIES[drawn(cluster, turn, CITIES.len() as u64) as usize];
            let away = in_a_room && days > 1 && drawn(cluster + turn, first as usize, 4) == 0;
            writeln!(
                text,
                "[[meeting]]\nid = \"{id}\"\nbody = \"{name}{cluster}\"\ntitle = \"{name} {cluster}, meeting {turn}\""
            )
            .unwrap();
            match days {
                0 => text.push_str("half_day = true\n"),
                days => writeln!(text, "days = {days}").unwrap(),
            }
            let tower = format!("tower-{hub}");
            let venue = match (in_a_room, away) {
                (false, _) => None,
                (true, false) => Some(tower.clone()),
                (true, true) => Some(format!("{}-{hub}", city.to_lowercase())),
            };
            if let Some(venue) = &venue {
                let other = if away { format!(", \"{tower}\"") } else { String::new() };
                writeln!(text, "venues = [\"{venue}\"{other}]\nrooms = {}", 1 + days / 4).unwrap();
            }
            if away {
                let (_, country, _) = CITIES.iter().find(|(other, ..)| *other == city).unwrap();
                writeln!(
                    text,
                    "travel_days = 1\nhost = {{ country = \"{country}\", submitted_on = 2024-06-03, avoid_holidays = {} }}",
                    drawn(cluster, turn + 40, 3) == 0
                )
                .unwrap();
            }
            let (from, until) = (day(week.saturating_sub(6), 0), day(week + 8, 4));
            writeln!(text, "earliest = {from}\nlatest = {until}\ntarget = {}", day(week, 0)).unwrap();
            if name == "JCA" && turn % 2 == 0 && turn / 2 < 6 {
                writeln!(text, "inside = {{ meetings = [\"sg{cluster}-{}\"], strength = \"prefer\" }}", turn / 2)
                    .unwrap();
            }
            if name == "FG" && turn < 6 {
                writeln!(
                    text,
                    "before = {{ meeting = \"sg{cluster}-{turn}\", least_days = 28, strength = \"should\" }}"
                )
                .unwrap();
            }
            if kind == "regional-group" {
                writeln!(
                    text,
                    "not_during = {{ meetings = [\"sg{cluster}-0\", \"sg{cluster}-1\"], strength = \"should\" }}"
                )
                .unwrap();
            }
            if name == "QB" && turn > 0 && turn < 8 {
                writeln!(
                    text,
                    "after = {{ meeting = \"qa{cluster}-{}\", least_days = 7, most_days = 90, strength = \"must\" }}",
                    turn
                )
                .unwrap();
            }
            text.push('\n');
            let status = match week {
                ..12 => "announced",
                12..26 if turn % 2 == 0 => "tentative",
                _ => "planned",
            };
            if week < 12 || (week < 26 && turn % 2 == 0) {
                writeln!(text, "[[fixed]]\nmeeting = \"{id}\"\nfirst = {opens}").unwrap();
                if days == 0 {
                    text.push_str("half = \"morning\"\n");
                }
                writeln!(text, "status = \"{status}\"\n").unwrap();
            }
            write!(self.plan, "[[meeting]]\nid = \"{id}\"\nfirst = {opens}\n").unwrap();
            let work = u64::from(days.max(1)) - 1;
            writeln!(self.plan, "last = {}", opens + chrono::Days::new(work + 2 * ((of_week + work) / 5))).unwrap();
            if days == 0 {
                self.plan.push_str("half = \"morning\"\n");
            }
            if let Some(venue) = &venue {
                writeln!(self.plan, "venue = \"{venue}\"").unwrap();
            }
            writeln!(self.plan, "status = \"{status}\"\n").unwrap();
            listed.push(format!("\"{id}\""));
        }
        if listed.len() > 1 && matches!(kind, "study-group" | "focus-group" | "rapporteur-group") {
            writeln!(
                text,
                "[[series]]\nid = \"{}{cluster}\"\nmeetings = [{}]\nleast_days = 30\n",
                name.to_lowercase(),
                listed.join(", ")
            )
            .unwrap();
        }
    }
}
