//! A finding of the scenario's own, and the words for it.

use crate::domain::finding::{Finding, Hit, Origin, Strength, Verdict};
use crate::domain::ids::MeetingId;
use crate::domain::meeting::WishStrength;
use crate::domain::view::View;
use chrono::NaiveDate;

/// Something the scenario asks for is not so.
pub(super) fn broken(
    strength: Strength,
    meetings: &[&MeetingId],
    dates: Vec<NaiveDate>,
    message: String,
    remedy: &str,
) -> Finding {
    Finding {
        strength,
        origin: Origin::Scenario,
        meetings: meetings.iter().map(|meeting| (*meeting).clone()).collect(),
        verdict: Verdict::Broken,
        dates,
        message,
        remedy: remedy.to_owned(),
        clause: "scenario".to_owned(),
        hit: Hit::default(),
        amount: 1,
        waiver: None,
    }
}

/// The strength of a finding about a wish.
pub(super) fn strength(wish: WishStrength) -> Strength {
    match wish {
        WishStrength::Must => Strength::Must,
        WishStrength::Should => Strength::Should,
        WishStrength::Prefer => Strength::Prefer,
    }
}

/// The title of a meeting: messages name meetings as people do, the ids are beside them in the finding.
pub(super) fn title<'a>(view: &View<'a>, id: &'a MeetingId) -> &'a str {
    view.scenario.meetings().get(id).map_or(id.as_str(), |meeting| meeting.title.as_str())
}
