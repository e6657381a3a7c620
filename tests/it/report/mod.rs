//! Snapshots of what people read, and the laws of the page. The pages are left in `target/tmp/report`, to be looked at.

mod fixture;

use convoke::report::{html, json, text, words};
use fixture::{Fixture, calendar_of_21_months, date, jca};
use std::collections::BTreeSet;
use std::path::Path;

fn pages() -> [(&'static str, Fixture, String); 2] {
    [("jca", jca()), ("calendar", calendar_of_21_months())].map(|(name, fixture)| {
        let page = html(&fixture.input());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name).with_extension("html"), &page).unwrap();
        (name, fixture, page)
    })
}

/// The values of an attribute, in the order of the page.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    page.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_anchor_is_unique_and_every_link_has_a_target() {
    for (name, _, page) in pages() {
        let ids = values(&page, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{name}: an id is used twice");
        for link in values(&page, "href") {
            let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{name}: {link} leaves the page"));
            assert!(known.contains(target), "{name}: {link} leads nowhere");
        }
        for target in values(&page, "aria-labelledby") {
            assert!(known.contains(target), "{name}: nothing is called {target}");
        }
    }
}

#[test]
fn the_page_loads_nothing() {
    for (name, _, page) in pages() {
        for from_outside in ["http://", "https://", "src=", "url(", "@import", "<link"] {
            assert!(!page.contains(from_outside), "{name} holds {from_outside}");
        }
    }
}

#[test]
fn every_value_is_escaped() {
    let (_, _, page) = &pages()[0];
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;"));
    assert!(page.contains("in the morning &amp; early"));
}

#[test]
fn elements_are_closed_in_order_and_headings_do_not_skip() {
    const VOID: [&str; 3] = ["meta", "input", "!doctype"];
    for (name, _, page) in pages() {
        let (before, rest) = page.split_once("<style>").unwrap();
        let (_, rest) = rest.split_once("</style>").unwrap();
        let (body, _) = rest.split_once("<script>").unwrap();
        let markup = format!("{before}{body}</body></html>");
        let mut open: Vec<&str> = Vec::new();
        let mut level = 0;
        for tag in markup.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let element = tag.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next().unwrap();
            if tag.starts_with('/') {
                assert_eq!(open.pop(), Some(element), "{name}: </{element}> closes something else");
            } else if !tag.ends_with('/') && !VOID.contains(&element) {
                open.push(element);
            }
            if let Some(heading) = tag.strip_prefix('h').and_then(|rest| rest.get(..1)?.parse::<u8>().ok()) {
                assert!(heading <= level + 1, "{name}: h{heading} follows h{level}");
                level = heading;
            }
        }
        assert!(open.is_empty(), "{name}: not closed: {open:?}");
        assert_eq!(page.matches("<h1").count(), 1);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (_, fixture, page) in pages() {
        assert_eq!(html(&fixture.input()), page);
        assert_eq!(json(&fixture.input()), json(&fixture.input()));
    }
}

#[test]
fn every_placed_meeting_has_a_bar_and_details() {
    for (name, fixture, page) in pages() {
        for id in fixture.plan.placements.keys() {
            assert!(page.contains(&format!("<article id=\"m-{id}\"")), "{name}: no details of {id}");
            assert!(page.contains(&format!("<a href=\"#m-{id}\" aria-label")), "{name}: no bar of {id}");
        }
    }
}

#[test]
fn a_plan_without_meetings_is_still_a_page() {
    let mut fixture = jca();
    fixture.plan.placements.clear();
    fixture.deadlines.clear();
    fixture.findings.clear();
    fixture.reasons.clear();
    fixture.comparisons.clear();
    let page = html(&fixture.input());
    assert!(page.contains("Nothing is placed yet."));
    assert!(page.contains("No findings"));
    assert!(text(&fixture.input()).contains("not placed: jca-ml-1, sg13-1"));
}

#[test]
fn the_text_for_a_terminal() {
    insta::assert_snapshot!(text(&jca().input()));
}

#[test]
fn the_values_for_programs() {
    let mut values = json(&jca().input());
    for finding in values["findings"].as_array_mut().unwrap() {
        // The words of the rules are theirs to change.
        assert!(finding["title"].take().as_str().is_some_and(|title| !title.is_empty()));
    }
    insta::assert_json_snapshot!(values);
}

#[test]
fn dates_are_said_as_people_say_them() {
    let range = |first, last| words::range(date(first), date(last));
    assert_eq!(range("2023-03-13", "2023-03-24"), "Mon 13 – Fri 24 March 2023");
    assert_eq!(range("2023-02-27", "2023-03-03"), "Mon 27 February – Fri 3 March 2023");
    assert_eq!(range("2018-12-31", "2019-01-04"), "Mon 31 December 2018 – Fri 4 January 2019");
    assert_eq!(range("2023-03-16", "2023-03-16"), "Thu 16 March 2023");
    assert_eq!(words::thousands(1_234_567), "1\u{202F}234\u{202F}567");
    assert_eq!(words::prose("opens 2023-03-16 (by 2023-02-16)"), "opens 16 March 2023 (by 16 February 2023)");
    assert_eq!(words::prose("sg13-2023-03-16, 2023-02-30, é2023-03-16"), "sg13-2023-03-16, 2023-02-30, é2023-03-16");
    let mut names = ["SG13", "SG2", "JCA-ML", "SG2RG-AFR", "SG11"];
    names.sort_by_key(|name| words::natural(name));
    assert_eq!(names, ["JCA-ML", "SG2", "SG2RG-AFR", "SG11", "SG13"]);
}
