//! A calendar that lies far enough ahead to be announced, and the steps that announce it, as pages take them.

use super::site::{Answer, Persona, Site, example};
use axum::http::{StatusCode, header};
use std::collections::BTreeMap;

/// The calendar of 2023 and 2024, 28 years later: the same days of the week.
pub(crate) const AHEAD: &str = "jca-ml-2051";
/// Its first meeting.
pub(crate) const FIRST: &str = "jca-ml-2051-1";
/// The meeting of the parent in which it is.
pub(crate) const AROUND: &str = "sg13-2051-03";
/// In the title of every meeting but those two.
pub(crate) const CANARY: &str = "CANARY-OF-WHAT-IS-PLANNED";

/// The files, with a platform of one seat and something to be seen in every title that nobody announces.
pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
    let later = |text: &[u8]| {
        let text = String::from_utf8(text.to_vec()).expect("UTF-8");
        text.replace("2024", "2052").replace("2023", "2051").replace("2022", "2050")
    };
    let mut files: BTreeMap<String, Vec<u8>> = example("jca-ml-2023", &["given.toml", "facts.toml", "letter.toml"])
        .into_iter()
        .map(|(name, bytes)| (name, later(&bytes).into_bytes()))
        .collect();
    let given = files.get_mut("given.toml").expect("a scenario");
    let mut text = String::from_utf8(given.clone()).expect("UTF-8");
    for which in ["second", "third", "fourth", "fifth", "sixth"] {
        text = text.replace(&format!("JCA-ML, {which} meeting"), &format!("JCA-ML, {which} meeting {CANARY}"));
    }
    text = text.replace("JCA-ML, 2051 and 2052, as announced", CANARY);
    text.push_str(
        "\n[[platform]]\nname = \"MyMeetings\"\nlink = \"https://meet.example.org/{meeting}?t={token}\"\nseats = 1\n\
         for = [\"JCA-ML\"]\n",
    );
    *given = text.into_bytes();
    files
}

/// The same with other words in the main file.
pub(crate) fn changed(from: &str, to: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = files();
    let given = files.get_mut("given.toml").expect("a scenario");
    let text = String::from_utf8(given.clone()).expect("UTF-8");
    assert!(text.contains(from), "{from}");
    *given = text.replace(from, to).into_bytes();
    files
}

/// Prepares as the planner; gives the path of the announcement.
pub(crate) async fn prepare(site: &Site, scenario: &str, form: &str) -> String {
    let answer = site.post(&format!("/scenarios/{scenario}/announce/prepare"), Persona::Planner, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    answer.header(header::LOCATION).to_owned()
}

/// The digest that the approver's page shows.
pub(crate) async fn digest(site: &Site, path: &str) -> String {
    let page = site.get(path, Persona::Approver).await.words();
    let (_, after) = page.split_once("name=\"digest\" value=\"").unwrap_or_else(|| panic!("no form: {page}"));
    after[..64].to_owned()
}

/// Approves as the approver what the page shows.
pub(crate) async fn approve(site: &Site, path: &str) -> Answer {
    let digest = digest(site, path).await;
    site.post(&format!("{path}/approve"), Persona::Approver, &format!("digest={digest}")).await
}

/// A site on which the first meeting and the one around it are announced, and no other.
pub(crate) async fn site() -> Site {
    let site = Site::new().await;
    announce_first(&site).await;
    site
}

pub(crate) async fn announce_first(site: &Site) {
    site.keep(AHEAD, "given.toml", &files()).await;
    let path = prepare(site, AHEAD, &format!("meeting={FIRST}&meeting={AROUND}")).await;
    let answer = approve(site, &path).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}
