//! Registering: who is registered, who waits, who sees it, and who gets the link to join.

use super::announced::{self, AHEAD, CANARY, FIRST};
use super::site::{Answer, Persona, Site};
use crate::store::run;
use axum::http::StatusCode;

fn path(what: &str) -> String {
    format!("/meetings/{AHEAD}/{FIRST}{what}")
}

fn form(secret: &str, name: &str, address: &str, presence: &str) -> String {
    format!(
        "secret={secret}&name={name}&address={address}&presence={presence}&need=captioning&language=fr&zone=Asia%2FTokyo"
    )
}

async fn register(site: &Site, form: &str) -> Answer {
    site.post(&path("/register"), Persona::Anonymous, form).await
}

/// The secret that the form of the page holds.
async fn secret(site: &Site) -> String {
    let page = site.get(&path("/register"), Persona::Anonymous).await.words();
    page.split_once("name=\"secret\" value=\"").unwrap_or_else(|| panic!("no form: {page}")).1[..64].to_owned()
}

async fn listed(site: &Site) -> String {
    let page = site.get(&format!("/scenarios/{AHEAD}/meetings/{FIRST}/registrations"), Persona::Planner).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    page.words()
}

#[test]
fn a_form_sent_twice_is_one_registration_and_the_link_withdraws_it() {
    run(async {
        let site = announced::site().await;
        let secret = secret(&site).await;
        let given = form(&secret, "Zo%C3%AB+%3Cscript%3E", "Zoe%40Example.org", "remote");
        let (one, two) = tokio::join!(register(&site, &given), register(&site, &given));
        assert_eq!((one.status, two.status), (StatusCode::OK, StatusCode::OK), "{}", one.words());
        assert_eq!(one.words(), two.words());
        assert!(one.words().contains("&lt;script") && !one.words().contains("<script>"), "{}", one.words());
        assert_eq!(site.store.registered(AHEAD).await.expect("a list").len(), 1);
        let list = listed(&site).await;
        assert!(list.contains("zoe@example.org") && list.contains("&lt;script"), "{list}");

        let link = path(&format!("/registration?word={secret}"));
        let before = site.store.log().await.expect("the log").0.len();
        let looked = site.get(&link, Persona::Anonymous).await;
        assert_eq!(looked.status, StatusCode::OK);
        assert_eq!(looked.headers.get("referrer-policy").expect("a policy"), "no-referrer");
        assert_eq!(site.store.log().await.expect("the log").0.len(), before);
        for wrong in ["", "0", &"0".repeat(64), &secret.to_uppercase().replace('0', "A")] {
            let answer = site.get(&path(&format!("/registration?word={wrong}")), Persona::Anonymous).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let word = format!("word={secret}");
        let done = site.post(&path("/registration/withdraw"), Persona::Anonymous, &word).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.words());
        assert!(site.store.registered(AHEAD).await.expect("a list").is_empty());
        assert!(!listed(&site).await.contains("zoe@example.org"));
        // The log holds no address.
        let (entries, _) = site.store.log().await.expect("the log");
        assert!(entries.iter().all(|entry| !entry.about.contains("example.org") && !entry.who.contains("zoe")));
    });
}

#[test]
fn of_one_address_the_newest_counts_and_seats_go_in_their_order() {
    run(async {
        let site = announced::site().await;
        for (name, address, presence) in [
            ("One", "one@example.org", "remote"),
            ("Two", "two@example.org", "remote"),
            ("One", "one@example.org", "remote"),
        ] {
            let secret = secret(&site).await;
            let answer = register(&site, &form(&secret, name, address, presence)).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
            let waits = answer.words().contains("numéro");
            assert_eq!(waits, name == "Two", "{}", answer.words());
        }
        let list = listed(&site).await;
        assert_eq!(list.matches("one@example.org").count(), 1);
        assert!(list.contains("Registered: 2") && list.contains("waits for a seat"), "{list}");
        // Everybody sees counts, nobody sees people.
        let page = site.get(&path(""), Persona::Anonymous).await.words();
        assert!(page.contains("1 of 1 seats") && page.contains("Waiting for a seat: 1"), "{page}");
        for public in ["/", "/feeds/all.ics", "/feeds/all.json", &path(""), &path("/register")] {
            let text = site.get(public, Persona::Anonymous).await.words();
            assert!(!text.contains("one@example") && !text.contains("two@example"), "{public}");
        }
    });
}

#[test]
fn the_list_is_for_those_who_plan_that_body() {
    run(async {
        let site = announced::site().await;
        let secret = secret(&site).await;
        register(&site, &form(&secret, "Zoe", "zoe@example.org", "remote")).await;
        let list = format!("/scenarios/{AHEAD}/meetings/{FIRST}/registrations");
        for (persona, status) in [
            (Persona::Anonymous, StatusCode::SEE_OTHER),
            (Persona::Viewer, StatusCode::FORBIDDEN),
            (Persona::Approver, StatusCode::FORBIDDEN),
            (Persona::Administrator, StatusCode::FORBIDDEN),
            (Persona::Stranger, StatusCode::NOT_FOUND),
            (Persona::Planner, StatusCode::OK),
        ] {
            let answer = site.get(&list, persona).await;
            assert_eq!(answer.status, status, "{persona:?}");
            assert_eq!(answer.words().contains("zoe@example.org"), persona == Persona::Planner);
        }
    });
}

#[test]
fn the_next_announcement_gives_the_link_to_join_to_the_registered_alone() {
    run(async {
        let site = announced::site().await;
        for address in ["one@example.org", "two@example.org"] {
            let secret = secret(&site).await;
            register(&site, &form(&secret, "Somebody", address, "remote")).await;
        }
        let path = announced::prepare(&site, AHEAD, &format!("meeting={FIRST}")).await;
        let number: i64 = path.rsplit('/').next().expect("a number").parse().expect("a number");
        let page = site.get(&path, Persona::Approver).await.words();
        assert!(!page.contains("one@example.org") && !page.contains(CANARY), "{page}");
        let messages = site.store.messages(number).await.expect("messages");
        let mut joined = Vec::new();
        for message in &messages {
            let text = String::from_utf8_lossy(&message.bytes).replace("=\r\n", "");
            if text.contains("https://meet.example.org/") {
                joined.push(message.recipient.as_str());
            }
        }
        assert_eq!(joined, ["one@example.org"]);
        assert!(messages.iter().any(|message| message.recipient == "two@example.org"));
        // Who registers meanwhile does not stand in the way of the approval.
        let secret = secret(&site).await;
        register(&site, &form(&secret, "Late", "late@example.org", "room")).await;
        let answer = announced::approve(&site, &path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    });
}

#[test]
fn what_cannot_be_taken_is_refused_and_a_network_is_limited() {
    run(async {
        let site = announced::site().await;
        let fresh = secret(&site).await;
        for wrong in [
            form(&fresh, "", "zoe@example.org", "remote"),
            form(&fresh, "Zoe", "no+address", "remote"),
            form(&fresh, "Zoe", "zoe@example.org%0d%0aBcc:x@example.org", "remote"),
            form(&fresh, "See+http://evil.example", "zoe@example.org", "remote"),
            form(&fresh, "Zoe", "zoe@example.org", "moon"),
            form("short", "Zoe", "zoe@example.org", "remote"),
            form(&fresh, "Zoe", "zoe@example.org", "remote").replace("Asia%2FTokyo", "Nowhere"),
        ] {
            assert_eq!(register(&site, &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        assert!(site.store.registered(AHEAD).await.expect("a list").is_empty());
        let mut last = StatusCode::OK;
        for number in 0..31 {
            let secret = format!("{number:064x}");
            last = register(&site, &form(&secret, "Zoe", &format!("zoe{number}@example.org"), "room")).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(site.store.registered(AHEAD).await.expect("a list").len(), 30);
    });
}
