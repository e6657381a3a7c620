//! What everybody may know: what was announced, in pages and feeds, and nothing else.

use super::announced::{self, AHEAD, AROUND, CANARY, FIRST};
use super::outbox;
use super::site::{Answer, BASE, Persona, Site, everything};
use crate::hours_that_do_not_exist::without_a_zone;
use crate::store::run;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convoke::store::{Backup, Store};
use convoke::web::Limits;
use std::collections::BTreeSet;

const LANGUAGES: [&str; 6] = ["ar", "en", "es", "fr", "ru", "zh"];

fn unfolded(calendar: &str) -> String {
    calendar.replace("\r\n ", "")
}

async fn with(site: &Site, path: &str, name: header::HeaderName, value: &str) -> Answer {
    let request = site.request(Method::GET, path, Persona::Anonymous).header(name, value);
    site.send(request.body(Body::empty()).expect("a request")).await
}

/// Paths of ours in a page.
fn links(page: &str) -> BTreeSet<String> {
    let plain = page.replace("&amp;", "&");
    let found = plain.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.filter(|link| link.starts_with('/')).map(str::to_owned).collect()
}

/// Every page that can be reached by links, as one persona.
async fn crawl(site: &Site, persona: Persona, from: &[&str]) -> Vec<(String, Answer)> {
    let mut open: Vec<String> = from.iter().map(|one| (*one).to_owned()).collect();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) || seen.len() > 400 {
            continue;
        }
        let answer = site.get(&path, persona).await;
        open.extend(links(&answer.words()));
        found.push((path, answer));
    }
    found
}

#[test]
fn nothing_that_was_only_planned_is_seen_by_anybody() {
    run(async {
        let site = announced::site().await;
        // It is there to be seen: by those who plan.
        let planned = site.get(&format!("/scenarios/{AHEAD}/announce"), Persona::Planner).await;
        assert!(planned.words().contains(CANARY), "{}", planned.words());
        let mut paths = vec!["/".to_owned(), "/feeds/all.ics".to_owned(), "/feeds/all.json".to_owned()];
        for language in LANGUAGES {
            for path in ["/", "/feeds/all.ics", "/feeds/all.json", "/feeds/JCA-ML.ics", "/feeds/SG13.json"] {
                paths.push(format!("{path}?language={language}"));
            }
        }
        paths.push("/robots.txt".to_owned());
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let found = crawl(&site, Persona::Anonymous, &paths).await;
        assert!(found.len() > 40, "{}", found.len());
        let mut meetings = 0;
        let (wrong, hours) = hours_without_a_clock(&found);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        println!("{} pages and feeds, {hours} lines of pages with hours", found.len());
        assert!(hours > 5, "{hours}");
        for (path, answer) in &found {
            let text = unfolded(&answer.words());
            assert_eq!(answer.status, StatusCode::OK, "{path}: {text}");
            for word in [CANARY, "planner@example.org", "jca-ml-2051-2", "jca-ml-2052", "sg13-2051-10"] {
                assert!(!text.contains(word), "{path} says {word}");
            }
            meetings += usize::from(text.contains(FIRST));
        }
        assert!(meetings > 10, "{meetings}");
        for hidden in ["jca-ml-2051-2", "sg13-2051-10", "no-such"] {
            for path in ["", "/register", "/registration?word=x"] {
                let answer = site.get(&format!("/meetings/{AHEAD}/{hidden}{path}"), Persona::Anonymous).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{hidden}{path}");
            }
        }
        // A body of which nothing was announced has no feed.
        for name in ["TSAG.ics", "NO-SUCH.ics", "all.exe", "all", ".ics"] {
            let answer = site.get(&format!("/feeds/{name}"), Persona::Anonymous).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
        }
    });
}

/// What stands on a page, a line for each text of it. A table is one line: it may say in the heading of a column what is meant.
fn texts(page: &str) -> String {
    let (mut out, mut in_table) = (String::new(), false);
    for (tag, text) in page.split('<').skip(1).filter_map(|piece| piece.split_once('>')) {
        in_table = (in_table || tag.starts_with("table")) && tag != "/table";
        out.push(if in_table { ' ' } else { '\n' });
        out.push_str(&text.replace(['\r', '\n'], " "));
    }
    out
}

/// Hours on pages that do not say by which clock, with where they stand; how many lines of pages hold hours at all.
fn hours_without_a_clock(pages: &[(String, Answer)]) -> (Vec<String>, usize) {
    let (mut wrong, mut hours) = (Vec::new(), 0);
    for (path, answer) in pages {
        if !answer.header(header::CONTENT_TYPE).starts_with("text/html") {
            continue;
        }
        let text = texts(&answer.words());
        wrong.extend(without_a_zone(&text).into_iter().map(|line| format!("{path}: {line}")));
        // No clock is named any more: then every line with an hour is found.
        let bare = text.replace("UTC", "").replace('/', " ");
        hours += without_a_zone(&bare).len();
    }
    (wrong, hours)
}

#[test]
fn looking_changes_nothing() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let site = Site::over(&address, Limits::default()).await;
        announced::announce_first(&site).await;
        let meeting = format!("/meetings/{AHEAD}/{FIRST}");
        let form = site.get(&format!("{meeting}/register"), Persona::Anonymous).await.words();
        let (_, secret) = form.split_once("name=\"secret\" value=\"").expect("a form");
        let given =
            format!("secret={}&name=Zoe&address=zoe%40example.org&presence=remote&language=fr&zone=", &secret[..64]);
        let registered = site.post(&format!("{meeting}/register"), Persona::Anonymous, &given).await;
        assert_eq!(registered.status, StatusCode::OK, "{}", registered.words());
        let mails = outbox::all(&site).await;
        let told: BTreeSet<String> = mails.values().flatten().flat_map(|mail| mail.paths_of(BASE)).collect();
        assert!(told.iter().any(|path| path.contains("/registration?word=")), "{told:?}");

        let before = everything(&address, &[]).await;
        let announce = format!("/scenarios/{AHEAD}/announce");
        let from = ["/", "/settings", "/people", "/log", "/scenarios", &announce];
        let from: Vec<&str> = from.into_iter().chain(told.iter().map(String::as_str)).collect();
        let (mut pages, mut requests, mut hours) = (0, 0, 0);
        for persona in [Persona::Anonymous, Persona::Administrator, Persona::Planner, Persona::Approver] {
            let found = crawl(&site, persona, &from).await;
            for (path, answer) in &found {
                assert!(!answer.status.is_server_error(), "{path}: {}", answer.words());
                for method in [Method::HEAD, Method::OPTIONS] {
                    let request = site.request(method.clone(), path, persona).body(Body::empty());
                    let other = site.send(request.expect("a request")).await;
                    assert!(!other.status.is_server_error(), "{method} {path}: {}", other.status);
                    if method == Method::HEAD && answer.status == StatusCode::OK {
                        assert_eq!((other.status, other.bytes.len()), (StatusCode::OK, 0), "{path}");
                    }
                }
            }
            let now = everything(&address, &[]).await;
            let new: Vec<&str> = now.lines().filter(|line| !before.contains(line)).collect();
            assert!(now == before, "as {persona:?}: {new:?}");
            (pages, requests) = (pages + found.len(), requests + 3 * found.len());
            let (wrong, held) = hours_without_a_clock(&found);
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
            hours += held;
        }
        println!("{pages} pages and {} addresses of mails, {requests} requests, {hours} lines with hours", told.len());
        assert!(hours > 20, "{hours}");
        // What is compared is another after any change.
        site.post("/settings/follows", Persona::Planner, "body=SG13").await;
        assert_ne!(everything(&address, &[]).await, before, "that would have been seen");
    });
}

#[test]
fn what_is_public_is_the_same_from_a_store_that_was_restored() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let site = announced::site().await;
        // What was planned since is no part of it; it must not show through after restoring, either.
        let changed = announced::changed("first = 2051-07-05", "first = 2051-07-06");
        let new = convoke::store::NewRevision {
            name: AHEAD,
            title: AHEAD,
            main: "given.toml",
            files: &changed,
            by: "test",
            why: "moved",
            seen: 1,
        };
        assert_eq!(site.store.revise(&new).await.expect("a revision"), Some(2));
        let mut paths = vec!["/".to_owned(), "/feeds/all.ics".to_owned(), "/feeds/all.json".to_owned()];
        for language in LANGUAGES {
            for path in ["/", "/feeds/all.ics", "/feeds/JCA-ML.ics", &format!("/meetings/{AHEAD}/{FIRST}")] {
                paths.push(format!("{path}?language={language}"));
            }
        }
        let mut bytes = Vec::new();
        site.store.back_up(&mut bytes).await.expect("written");
        std::fs::write(at("backup"), &bytes).expect("written");
        for target in [at("restored.db").display().to_string(), crate::postgres::database()] {
            let store = Store::open(&target, true).await.expect("a store");
            store.restore(&Backup::open(&at("backup")).expect("a backup"), "Ana").await.expect("restored");
            store.close().await;
            let restored = Site::again(&target).await;
            for path in &paths {
                let (then, now) =
                    (site.get(path, Persona::Anonymous).await, restored.get(path, Persona::Anonymous).await);
                assert!(then.status == StatusCode::OK && then.bytes.len() > 100, "{path}: {}", then.words());
                assert_eq!(then.words(), now.words(), "{path}");
                assert_eq!((&then.bytes, &then.headers), (&now.bytes, &now.headers), "{path}");
            }
            println!("{} pages and feeds, the same to the byte", paths.len());
        }
        // Another announcement, and they are others: what is compared tells them apart.
        let before = site.get("/feeds/all.ics", Persona::Anonymous).await;
        let path = announced::prepare(&site, AHEAD, "meeting=jca-ml-2051-2").await;
        announced::approve(&site, &path).await;
        assert_ne!(site.get("/feeds/all.ics", Persona::Anonymous).await.bytes, before.bytes);
    });
}

#[test]
fn a_page_says_hours_in_geneva_in_utc_and_by_the_clocks_of_the_reader() {
    run(async {
        let site = Site::new().await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let path = announced::prepare(&site, AHEAD, "meeting=jca-ml-2051-2").await;
        announced::approve(&site, &path).await;
        let page = format!("/meetings/{AHEAD}/jca-ml-2051-2");
        let text = site.get(&format!("{page}?zone=Asia%2FShanghai&language=en"), Persona::Anonymous).await.words();
        for words in ["13:00-16:00", "Geneva", "11:00-14:00", "UTC", "19:00-22:00", "Asia/Shanghai"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let arabic = site.get(&format!("{page}?language=ar"), Persona::Anonymous).await.words();
        assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"), "{arabic}");
        // What a reader writes is no part of the page.
        let wrong = site.get(&format!("{page}?zone=%3Cscript%3E&language=%3Cscript%3E"), Persona::Anonymous).await;
        assert_eq!(wrong.status, StatusCode::OK);
        assert!(!wrong.words().contains("<script>") && !wrong.words().contains("&lt;script"));
    });
}

#[test]
fn a_title_is_never_markup() {
    run(async {
        let site = Site::new().await;
        let files = announced::changed("JCA-ML, first meeting", "JCA <script>alert(1)</script> \\u0026 more");
        site.keep(AHEAD, "given.toml", &files).await;
        let path = announced::prepare(&site, AHEAD, &format!("meeting={FIRST}")).await;
        let meeting = format!("/meetings/{AHEAD}/{FIRST}");
        let approval = site.get(&path, Persona::Approver).await.words();
        announced::approve(&site, &path).await;
        let pages = ["/", &meeting, &format!("{meeting}/register"), &format!("/scenarios/{AHEAD}/announce")];
        for page in pages {
            let text = site.get(page, Persona::Planner).await.words();
            assert!(!text.contains("<script>alert"), "{page}: {text}");
        }
        assert!(!approval.contains("<script>alert") && approval.contains("&lt;script"), "{approval}");
        assert!(site.get("/", Persona::Anonymous).await.words().contains("&lt;script"));
    });
}

#[test]
fn a_feed_is_fetched_again_only_when_something_was_announced() {
    run(async {
        let site = announced::site().await;
        let feed = site.get("/feeds/JCA-ML.ics", Persona::Anonymous).await;
        assert_eq!(feed.status, StatusCode::OK, "{}", feed.words());
        assert_eq!(feed.header(header::CONTENT_TYPE), "text/calendar; charset=utf-8");
        assert_eq!(feed.header(header::CACHE_CONTROL), "public, max-age=300");
        let text = unfolded(&feed.words());
        assert!(
            text.contains(FIRST) && !text.contains(&format!("UID:{AROUND}")) && !text.contains("ATTENDEE"),
            "{text}"
        );
        assert!(!text.contains("meet.example.org"), "{text}");
        let (tag, modified) = (feed.header(header::ETAG).to_owned(), feed.header(header::LAST_MODIFIED).to_owned());
        for shown in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let again = with(&site, "/feeds/JCA-ML.ics", header::IF_NONE_MATCH, &shown).await;
            assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{shown}");
            assert_eq!(again.header(header::ETAG), tag);
        }
        let again = with(&site, "/feeds/JCA-ML.ics", header::IF_MODIFIED_SINCE, &modified).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        let other = with(&site, "/feeds/JCA-ML.ics", header::IF_NONE_MATCH, "\"another\"").await;
        assert_eq!(other.status, StatusCode::OK);
        // Another meeting is announced.
        let path = announced::prepare(&site, AHEAD, "meeting=jca-ml-2051-2").await;
        announced::approve(&site, &path).await;
        let now = with(&site, "/feeds/JCA-ML.ics", header::IF_NONE_MATCH, &tag).await;
        assert_eq!(now.status, StatusCode::OK);
        assert!(unfolded(&now.words()).contains("jca-ml-2051-2"));
        let list = site.get("/feeds/all.json", Persona::Anonymous).await.json();
        let ids: Vec<&str> =
            list.as_array().expect("a list").iter().map(|one| one["id"].as_str().expect("an id")).collect();
        assert_eq!(ids, [AROUND, FIRST, "jca-ml-2051-2"]);
    });
}

#[test]
fn what_is_prepared_and_not_approved_is_not_public() {
    run(async {
        let site = Site::new().await;
        site.keep(AHEAD, "given.toml", &announced::files()).await;
        let path = announced::prepare(&site, AHEAD, "").await;
        let feed = site.get("/feeds/all.json", Persona::Anonymous).await;
        assert_eq!(feed.json(), serde_json::json!([]));
        let feed = site.get("/feeds/all.ics", Persona::Anonymous).await;
        assert!(feed.status == StatusCode::OK && !feed.words().contains("VEVENT"), "{}", feed.words());
        announced::approve(&site, &path).await;
        let feed = site.get("/feeds/all.json", Persona::Anonymous).await;
        assert_eq!(feed.json().as_array().expect("a list").len(), 10);
        // What is planned since then stays inside.
        let changed = announced::changed("first = 2051-07-05", "first = 2051-07-06");
        let new = convoke::store::NewRevision {
            name: AHEAD,
            title: AHEAD,
            main: "given.toml",
            files: &changed,
            by: "test",
            why: "moved",
            seen: 1,
        };
        site.store.revise(&new).await.expect("a revision");
        let later = site.get("/feeds/all.json", Persona::Anonymous).await;
        assert_eq!(later.bytes, feed.bytes);
    });
}

#[test]
fn the_agenda_of_ones_own_is_found_by_its_secret_alone_and_says_clashes() {
    run(async {
        let site = announced::site().await;
        site.post("/settings/follows", Persona::Viewer, "body=SG13&body=JCA-ML").await;
        let shown = site.post("/settings/feed", Persona::Viewer, "").await.words();
        let secret = shown.split_once("/agenda/").expect("an address").1[..64].to_owned();
        let agenda = site.get(&format!("/agenda/{secret}.ics"), Persona::Anonymous).await;
        assert_eq!(agenda.status, StatusCode::OK, "{}", agenda.words());
        for (name, value) in [("x-robots-tag", "noindex, nofollow"), ("referrer-policy", "no-referrer")] {
            assert_eq!(agenda.headers.get(name).expect(name), value);
        }
        let text = unfolded(&agenda.words());
        assert!(text.contains(FIRST) && text.contains(AROUND) && !text.contains(CANARY), "{text}");
        assert!(text.contains("On the same days: Study Group 13\\, March 2051"), "{text}");
        // Followed by nobody's leave but one's own: only what one follows.
        site.post("/settings/follows", Persona::Viewer, "body=SG13").await;
        let text = unfolded(&site.get(&format!("/agenda/{secret}.ics"), Persona::Anonymous).await.words());
        assert!(!text.contains(FIRST) && text.contains(AROUND) && !text.contains("On the same days"), "{text}");

        let viewer = site.store.account_of("viewer@example.org").await.expect("the store").expect("an account").0;
        let own = "abcdef0123456789".repeat(4);
        site.store.replace_feed("test", viewer.number, &own, 60_000).await.expect("a secret");
        assert_eq!(site.get(&format!("/agenda/{own}.ics"), Persona::Anonymous).await.status, StatusCode::OK);
        let unknown = site.get(&format!("/agenda/{}.ics", "0".repeat(64)), Persona::Anonymous).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let flipped = format!("{}8", &own[..63]);
        let wrong = [
            format!("/agenda/{flipped}.ics"),
            format!("/agenda/{}.ics", own.to_uppercase()),
            format!("/agenda/{own}"),
            format!("/agenda/{own}.ics.ics"),
            format!("/agenda/../agenda%2F{own}.ics"),
            format!("/agenda/%2E%2E%2F{own}.ics"),
            format!("/agenda/{secret}.ics"),
            "/agenda/.ics".to_owned(),
            "/agenda/%00.ics".to_owned(),
        ];
        for path in wrong {
            let answer = site.get(&path, Persona::Anonymous).await;
            assert_eq!((answer.status, &answer.bytes), (unknown.status, &unknown.bytes), "{path}");
        }
        // A secret of another kind is none.
        site.post("/settings/secrets/end", Persona::Viewer, &format!("digest={}", digest_of(&own))).await;
        let ended = site.get(&format!("/agenda/{own}.ics"), Persona::Anonymous).await;
        assert_eq!((ended.status, &ended.bytes), (unknown.status, &unknown.bytes));
    });
}

fn digest_of(secret: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_name_that_is_not_ours_learns_nothing_either() {
    run(async {
        let site = announced::site().await;
        for path in ["/", "/feeds/all.ics", &format!("/meetings/{AHEAD}/{FIRST}")] {
            let mut request =
                site.request(Method::GET, path, Persona::Anonymous).body(Body::empty()).expect("a request");
            request.headers_mut().insert(header::HOST, "evil.example".parse().expect("a host"));
            request.headers_mut().insert("x-forwarded-host", "evil.example".parse().expect("a host"));
            let answer = site.send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(!answer.words().contains("evil.example"));
        }
        let mut request = site.request(Method::GET, "/", Persona::Anonymous).body(Body::empty()).expect("a request");
        request.headers_mut().insert("x-forwarded-host", "evil.example".parse().expect("a host"));
        let answer = site.send(request).await;
        assert!(answer.status == StatusCode::OK && !answer.words().contains("evil.example"));
    });
}
