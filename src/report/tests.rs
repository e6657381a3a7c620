//! Snapshots of what people read, and the laws of the page.

use super::fixture::{Fixture, calendar_of_21_months, jca};
use super::html;

/// Set this to a folder to look at the pages that the tests make.
const PREVIEW: &str = "CONVOKE_REPORT_PREVIEW";

fn fixtures() -> [(&'static str, Fixture); 2] {
    [("jca", jca()), ("calendar", calendar_of_21_months())]
}

#[test]
fn a_page_is_well_formed_and_stands_alone() {
    for (name, fixture) in fixtures() {
        let page = html(&fixture.input());
        if let Some(folder) = std::env::var_os(PREVIEW) {
            std::fs::write(std::path::Path::new(&folder).join(name).with_extension("html"), &page).unwrap();
        }
        assert_eq!(page, html(&fixture.input()), "same input, same bytes");
    }
}
