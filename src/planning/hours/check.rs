//! The demands on a plan once more, from their words: nothing here is shared with what chose the dates, so that what
//! planning got wrong is found. Burdens are added up again too, minute by minute.

use crate::domain::finding::Strength;
use crate::domain::ids::MeetingId;
use crate::domain::series::outcome::SeriesFinding;
use crate::domain::series::{Burden, ClosedDays, HourMode, Member, Series, SeriesMeeting, SeriesPlan, Slot};
use crate::domain::time::{Instant, Resolution, TimeError, ZoneData};
use chrono::{Datelike, Timelike};

/// Checks a plan of a series, whoever made it.
///
/// # Errors
/// When the time-zone data lack a zone of the series.
pub fn check(series: &Series, plan: &SeriesPlan, zones: &ZoneData) -> Result<Vec<SeriesFinding>, TimeError> {
    let mut check = Check { series, zones, findings: Vec::new() };
    let mut sums = vec![Burden::default(); series.members.len()];
    let mut complete = true;
    for meeting in &series.meetings {
        let Some(slot) = plan.slots.get(&meeting.id) else {
            complete = false;
            check.tell(Strength::Must, "hours.missing", Some(meeting), "it has no date", "give it a date and an hour");
            continue;
        };
        check.dates(meeting, *slot);
        match zones.resolve(slot.date.and_time(slot.clock()), series.zone)? {
            Resolution::Unique(moment) => {
                let claimed = plan.claims.begins.get(&meeting.id);
                check.members(meeting, moment.instant, claimed, &mut sums)?;
            }
            Resolution::Gap { after, .. } => {
                complete = false;
                let what = format!("{} {} does not exist in {}", slot.date, hour(*slot), series.zone);
                let remedy = format!("begin at {} or later", after.civil.format("%H:%M"));
                check.tell(Strength::Must, "time.gap", Some(meeting), &what, &remedy);
            }
            Resolution::Fold { .. } => {
                complete = false;
                let what = format!("{} {} happens twice in {}", slot.date, hour(*slot), series.zone);
                check.tell(Strength::Must, "time.fold", Some(meeting), &what, "choose an hour that happens once");
            }
        }
    }
    check.sequence(plan);
    if complete {
        for (member, sum) in series.members.iter().zip(&sums) {
            if let Some(claimed) = plan.claims.burdens.get(member.name.as_str()).filter(|claimed| *claimed != sum) {
                let what = format!(
                    "the plan says {} points ({} at night) for {}; it asks {} ({})",
                    claimed.whole,
                    claimed.night,
                    member.name.as_str(),
                    sum.whole,
                    sum.night
                );
                check.tell(Strength::Should, "hours.claim", None, &what, "correct the number, or remove it");
            }
        }
    }
    Ok(check.findings)
}

struct Check<'a> {
    series: &'a Series,
    zones: &'a ZoneData,
    findings: Vec<SeriesFinding>,
}

impl Check<'_> {
    fn tell(
        &mut self,
        strength: Strength,
        code: &'static str,
        meeting: Option<&SeriesMeeting>,
        message: &str,
        remedy: &str,
    ) {
        let meeting: Option<MeetingId> = meeting.map(|meeting| meeting.id.clone());
        self.findings.push(SeriesFinding {
            strength,
            code,
            meeting,
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    fn dates(&mut self, meeting: &SeriesMeeting, slot: Slot) {
        let must = Strength::Must;
        let of = Some(meeting);
        if slot.date < meeting.earliest || meeting.latest < slot.date {
            let what = format!("{} lies outside its window, {} to {}", slot.date, meeting.earliest, meeting.latest);
            self.tell(must, "hours.window", of, &what, "choose a day of the window, or widen it");
        }
        if !meeting.weekdays.contains(&slot.date.weekday()) {
            let what = format!("{} is a {}", slot.date, slot.date.format("%A"));
            self.tell(must, "hours.weekday", of, &what, "choose one of its weekdays");
        }
        if let Some(given) = meeting.given.filter(|given| meeting.fixed && *given != slot) {
            let what = format!("it stands at {} {}, not at {} {}", given.date, hour(given), slot.date, hour(slot));
            self.tell(must, "hours.fixed", of, &what, "leave it where it stands");
        }
        if let Some(notice) = meeting.notice {
            let last = notice.before(slot.date, &self.series.office);
            if last < self.series.as_of {
                let what =
                    format!("it had to be announced by {last}, {notice} before; the plan is of {}", self.series.as_of);
                self.tell(must, "hours.notice", of, &what, "choose a later day");
            }
        }
        for due in &meeting.due {
            let mut last = due.period.before(slot.date, &self.series.office);
            while !self.series.office.is_working(last) {
                let Some(before) = last.pred_opt() else { break };
                last = before;
            }
            if last < self.series.as_of {
                let name = due.name.as_str();
                let what = format!("{name} were due by {last}, before the day of the plan, {}", self.series.as_of);
                self.tell(must, "hours.due", of, &what, "choose a later day");
            }
        }
        let (from, until) = (u32::from(slot.start_minute), u32::from(slot.start_minute) + u32::from(meeting.minutes));
        if let Some(house) = meeting.hours
            && (from < u32::from(house.start_minute()) || until > u32::from(house.end_minute()))
        {
            let what = format!("{} lies outside {house}", slot.hours(meeting.minutes));
            self.tell(must, "hours.house", of, &what, "choose an hour inside");
        }
        for clash in &self.series.clashes {
            let that_day = clash.first <= slot.date && slot.date <= clash.last;
            let that_hour = clash
                .hours
                .is_none_or(|hours| from < u32::from(hours.end_minute()) && u32::from(hours.start_minute()) < until);
            if that_day && that_hour {
                let what = format!("{} is on at that time, {} to {}", clash.name.as_str(), clash.first, clash.last);
                self.tell(must, "hours.clash", of, &what, "choose another day");
            }
        }
    }

    /// Burdens and closed days, member by member, minute by minute.
    fn members(
        &mut self,
        meeting: &SeriesMeeting,
        begins: Instant,
        claimed: Option<&Instant>,
        sums: &mut [Burden],
    ) -> Result<(), TimeError> {
        if let Some(claimed) = claimed.filter(|claimed| **claimed != begins) {
            let what =
                format!("the plan says it begins at {claimed}; under the time-zone data of today it is {begins}");
            let remedy = "people meet on line: keep the instant, and correct the hour; or remove utc";
            self.tell(Strength::Must, "hours.instant", Some(meeting), &what, remedy);
        }
        let (mut closed, mut asleep) = (Vec::new(), Vec::new());
        for (member, sum) in self.series.members.iter().zip(sums) {
            let mut asked = Burden::default();
            let mut shut = None;
            for minute in 0..i64::from(meeting.minutes) {
                let civil = self.zones.at(begins.plus_seconds(minute * 60), member.zone)?.civil;
                if minute % 15 == 0 {
                    asked += self.points(civil.hour() * 60 + civil.minute());
                }
                if shut.is_none() && self.is_shut(member, civil.date()) {
                    shut = Some(civil.date());
                }
            }
            *sum += asked;
            if let Some(day) = shut {
                closed.push(format!("{} ({day})", member.name.as_str()));
            }
            if asked.night > 0 {
                asleep.push(format!("{} ({} points)", member.name.as_str(), asked.night));
            }
        }
        let strength = match self.series.settings.closed_days {
            ClosedDays::Forbidden => Strength::Must,
            ClosedDays::Avoided => Strength::Should,
            ClosedDays::Noted => Strength::Prefer,
        };
        if !closed.is_empty() {
            let what = format!("it asks on a closed day: {}", closed.join(", "));
            self.tell(strength, "hours.closed", Some(meeting), &what, "choose another day");
        }
        if !asleep.is_empty() {
            let what = format!("it asks at night: {}", asleep.join(", "));
            self.tell(Strength::Prefer, "hours.night", Some(meeting), &what, "see what the fairest plan asks");
        }
        Ok(())
    }

    fn points(&self, minute: u32) -> Burden {
        for band in self.series.table.bands() {
            if u32::from(band.from_minute) <= minute && minute < u32::from(band.until_minute) {
                let whole = u32::from(band.points);
                return Burden { whole, night: if band.night { whole } else { 0 } };
            }
        }
        Burden::default()
    }

    fn is_shut(&self, member: &Member, day: chrono::NaiveDate) -> bool {
        let calendar = member.country.and_then(|country| self.series.calendars.get(&country));
        calendar.is_some_and(|calendar| !calendar.is_working(day))
    }

    fn sequence(&mut self, plan: &SeriesPlan) {
        let settings = &self.series.settings;
        let placed: Vec<(&SeriesMeeting, Slot)> =
            self.series.meetings.iter().filter_map(|meeting| Some((meeting, *plan.slots.get(&meeting.id)?))).collect();
        for pair in placed.windows(2) {
            let [(before, first), (after, second)] = pair else { continue };
            let days = (second.date - first.date).num_days();
            if days < i64::from(settings.least_days) {
                let what = format!("{days} days after {}; at least {} are due", before.id, settings.least_days);
                self.tell(Strength::Must, "hours.order", Some(after), &what, "move one of the two");
            }
            if let Some(most) = settings.most_days.filter(|most| days > i64::from(*most)) {
                let what = format!("{days} days after {}; at most {most} are allowed", before.id);
                self.tell(Strength::Must, "hours.order", Some(after), &what, "move one of the two");
            }
            if settings.hour == HourMode::Kept && first.start_minute != second.start_minute {
                let what = format!("it begins at {}, {} at {}", hour(second.to_owned()), before.id, hour(*first));
                self.tell(Strength::Must, "hours.same_hour", Some(after), &what, "give both the same hour");
            }
        }
    }
}

/// `09:30`.
fn hour(slot: Slot) -> String {
    slot.clock().format("%H:%M").to_string()
}
