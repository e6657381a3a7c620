//! What follows what, in minutes and in days; the opening before all, the closing after all.

use super::{Look, Seat};
use crate::domain::event::{Position, SessionFinding};
use crate::domain::ids::SessionId;

pub(super) fn check(look: &Look<'_>, findings: &mut Vec<SessionFinding>) {
    let seat = |id: &SessionId| look.seats.iter().find(|seat| seat.session.id == *id);
    for later in look.seats {
        for after in &later.session.after {
            let Some(first) = seat(&after.session) else { continue };
            let pause = minutes_between(first, later);
            if pause < i64::from(after.least_minutes) {
                let message = match after.least_minutes {
                    0 => format!("{} must follow {}", later.named(), first.named()),
                    least => format!("{} must follow {} by at least {least} minutes", later.named(), first.named()),
                };
                findings.push(look.event(&[later, first], message, "move it after the other"));
            } else if let Some(most) = after.most_minutes
                && (pause > i64::from(most) || first.at.day != later.at.day)
            {
                let message =
                    format!("{} must follow {} within {most} minutes, on the same day", later.named(), first.named());
                findings.push(look.event(&[later, first], message, "move it closer"));
            }
        }
        for after in &later.session.days_after {
            let Some(first) = seat(&after.session) else { continue };
            // Counted in days with sessions, as delegates do: a weekend between is no day.
            let days = days_between(look, first, later);
            let over = after.most.is_some_and(|most| days > i64::from(most));
            if days < i64::from(after.least) || over {
                let most = after.most.map_or(String::new(), |most| format!(" and at most {most}"));
                let message = format!(
                    "{} lies {days} days of the event after {}; asked for are at least {}{most}",
                    later.named(),
                    first.named(),
                    after.least
                );
                findings.push(look.event(&[later, first], message, "move one of the two to another day"));
            }
        }
    }
    for end in look.seats {
        for other in look.seats.iter().filter(|other| other.session.position.is_none()) {
            let wrong = match end.session.position {
                Some(Position::Opening) => minutes_between(end, other) < 0,
                Some(Position::Closing) => minutes_between(other, end) < 0,
                None => false,
            };
            if wrong {
                let place = if end.session.position == Some(Position::Opening) { "open" } else { "close" };
                let message = format!("{} was to {place} the event: {}", end.named(), other.named());
                findings.push(look.event(&[end, other], message, "move the other inside the event"));
            }
        }
    }
}

/// Minutes from the end of one to the start of the other, days counted as whole.
fn minutes_between(first: &Seat<'_>, second: &Seat<'_>) -> i64 {
    (second.at.day - first.at.day).num_days() * 1_440 + i64::from(second.at.start) - i64::from(first.end())
}

fn days_between(look: &Look<'_>, first: &Seat<'_>, second: &Seat<'_>) -> i64 {
    let position = |seat: &Seat<'_>| look.event.days().iter().position(|day| *day == seat.at.day);
    match (position(first), position(second)) {
        (Some(a), Some(b)) => i64::try_from(b).unwrap_or(0) - i64::try_from(a).unwrap_or(0),
        _ => (second.at.day - first.at.day).num_days(),
    }
}
