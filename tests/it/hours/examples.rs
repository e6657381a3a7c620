//! The examples as people see them.

use super::{UNLIMITED, planned};
use crate::helpers::root;
use convoke::domain::plan::Quality;
use convoke::domain::series::Series;
use convoke::domain::series::outcome::Assessed;
use convoke::domain::time::ZoneData;
use convoke::exchange::profile::Profiles;
use convoke::exchange::series;
use convoke::planning::hours::{HoursOutcome, Limit, assess, plan};
use convoke::report::hours::{HoursInput, html, json, text};

fn example(name: &str) -> Series {
    let path = root().join("examples").join(name).join("hours.toml");
    match series::read(&path, &Profiles::bundled()) {
        Ok(loaded) => loaded.series,
        Err(report) => panic!("{}", report.text()),
    }
}

#[track_caller]
fn fairest(series: &Series) -> Assessed {
    match planned(series) {
        HoursOutcome::Planned(assessed) => *assessed,
        other => panic!("{other:?}"),
    }
}

fn shown<'a>(series: &'a Series, shown: &'a Assessed, fairest: Option<&'a Assessed>) -> HoursInput<'a> {
    HoursInput { series, shown, fairest, generated: "" }
}

#[test]
fn two_meetings_of_rg_wm_are_planned_and_proven() {
    let series = example("rg-wm-2017");
    let assessed = fairest(&series);
    let proof = assessed.proof.as_ref().unwrap();
    assert!(proof.quality == Quality::Optimal && proof.wishes_proven);
    insta::assert_snapshot!("rg_wm_2017", text(&shown(&series, &assessed, None), false));
}

#[test]
fn the_hour_of_jca_dcc_is_judged() {
    let series = example("jca-dcc-2022");
    let given = assess(&series, &ZoneData::bundled(), series.plan_of_given().unwrap()).unwrap();
    let fairest = fairest(&series);
    insta::assert_snapshot!("jca_dcc_2022", text(&shown(&series, &given, Some(&fairest)), false));
}

#[test]
fn the_hour_of_jca_cloud_is_judged() {
    let series = example("jca-cloud-2012");
    let given = assess(&series, &ZoneData::bundled(), series.plan_of_given().unwrap()).unwrap();
    let fairest = fairest(&series);
    insta::assert_snapshot!("jca_cloud_2012", text(&shown(&series, &given, Some(&fairest)), false));
}

#[test]
fn the_six_meetings_are_a_series() {
    let path = root().join("examples/global-series-2027/six.toml");
    let series = series::read(&path, &Profiles::bundled()).map_err(|report| report.text()).unwrap().series;
    assert_eq!((series.meetings.len(), series.members.len()), (6, 17));
}

#[test]
fn a_search_cut_short_says_so_and_bounds() {
    let series = example("global-series-2027");
    let outcome = plan(&series, &ZoneData::bundled(), &Limit { steps: Some(40), ..UNLIMITED }).unwrap();
    let HoursOutcome::Planned(assessed) = outcome else { panic!("{outcome:?}") };
    let proof = assessed.proof.as_ref().unwrap();
    assert_eq!(proof.quality, Quality::Feasible);
    let last = proof.levels.last().unwrap();
    assert!(last.bound < last.value, "{last:?}");
    let text = text(&shown(&series, &assessed, None), false);
    assert!(text.contains("Not proven") && text.contains(&format!("at least {} in any plan", last.bound)), "{text}");
    assert!(!text.contains("No plan exists"));
    // The held meetings of the year before are remembered.
    assert!(assessed.members.iter().any(|member| member.before.night > 0));
    // Every change of clocks of the year is named, with its date.
    for words in
        ["14 March 2027: America/New_York", "28 March 2027: Europe/Zurich", "26 September 2027: Pacific/Auckland"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn the_map_is_painted_only_where_colours_are_wanted() {
    let series = example("rg-wm-2017");
    let assessed = fairest(&series);
    let input = shown(&series, &assessed, None);
    assert!(text(&input, true).contains("\u{1b}[38;5;15;48;5;88m"));
    assert!(!text(&input, false).contains('\u{1b}'));
}

#[test]
fn page_and_json_hold_what_the_text_says() {
    let series = example("jca-dcc-2022");
    let given = assess(&series, &ZoneData::bundled(), series.plan_of_given().unwrap()).unwrap();
    let fairest = fairest(&series);
    let input = shown(&series, &given, Some(&fairest));
    let page = html(&input);
    for words in ["Local Election Day", "The fairest plan", "07*", "New York (US)", "The low of the body"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("src=\"http") && !page.contains("<script"), "nothing is loaded, nothing runs");
    assert_eq!(page, html(&input), "the same bytes again");
    let value = json(&input);
    assert_eq!(value["meetings"][0]["utc"], "2022-06-01T11:00:00Z");
    assert_eq!(value["quality"], "unproven");
    assert_eq!(value["fairest"]["quality"], "optimal");
    assert_eq!(value["findings"][0]["code"], "hours.closed");
}

#[test]
fn names_cannot_write_markup() {
    let text = super::plans::SIMPLE.replace("\"Far\"", "\"<b>Far</b> & co\"");
    let series = super::read(&text);
    let assessed = fairest(&series);
    let page = html(&shown(&series, &assessed, None));
    assert!(!page.contains("<b>Far</b>") && page.contains("&lt;b&gt;Far"), "{page}");
}
