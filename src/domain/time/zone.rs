//! Names of time zones.

use std::fmt;

use super::TimeError;
use super::aliases::ALIASES;

/// A time zone by its canonical IANA name: a place, or UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(chrono_tz::Tz);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(chrono_tz::Tz::UTC);
    /// The zone of Geneva, where the secretariat sits (the database has one zone for Switzerland).
    pub const GENEVA: Self = Self(chrono_tz::Tz::Europe__Zurich);

    /// Reads a zone's name, in any case; an old name becomes the one that replaced it.
    ///
    /// # Errors
    /// `tz.unknown`, `tz.abbreviation`, `tz.not_a_place`, each with suggestions.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        Self::parse_noting(text).map(|(zone, _)| zone)
    }

    /// As [`Zone::parse`]; the second value is the name as found when it was an old one or had other capitals.
    ///
    /// # Errors
    /// As [`Zone::parse`].
    pub fn parse_noting(text: &str) -> Result<(Self, Option<String>), TimeError> {
        let text = text.trim();
        if let Some((_, name)) = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(text)) {
            // Every right-hand side of the table is a name chrono-tz knows (tested).
            let zone = chrono_tz::Tz::from_str_insensitive(name).map_err(|_| unknown(text))?;
            return Ok((Self(zone), Some(text.to_owned())));
        }
        if let Ok(zone) = chrono_tz::Tz::from_str_insensitive(text) {
            if !is_place(zone.name()) {
                let suggestions = meanings(text).to_vec();
                return Err(TimeError::ZoneNotAPlace { found: text.to_owned(), suggestions });
            }
            let note = (zone.name() != text).then(|| text.to_owned());
            return Ok((Self(zone), note));
        }
        if text.eq_ignore_ascii_case("factory") {
            return Err(TimeError::ZoneNotAPlace { found: text.to_owned(), suggestions: Vec::new() });
        }
        let suggestions = meanings(text);
        if !suggestions.is_empty() || looks_like_abbreviation(text) {
            return Err(TimeError::ZoneAbbreviation { found: printable(text), suggestions: suggestions.to_vec() });
        }
        Err(unknown(text))
    }

    /// The canonical IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The same zone as `chrono-tz` knows it. Its offsets may be out of date: ask [`super::ZoneData`] instead.
    #[must_use]
    pub const fn chrono(self) -> chrono_tz::Tz {
        self.0
    }

    /// Every zone that is a place, and UTC, in the order of their names.
    pub fn all() -> impl Iterator<Item = Self> {
        chrono_tz::TZ_VARIANTS
            .iter()
            .copied()
            .filter(|zone| is_place(zone.name()) && !ALIASES.iter().any(|(alias, _)| *alias == zone.name()))
            .map(Self)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl PartialOrd for Zone {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Zone {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.name().cmp(other.name())
    }
}

/// Whether a name of the database is a place: `Area/City`, or UTC. Aliases were resolved before.
fn is_place(name: &str) -> bool {
    name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"))
}

/// Two to five capital letters, or `local`: the way people abbreviate zones.
fn looks_like_abbreviation(text: &str) -> bool {
    text.eq_ignore_ascii_case("local")
        || (2..=5).contains(&text.len()) && text.chars().all(|character| character.is_ascii_uppercase())
}

fn unknown(text: &str) -> TimeError {
    TimeError::ZoneUnknown { found: printable(text), suggestions: nearest(text) }
}

fn printable(text: &str) -> String {
    text.chars().take(80).flat_map(char::escape_debug).collect()
}

/// Up to three zones whose name, or whose city, is nearest to `text`.
fn nearest(text: &str) -> Vec<&'static str> {
    let wanted: String = text.chars().take(40).collect::<String>().to_lowercase().replace(' ', "_");
    let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let mut scored: Vec<(f64, &'static str)> = Zone::all()
        .map(|zone| {
            let name = zone.name();
            let whole = strsim::jaro_winkler(&wanted, &name.to_lowercase());
            let part = strsim::jaro_winkler(&city(&wanted), &city(name));
            (whole.max(part), name)
        })
        .filter(|(score, _)| *score >= 0.85)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Zones that an abbreviation or a placeless name may mean.
fn meanings(text: &str) -> &'static [&'static str] {
    match text.to_ascii_uppercase().as_str() {
        "CET" | "CEST" | "MET" | "MEST" | "MEZ" | "MESZ" | "HNEC" | "HEC" => {
            &["Europe/Zurich", "Europe/Paris", "Europe/Berlin"]
        }
        "GMT" | "GMT0" | "GMT+0" | "GMT-0" | "GREENWICH" | "ETC/GMT" | "ETC/GMT0" | "ETC/GREENWICH" => {
            &["UTC", "Europe/London", "Africa/Abidjan"]
        }
        "BST" => &["Europe/London", "Asia/Dhaka"],
        "WET" | "WEST" => &["Europe/Lisbon"],
        "EET" | "EEST" => &["Europe/Helsinki", "Africa/Cairo", "Asia/Beirut"],
        "MSK" => &["Europe/Moscow"],
        "IST" => &["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"],
        "CST" => &["Asia/Shanghai", "America/Chicago", "America/Havana"],
        "CDT" => &["America/Chicago"],
        "EST" | "EDT" | "ET" | "EST5EDT" => &["America/New_York", "America/Toronto"],
        "CST6CDT" => &["America/Chicago"],
        "MST" | "MDT" | "MST7MDT" => &["America/Denver", "America/Phoenix"],
        "PST" | "PDT" | "PT" | "PST8PDT" => &["America/Los_Angeles"],
        "HST" => &["Pacific/Honolulu"],
        "JST" => &["Asia/Tokyo"],
        "KST" => &["Asia/Seoul"],
        "SGT" => &["Asia/Singapore"],
        "GST" => &["Asia/Dubai"],
        "AEST" | "AEDT" => &["Australia/Sydney", "Australia/Brisbane"],
        "SAST" => &["Africa/Johannesburg"],
        "EAT" => &["Africa/Nairobi"],
        "CAT" => &["Africa/Maputo"],
        "WAT" => &["Africa/Lagos"],
        "BRT" => &["America/Sao_Paulo"],
        "ART" => &["America/Argentina/Buenos_Aires"],
        "NZST" | "NZDT" => &["Pacific/Auckland"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_in_the_catalogue_of_bad_input() {
        let cases = [
            ("Europe/Zurich", Ok("Europe/Zurich")),
            ("europe/berlin", Ok("Europe/Berlin")),
            ("Europe/Kiev", Ok("Europe/Kyiv")),
            ("America/Buenos_Aires", Ok("America/Argentina/Buenos_Aires")),
            ("Asia/Calcutta", Ok("Asia/Kolkata")),
            ("Europe/Oslo", Ok("Europe/Oslo")),
            ("UTC", Ok("UTC")),
            ("Etc/UTC", Ok("UTC")),
            ("Zulu", Ok("UTC")),
            ("Asia/Pekin", Err("tz.unknown")),
            ("Mars/Phobos", Err("tz.unknown")),
            ("", Err("tz.unknown")),
            ("US/Pacific-New", Err("tz.unknown")),
            ("../../etc/passwd", Err("tz.unknown")),
            ("Europe/Zurich\0", Err("tz.unknown")),
            ("EST", Err("tz.not_a_place")),
            ("GMT", Err("tz.not_a_place")),
            ("CET", Err("tz.not_a_place")),
            ("Etc/GMT+5", Err("tz.not_a_place")),
            ("Factory", Err("tz.not_a_place")),
            ("CEST", Err("tz.abbreviation")),
            ("MEZ", Err("tz.abbreviation")),
            ("local", Err("tz.abbreviation")),
            ("XYZT", Err("tz.abbreviation")),
        ];
        for (text, expected) in cases {
            let found = Zone::parse(text);
            assert_eq!(found.as_ref().map(|zone| zone.name()).map_err(TimeError::code), expected, "{text:?}");
        }
    }

    #[test]
    fn the_message_names_what_was_meant() {
        let message = |text| Zone::parse(text).expect_err("not a zone").to_string();
        insta::assert_snapshot!(message("Europe/Zuerich"), @"`Europe/Zuerich` is not a time zone (perhaps Europe/Zurich, Europe/Berlin, Europe/Riga); expected an IANA name such as Europe/Zurich");
        insta::assert_snapshot!(message("MEZ"), @"`MEZ` is an abbreviation, not a time zone (perhaps Europe/Zurich, Europe/Paris, Europe/Berlin); expected an IANA name such as Europe/Zurich");
        insta::assert_snapshot!(message("EST"), @"`EST` is not a place (perhaps America/New_York, America/Toronto); expected an IANA name such as Europe/Zurich, or UTC");
        assert_eq!(
            Zone::parse_noting("europe/kiev").map(|(zone, note)| (zone.name(), note)),
            Ok(("Europe/Kyiv", Some("europe/kiev".to_owned())))
        );
    }

    #[test]
    fn every_alias_leads_to_a_place() {
        for (alias, name) in ALIASES {
            assert!(is_place(name), "{alias} -> {name}");
            assert_eq!(chrono_tz::Tz::from_str_insensitive(name).map(|zone| zone.name()), Ok(*name), "{alias}");
        }
        assert!(Zone::all().count() > 400);
    }
}
