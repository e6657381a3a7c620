//! Dates and ranges of dates, as ITU's own letters print them.

use chrono::{Datelike as _, Weekday};

use crate::domain::language::Language;
use crate::domain::time::Date;

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SPANISH: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
/// Genitive: the form that follows a day.
const RUSSIAN: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const ARABIC: [&str; 12] =
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];

fn month(date: Date, names: &[&'static str; 12]) -> &'static str {
    names[date.month0() as usize % 12]
}

/// The day as French prints it: the first of a month is `1er`.
fn french_day(date: Date) -> String {
    if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() }
}

/// A date: `8 February 2023`, `2023年2月8日`.
#[must_use]
pub fn date(date: Date, language: Language) -> String {
    let (day, year) = (date.day(), date.year());
    match language {
        Language::English => format!("{day} {} {year}", month(date, &ENGLISH)),
        Language::French => format!("{} {} {year}", french_day(date), month(date, &FRENCH)),
        Language::Spanish => format!("{day} de {} de {year}", month(date, &SPANISH)),
        Language::Russian => format!("{day} {} {year} года", month(date, &RUSSIAN)),
        Language::Arabic => format!("{day} {} {year}", month(date, &ARABIC)),
        Language::Chinese => format!("{year}年{}月{day}日", date.month()),
    }
}

/// The name of the day of the week.
#[must_use]
pub fn weekday(date: Date, language: Language) -> &'static str {
    let names = match language {
        Language::English => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        Language::French => ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        Language::Spanish => ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        Language::Russian => ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
        Language::Arabic => ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
        Language::Chinese => ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"],
    };
    let index = match date.weekday() {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
        Weekday::Wed => 2,
        Weekday::Thu => 3,
        Weekday::Fri => 4,
        Weekday::Sat => 5,
        Weekday::Sun => 6,
    };
    names[index]
}

/// A date with its day of the week: `Thursday 16 March 2023`, `2023年3月16日（星期四）`.
#[must_use]
pub fn date_with_weekday(day: Date, language: Language) -> String {
    let (name, date) = (weekday(day, language), date(day, language));
    match language {
        Language::English | Language::French => format!("{name} {date}"),
        Language::Spanish | Language::Russian => format!("{name}, {date}"),
        Language::Arabic => format!("{name}، {date}"),
        Language::Chinese => format!("{date}（{name}）"),
    }
}

/// The line above a letter: place and date.
#[must_use]
pub fn date_line(place: &str, day: Date, language: Language) -> String {
    let date = date(day, language);
    match language {
        Language::English | Language::Spanish | Language::Russian => format!("{place}, {date}"),
        Language::French => format!("{place}, le {date}"),
        Language::Arabic => format!("{place}، {date}"),
        Language::Chinese => format!("{date}，{place}"),
    }
}

/// Days from `first` to `last`, both included: `13-24 March 2023`, `26 February-2 March 2018`.
///
/// Arabic says "from … to …": with a hyphen the order of the two numbers would depend on the program showing it.
#[must_use]
pub fn date_range(first: Date, last: Date, language: Language) -> String {
    if first == last {
        return date(first, language);
    }
    let same_year = first.year() == last.year();
    let same_month = same_year && first.month() == last.month();
    let end = date(last, language);
    let day = first.day();
    match language {
        Language::English if same_month => format!("{day}-{end}"),
        Language::English if same_year => format!("{day} {}-{end}", month(first, &ENGLISH)),
        Language::English => format!("{}-{end}", date(first, language)),
        Language::French if same_month => format!("{}-{end}", french_day(first)),
        Language::French if same_year => format!("{} {} - {end}", french_day(first), month(first, &FRENCH)),
        Language::French => format!("{} - {end}", date(first, language)),
        Language::Spanish if same_month => format!("{day}-{end}"),
        Language::Spanish if same_year => format!("{day} de {}-{end}", month(first, &SPANISH)),
        Language::Spanish => format!("{}-{end}", date(first, language)),
        Language::Russian if same_month => format!("{day}–{end}"),
        Language::Russian if same_year => format!("{day} {} – {end}", month(first, &RUSSIAN)),
        Language::Russian => format!("{} – {end}", date(first, language)),
        Language::Arabic if same_month => format!("من {day} إلى {end}"),
        Language::Arabic if same_year => format!("من {day} {} إلى {end}", month(first, &ARABIC)),
        Language::Arabic => format!("من {} إلى {end}", date(first, language)),
        Language::Chinese if same_month => format!("{}年{}月{day}-{}日", first.year(), first.month(), last.day()),
        Language::Chinese if same_year => {
            format!("{}-{}月{}日", date(first, language), last.month(), last.day())
        }
        Language::Chinese => format!("{}-{end}", date(first, language)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// What ITU's letters print, by language.
    #[test]
    fn dates_as_printed_in_letters() {
        use Language::{Arabic, Chinese, English, French, Russian, Spanish};
        assert_eq!(date_line("Geneva", day("2023-02-08"), English), "Geneva, 8 February 2023");
        assert_eq!(date_line("Genève", day("2009-07-30"), French), "Genève, le 30 juillet 2009");
        assert_eq!(date_line("Ginebra", day("2011-06-24"), Spanish), "Ginebra, 24 de junio de 2011");
        assert_eq!(date_line("Женева", day("2011-03-24"), Russian), "Женева, 24 марта 2011 года");
        assert_eq!(date_line("日内瓦", day("2023-02-08"), Chinese), "2023年2月8日，日内瓦");
        assert_eq!(date_line("جنيف", day("2018-12-10"), Arabic), "جنيف، 10 ديسمبر 2018");
        let ranges = [
            ("2023-03-13", "2023-03-24", English, "13-24 March 2023"),
            ("2018-02-26", "2018-03-02", English, "26 February-2 March 2018"),
            ("2017-12-18", "2018-01-05", English, "18 December 2017-5 January 2018"),
            ("2017-05-01", "2017-05-04", French, "1er-4 mai 2017"),
            ("2009-10-26", "2009-11-06", French, "26 octobre - 6 novembre 2009"),
            ("2011-09-20", "2011-09-28", Spanish, "20-28 de septiembre de 2011"),
            ("2016-09-14", "2016-09-23", Russian, "14–23 сентября 2016 года"),
            ("2018-12-10", "2018-12-14", Arabic, "من 10 إلى 14 ديسمبر 2018"),
            ("2012-04-17", "2012-04-18", Chinese, "2012年4月17-18日"),
            ("2018-02-26", "2018-03-02", Chinese, "2018年2月26日-3月2日"),
            ("2012-04-17", "2012-04-17", Chinese, "2012年4月17日"),
        ];
        for (first, last, language, printed) in ranges {
            assert_eq!(date_range(day(first), day(last), language), printed);
        }
        assert_eq!(date_with_weekday(day("2023-03-16"), English), "Thursday 16 March 2023");
        assert_eq!(date_with_weekday(day("2023-03-16"), Chinese), "2023年3月16日（星期四）");
    }
}
