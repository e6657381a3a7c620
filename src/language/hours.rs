//! Hours, as ITU's own letters print them, and plainly.

use chrono::Timelike as _;

use crate::domain::language::Language;
use crate::domain::time::ClockTime;

/// `09:30`: the same in every language, for mails and tables.
#[must_use]
pub fn clock(time: ClockTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// An hour as letters print it: `0930 hours`, `9 h 30`, `09 час. 30 мин.`.
#[must_use]
pub fn hour(time: ClockTime, language: Language) -> String {
    let (hours, minutes) = (time.hour(), time.minute());
    match language {
        Language::English => format!("{hours:02}{minutes:02} hours"),
        Language::French => format!("{hours} h {minutes:02}"),
        Language::Spanish => format!("{hours:02}.{minutes:02} horas"),
        Language::Russian => format!("{hours:02} час. {minutes:02} мин."),
        Language::Arabic => format!("الساعة {hours:02}:{minutes:02}"),
        Language::Chinese => clock(time),
    }
}

/// Hours from one to the other as letters print them: `1300-1600 hours`, `13:00至16:00时`.
///
/// Arabic says "from … to …", for the same reason as ranges of dates.
#[must_use]
pub fn hour_range(start: ClockTime, end: ClockTime, language: Language) -> String {
    let (first, last) = (hour(start, language), hour(end, language));
    match language {
        Language::English => format!("{:02}{:02}-{last}", start.hour(), start.minute()),
        Language::French => format!("de {first} à {last}"),
        Language::Spanish => format!("de {:02}.{:02} a {last}", start.hour(), start.minute()),
        Language::Russian => format!("с {first} до {last}"),
        Language::Arabic => format!("من {first} إلى {last}"),
        Language::Chinese => format!("{first}至{last}时"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_as_printed_in_letters() {
        let time = |hours, minutes| ClockTime::from_hms_opt(hours, minutes, 0).expect("a time");
        assert_eq!(hour(time(9, 30), Language::English), "0930 hours");
        assert_eq!(hour(time(14, 30), Language::French), "14 h 30");
        assert_eq!(hour(time(8, 30), Language::French), "8 h 30");
        assert_eq!(hour(time(9, 30), Language::Spanish), "09.30 horas");
        assert_eq!(hour(time(9, 30), Language::Russian), "09 час. 30 мин.");
        assert_eq!(hour(time(9, 30), Language::Chinese), "09:30");
        assert_eq!(hour_range(time(13, 0), time(16, 0), Language::Chinese), "13:00至16:00时");
        assert_eq!(hour_range(time(13, 0), time(16, 0), Language::English), "1300-1600 hours");
        assert_eq!(clock(time(9, 5)), "09:05");
    }
}
