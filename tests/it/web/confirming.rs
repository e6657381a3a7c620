//! What those are told by mail who registered on a page.

use super::announced::{self, AHEAD, FIRST};
use super::outbox::{self, Mail};
use super::site::{BASE, Persona, Site};
use crate::store::run;
use axum::http::StatusCode;
use convoke::app::outbox::State;

fn path(what: &str) -> String {
    format!("/meetings/{AHEAD}/{FIRST}{what}")
}

fn secret(number: u32) -> String {
    format!("{number:064x}")
}

async fn register(site: &Site, number: u32, address: &str, presence: &str, language: &str) {
    let (secret, address) = (secret(number), address.replace('@', "%40"));
    let form = format!(
        "secret={secret}&name=Buy+cheap+watches&address={address}&presence={presence}&language={language}&zone=Asia%2FTokyo"
    );
    let answer = site.post(&path("/register"), Persona::Anonymous, &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
}

async fn withdraw(site: &Site, number: u32) {
    let answer =
        site.post(&path("/registration/withdraw"), Persona::Anonymous, &format!("word={}", secret(number))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
}

/// A site on which the announcement has left.
async fn site() -> Site {
    let site = announced::site().await;
    outbox::all(&site).await;
    site
}

/// The only mail to an address.
async fn only(site: &Site, address: &str) -> Mail {
    let mut all = outbox::all(site).await;
    assert_eq!(all.keys().collect::<Vec<_>>(), [address]);
    let mut mails = all.remove(address).expect("mails");
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

fn own_page(number: u32) -> String {
    format!("\n{BASE}{}?word={}\n", path("/registration"), secret(number))
}

const JOIN: &str = "https://meet.example.org/";

#[test]
fn a_registration_is_confirmed_with_its_own_page_and_the_link_to_join() {
    run(async {
        let site = site().await;
        let before = site.store.told(AHEAD).await.expect("what was told");
        let mark = site.store.announced_mark().await.expect("a mark");
        register(&site, 1, "One@Example.org", "remote", "fr").await;
        let mail = only(&site, "one@example.org").await;
        assert!(mail.subject.starts_with("Inscription : JCA-ML, first meeting"), "{}", mail.subject);
        assert!(mail.text.contains(&own_page(1)), "{}", mail.text);
        assert!(mail.text.contains(JOIN) && mail.text.contains("personnel"), "{}", mail.text);
        let calendar = mail.calendar.as_deref().expect("an invitation");
        for line in ["METHOD:REQUEST", "SEQUENCE:0", "mailto:one@example.org", JOIN] {
            assert!(calendar.contains(line), "{line}: {calendar}");
        }
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        // Nobody gets to write to somebody else by the name of the form.
        assert!(!mail.raw().contains("cheap") && !mail.text.contains("watches"));
        // It told nothing new: the next announcement follows from the same as before.
        assert_eq!(site.store.told(AHEAD).await.expect("what was told"), before);
        assert_eq!(site.store.announced_mark().await.expect("a mark"), mark);
        // The same form again is the same registration.
        register(&site, 1, "one@example.org", "remote", "fr").await;
        assert!(outbox::all(&site).await.is_empty());
        // In the room there is nothing to join.
        register(&site, 2, "two@example.org", "room", "en").await;
        let mail = only(&site, "two@example.org").await;
        assert!(mail.text.contains("you take part in the room") && mail.text.contains(&own_page(2)), "{}", mail.text);
        assert!(mail.calendar.is_none() && !mail.raw().contains("meet.example.org"), "{}", mail.text);
        // From right to left: the link stands alone on its line.
        register(&site, 3, "three@example.org", "room", "ar").await;
        let mail = only(&site, "three@example.org").await;
        assert!(mail.subject.starts_with("التسجيل"), "{}", mail.subject);
        assert!(mail.text.contains(&own_page(3)), "{}", mail.text);
        let (entries, _) = site.store.log().await.expect("the log");
        assert!(entries.iter().all(|entry| !entry.about.contains("example.org")));
    });
}

#[test]
fn whoever_moves_up_is_told_once_and_gets_the_link_then() {
    run(async {
        let site = site().await;
        register(&site, 1, "one@example.org", "remote", "en").await;
        outbox::all(&site).await;
        for (number, address) in [(2, "two@example.org"), (3, "three@example.org")] {
            register(&site, number, address, "remote", "en").await;
            let mail = only(&site, address).await;
            assert!(mail.text.contains("all seats for joining remotely are taken"), "{}", mail.text);
            assert!(mail.calendar.is_none() && !mail.raw().contains("meet.example.org"), "{}", mail.text);
        }
        withdraw(&site, 1).await;
        let mail = only(&site, "two@example.org").await;
        assert!(mail.text.contains("A seat has become free for you"), "{}", mail.text);
        assert!(mail.text.contains(JOIN) && mail.calendar.is_some(), "{}", mail.text);
        assert!(mail.text.contains("use the link in the first mail") && !mail.text.contains("word="), "{}", mail.text);
        // Withdrawn twice is withdrawn once.
        withdraw(&site, 1).await;
        assert!(outbox::all(&site).await.is_empty());
        // A seat is freed, too, by whoever comes to the room instead.
        register(&site, 4, "two@example.org", "room", "en").await;
        let mails = outbox::all(&site).await;
        assert_eq!(mails.keys().collect::<Vec<_>>(), ["three@example.org", "two@example.org"]);
        assert!(mails["three@example.org"][0].text.contains("A seat has become free"));
        assert!(mails["two@example.org"][0].text.contains("you take part in the room"));
    });
}

#[test]
fn of_those_who_do_the_same_at_once_each_is_told_what_is_so() {
    run(async {
        let site = site().await;
        let site = &site;
        tokio::join!(
            register(site, 1, "one@example.org", "remote", "en"),
            register(site, 2, "two@example.org", "remote", "en"),
            register(site, 3, "three@example.org", "remote", "en"),
        );
        let rows = site.store.registered(AHEAD).await.expect("a list");
        let told: Vec<&str> = rows.iter().map(|row| row.told.as_str()).collect();
        assert_eq!(told, ["seated", "waiting", "waiting"]);
        outbox::all(site).await;
        let first: Vec<u32> = [1, 2, 3]
            .into_iter()
            .filter(|n| rows[0].address.starts_with(["", "one", "two", "three"][*n as usize]))
            .collect();
        let second: Vec<u32> = [1, 2, 3]
            .into_iter()
            .filter(|n| rows[1].address.starts_with(["", "one", "two", "three"][*n as usize]))
            .collect();
        tokio::join!(withdraw(site, first[0]), withdraw(site, second[0]));
        let mails = outbox::all(site).await;
        assert_eq!(mails[&rows[2].address].len(), 1, "told once that there is a seat");
        assert!(mails[&rows[2].address][0].text.contains("A seat has become free"));
        assert_eq!(site.store.registered(AHEAD).await.expect("a list")[0].told, "seated");
    });
}

#[test]
fn an_address_that_others_write_into_forms_is_not_flooded_and_what_fails_is_seen() {
    run(async {
        let site = site().await;
        for number in 1..=8 {
            register(&site, number, "victim@example.org", "room", "en").await;
        }
        assert_eq!(site.store.registered(AHEAD).await.expect("a list").len(), 8);
        // Without a relay they wait, as all others do, and are seen on the page of the scenario.
        assert_eq!(site.store.overview().await.expect("counts").count(State::Queued), 5);
        let listed = site.store.list_of(AHEAD, State::Queued).await.expect("a list");
        assert!(listed.iter().all(|one| one.reason == "registration" && one.recipient == "victim@example.org"));
        assert_eq!(listed.len(), 5);
        // An announcement overtakes none of them, and they stand in the way of none.
        let prepared = announced::prepare(&site, AHEAD, &format!("meeting={FIRST}")).await;
        let answer = announced::approve(&site, &prepared).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        let mails = outbox::all(&site).await;
        assert_eq!(
            mails["victim@example.org"].iter().filter(|mail| mail.subject.starts_with("Registered: ")).count(),
            5
        );
        // What is kept of somebody says that there were mails.
        let data = site.get("/settings/data", Persona::Viewer).await.json();
        assert_eq!(data["registrations"].as_array().map(Vec::len), Some(0));
    });
}
