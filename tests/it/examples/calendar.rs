//! The calendar of 2017 and 2018.

use super::{at, dates, day, found, given, id, planned, told};
use chrono::{Datelike, Weekday};
use convoke::app::Checked;
use convoke::domain::days::days_between;
use convoke::domain::meeting::Relation;

#[test]
fn the_calendar_as_published() {
    let (scenario, checked) = given("itu-t-2017-2018");
    assert!((80..=150).contains(&scenario.meetings().len()), "{} meetings", scenario.meetings().len());
    // TSAG over the Council groups, as TSAG itself feared.
    assert_eq!(dates(&checked, "tsag-2018-01"), (day("2018-01-22"), day("2018-01-26")));
    assert!(!found(&checked, "P-20", "broken", "tsag-2018-01").is_empty());
    // Wuxi over Labour Day, which the host asks to avoid; its bridge day was a forecast then.
    let wuxi = found(&checked, "P-19", "broken", "sg20-2018-04");
    assert!(wuxi.iter().any(|finding| finding.blocks() && finding.message.contains("forecast")));
    // Two study groups over Jeûne genevois.
    for meeting in ["sg20-2017-09", "sg17-2018-08"] {
        assert!(!found(&checked, "P-21", "broken", meeting).is_empty(), "{meeting}");
    }
    assert!(!found(&checked, "P-07", "broken", "tsag-2018-12").is_empty(), "49 days off the cycle of nine months");
    // Nothing else stops the calendar.
    let blocking = checked.findings.iter().filter(|finding| finding.blocks()).count();
    assert_eq!(blocking, 3);
    insta::assert_snapshot!("calendar_given", told(&checked));
}

/// Every fact of the planned calendar that the documents ask for, whatever dates an optimal plan has.
#[test]
fn the_calendar_planned() {
    let (scenario, checked) = planned("itu-t-2017-2018", false);
    let size = checked.size.expect("planned here");
    assert!(size.starts >= 40 * size.free, "{} starts for {} free meetings", size.starts, size.free);

    // TSAG leaves the Council groups of January.
    let (first, last) = dates(&checked, "tsag-2018-01");
    assert!(last < day("2018-01-15") || day("2018-01-26") < first, "{first}");
    assert!(found(&checked, "P-20", "broken", "tsag-2018-01").is_empty());
    // The e-meetings of RG-WM move with it.
    for (interim, parent, least, most) in [
        ("rg-wm-2017-09", "tsag-2018-01", 110, 140),
        ("rg-wm-2017-12", "tsag-2018-01", 40, 60),
        ("rg-wm-2018-07", "tsag-2018-12", 130, 170),
        ("rg-wm-2018-10", "tsag-2018-12", 40, 60),
    ] {
        let apart = days_between(dates(&checked, interim).1, dates(&checked, parent).0);
        assert!((least..=most).contains(&apart), "{interim}: {apart} days before {parent}");
    }
    // Those of 2017 stay in the periods that TSAG authorised.
    for (interim, first, last) in
        [("rg-wm-2017-09", "2017-09-16", "2017-09-30"), ("rg-wm-2017-12", "2017-12-01", "2017-12-10")]
    {
        let opens = dates(&checked, interim).0;
        assert!((day(first)..=day(last)).contains(&opens), "{interim}: {opens}");
    }
    // Wuxi clear of Qingming and Labour Day.
    let (first, last) = dates(&checked, "sg20-2018-04");
    for holiday in ["2018-04-05", "2018-04-06", "2018-04-29", "2018-04-30", "2018-05-01"] {
        assert!(!(first..=last).contains(&day(holiday)), "{holiday}");
    }
    // Busan on a Sunday, Dubai with the CxO group.
    assert_eq!(dates(&checked, "rg-stdsstrat-2017-09").0, day("2017-09-24"));
    assert_eq!(dates(&checked, "rg-stdsstrat-2017-09").0.weekday(), Weekday::Sun);
    assert_eq!(dates(&checked, "rg-stdsstrat-2017-12").0, day("2017-12-07"));
    // Focus groups hand over four weeks before TSAG.
    for last in ["fg-dlt-2018-10", "fg-dfc-2018-10"] {
        assert!(days_between(dates(&checked, last).1, dates(&checked, "tsag-2018-12").0) >= 28, "{last}");
    }
    // What was held or announced stands.
    assert_eq!(dates(&checked, "sg15-2017-06"), (day("2017-06-19"), day("2017-06-30")));
    rapporteur_groups_do_not_share(&checked);
    // Whatever lies inside another meeting does.
    for meeting in scenario.meetings().values() {
        for wish in &meeting.wishes {
            if let Relation::Inside(outer) = &wish.relation {
                let here = &checked.plan.placements[&meeting.id];
                assert!(
                    outer
                        .iter()
                        .map(|outer| &checked.plan.placements[outer])
                        .any(|outer| { outer.first() <= here.first() && here.last() <= outer.last() }),
                    "{} lies inside {outer:?}",
                    meeting.id
                );
            }
        }
    }
}

/// Three days for groups are enough for five of them.
fn rapporteur_groups_do_not_share(checked: &Checked) {
    for tsag in ["tsag-2018-01", "tsag-2018-12"] {
        let mut slots: Vec<_> = ["stdsstrat", "wp", "wm", "sc", "sop"]
            .iter()
            .map(|group| at(checked, &format!("{tsag}-{group}")))
            .map(|at| (at.first(), at.half))
            .collect();
        slots.sort_unstable();
        slots.dedup();
        assert_eq!(slots.len(), 5, "{tsag}");
    }
    assert!(checked.plan.placements.contains_key(&id("tsag-2018-12-wm")));
}
