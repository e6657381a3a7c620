//! The wire: the model of a server behind HTTP, with everything that may go wrong between.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use convoke::announce::publication::Foreseen;
use convoke::publishing::{Address, Collection, Mode, Outcome, Patience, PublishError, Report, publish};
use proptest::prelude::*;

use super::laws::{Event, World, events, foreign, happen, read};
use super::model::{Model, Spelling};

const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    request: Duration::from_millis(1_500),
    pauses: [Duration::from_millis(1); 2],
    longest_pause: Duration::from_millis(20),
};

/// What happens to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It is answered.
    Answered,
    /// The connection ends before it is carried out.
    Lost,
    /// It is carried out, and the connection ends before the answer.
    Unanswered,
    /// It is carried out, and the connection ends in the middle of the answer.
    CutShort,
    /// Another answer, and nothing is carried out.
    Says(u16, &'static str, &'static str),
    /// Nothing is said for longer than anybody waits.
    Silent,
    /// Somebody else is faster.
    Overtaken,
    /// It is carried out, somebody else puts the same there once more, and the connection ends before the answer.
    Doubled,
}

struct State {
    model: Model,
    exists: bool,
    /// For requests to come; then all are answered.
    fates: VecDeque<Fate>,
    /// Method and path with `!` for a login.
    requests: Vec<String>,
}

/// The model behind HTTP.
struct Wire {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Wire {
    fn new(model: Model) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = State { model, exists: true, fates: VecDeque::new(), requests: Vec::new() };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Self { port, state }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/c/", self.port)
    }

    fn fates(&self, fates: impl IntoIterator<Item = Fate>) {
        self.state.lock().expect("a state").fates = fates.into_iter().collect();
    }

    fn model(&self) -> Model {
        self.state.lock().expect("a state").model.clone()
    }

    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().expect("a state").requests)
    }

    fn publish(&self, world: &World, overwrite: bool) -> Result<Report, PublishError> {
        let address = Address::parse(&self.url()).expect("an address").or_user(Some("tsb".to_owned()));
        let mut collection = Collection::new(address, Some("secret"), PATIENCE);
        let mode = Mode { overwrite, only_show: false };
        world.with(|publication| publish(&mut collection, publication, "Meetings <1> & more", mode, &mut |_| {}))
    }
}

/// One request a connection.
fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let (head, body) = loop {
        let Ok(count @ 1..) = stream.read(&mut buffer) else { return };
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = header(head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            break (head.to_owned(), body.to_owned());
        }
    };
    let line = head.lines().next().unwrap_or_default().to_owned();
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut state = state.lock().expect("a state");
    let login = if header(&head, "authorization").is_some() { "!" } else { "" };
    state.requests.push(format!("{method} {path}{login}"));
    let fate = state.fates.pop_front().unwrap_or(Fate::Answered);
    let answer = match &fate {
        Fate::Lost => return,
        Fate::Says(status, headers, body) => answered(*status, headers, body),
        Fate::Silent => {
            drop(state);
            std::thread::sleep(PATIENCE.request * 2);
            return;
        }
        Fate::Overtaken => {
            let names: Vec<String> = state.model.entries.keys().cloned().collect();
            for name in names {
                let text = state.model.entries[&name].1.replace("SUMMARY", "COMMENT:faster\r\nSUMMARY");
                state.model.set(&name, &text);
            }
            carried_out(&mut state, method, path, &head, &body)
        }
        Fate::Doubled => {
            let answer = carried_out(&mut state, method, path, &head, &body);
            state.model.set("copy.ics", &body);
            answer
        }
        Fate::Answered | Fate::Unanswered | Fate::CutShort => carried_out(&mut state, method, path, &head, &body),
    };
    drop(state);
    let sent = match fate {
        Fate::Unanswered | Fate::Doubled => 0,
        Fate::CutShort => answer.len() - answer.len().min(10),
        _ => answer.len(),
    };
    let _ = stream.write_all(&answer.as_bytes()[..sent]);
    let _ = stream.shutdown(Shutdown::Both);
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn answered(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn carried_out(state: &mut State, method: &str, path: &str, head: &str, body: &str) -> String {
    let list = |responses: String| {
        answered(
            207,
            "",
            &format!(
                "<d:multistatus xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:caldav'>{responses}</d:multistatus>"
            ),
        )
    };
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('\r', "&#13;");
    let name = path.rsplit('/').next().unwrap_or_default().replace("%40", "@");
    match method {
        "PROPFIND" | "REPORT" if !state.exists => answered(404, "", ""),
        "PROPFIND" => list(format!(
            "<d:response><d:href>{path}</d:href><d:propstat><d:prop><d:resourcetype><d:collection/><c:calendar/>\
             </d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        )),
        "REPORT" => {
            let responses = state.model.given().into_iter().map(|(name, etag, text)| {
                format!(
                    "<d:response><d:href>/c/{}</d:href><d:propstat><d:prop><d:getetag>{}</d:getetag>\
                     <c:calendar-data>{}</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>\
                     </d:response>",
                    name.replace('@', "%40"),
                    escaped(&etag),
                    escaped(&text)
                )
            });
            list(responses.collect())
        }
        "MKCALENDAR" if !state.exists => {
            assert!(body.contains("<displayname>Meetings &lt;1&gt; &amp; more</displayname>"), "{body}");
            state.exists = true;
            answered(201, "", "")
        }
        "PUT" | "DELETE" => {
            let condition = ["if-match", "if-none-match"].into_iter().find_map(|key| Some((key, header(head, key)?)));
            let text = (method == "PUT").then_some(body);
            answered(state.model.change(&name, condition.expect("a condition"), text), "", "")
        }
        _ => answered(405, "", ""),
    }
}

/// Answers of a server that is about to be written to, and what becomes of the run.
#[test]
fn what_a_server_may_say() {
    let says = |status, headers, body| Fate::Says(status, headers, body);
    let is = |error: &PublishError, retryable: bool| assert_eq!(error.is_retryable(), retryable, "{error}");
    let (answered, html) = (Fate::Answered, "<html><body>Hello</body></html>");
    let half = "<multistatus xmlns='DAV:'><response><href>/c/</href><status>HTTP/1.1 507 Insufficient Storage</status>\
        </response></multistatus>";
    let silent = "<multistatus xmlns='DAV:'><response><href>/c/x.ics</href><propstat><prop/><status>HTTP/1.1 200 OK</status>\
        </propstat></response></multistatus>";
    let cases: Vec<(Vec<Fate>, bool, &str)> = vec![
        (vec![says(401, "", "")], false, "another login"),
        (vec![says(403, "", "<p>go <b>away</b></p>")], false, "403 to PROPFIND (“go away”)"),
        (vec![says(200, "", html)], false, "no calendar"),
        (vec![says(405, "", "")], false, "no calendar"),
        (vec![says(207, "", html)], false, "begins with `html`"),
        (vec![says(207, "", "<multistatus xmlns='DAV:'>")], false, "middle"),
        (vec![says(302, "Location: https://example.org/c/\r\n", "")], false, "https://example.org/c/"),
        (vec![says(302, "", "")], false, "302"),
        (vec![says(503, "Retry-After: 3600\r\n", "")], true, "503"),
        (vec![says(503, "", ""); 3], true, "503"),
        (vec![Fate::Lost, Fate::Lost, Fate::Lost], true, "no answer"),
        (vec![Fate::Silent, Fate::Silent, Fate::Silent], true, "no answer"),
        (vec![answered.clone(), says(207, "", half)], false, "only a part"),
        (vec![answered.clone(), says(207, "", silent)], false, "nothing is said of x.ics"),
        (vec![answered.clone(), says(500, "", "")], false, "500 to REPORT"),
        (vec![answered.clone(), says(412, "", "")], false, "412 to REPORT"),
    ];
    for (fates, retryable, text) in cases {
        let wire = Wire::new(Model::new(Spelling::AsPut));
        wire.fates(fates.clone());
        let error = wire.publish(&World::new(), true).expect_err("an error");
        assert!(error.to_string().contains(text) && !error.to_string().contains("secret"), "{fates:?}: {error}");
        is(&error, retryable);
        assert_eq!(wire.model().changes, 0, "{fates:?}");
    }
}

#[test]
fn a_server_that_is_busy_is_asked_again_and_one_that_moved_is_followed() {
    let wire = Wire::new(Model::new(Spelling::AsPut));
    let moved = Fate::Says(301, "Location: /c/\r\n", "");
    let busy = || Fate::Says(503, "Retry-After: 0\r\n", "");
    wire.fates([moved, busy(), Fate::Answered, Fate::Lost, Fate::CutShort, Fate::Answered, busy(), busy()]);
    let report = wire.publish(&World::new(), false).expect("a report");
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(read(&wire.model()).len(), 6);
    let requests = wire.requests();
    assert!(requests.iter().all(|request| request.ends_with('!')), "{requests:?}");
    assert_eq!(requests.iter().filter(|request| request.starts_with("PUT")).count(), 8, "{requests:?}");
}

#[test]
fn a_collection_that_is_not_there_is_made() {
    let wire = Wire::new(Model::new(Spelling::AsPut));
    wire.state.lock().expect("a state").exists = false;
    let report = wire.publish(&World::new(), false).expect("a report");
    assert!(report.made && report.is_clean() && report.done.len() == 6, "{report:?}");
    assert_eq!(wire.requests()[..2], ["PROPFIND /c/!", "MKCALENDAR /c/!"]);
    assert!(!wire.publish(&World::new(), false).expect("a report").made);
}

/// The answer to a change is lost, although it was carried out: repeated, it finds another version than it expects. A second
/// look shows that all is well, and nobody is told of a conflict that is none.
#[test]
fn a_lost_answer_is_no_conflict() {
    for fate in [Fate::Unanswered, Fate::CutShort] {
        let wire = Wire::new(Model::new(Spelling::InOwnWords));
        wire.fates([Fate::Answered, Fate::Answered, fate.clone(), Fate::Answered, fate]);
        let report = wire.publish(&World::new(), false).expect("a report");
        assert!(report.is_clean() && report.done.len() == 6, "{report:?}");
        assert_eq!(wire.model().changes, 6);
    }
}

#[test]
fn somebody_who_is_faster_is_not_written_over() {
    let mut world = World::new();
    let wire = Wire::new(Model::new(Spelling::AsPut));
    wire.publish(&world, false).expect("a report");
    world.language = convoke::domain::language::Language::Chinese;
    wire.fates([Fate::Answered, Fate::Answered, Fate::Overtaken]);
    let report = wire.publish(&world, true).expect("a report");
    assert_eq!((report.overtaken.len(), report.done.len(), report.is_clean()), (6, 0, false), "{report:?}");
    assert!(wire.model().entries.values().all(|(_, text)| text.contains("COMMENT:faster")));
    assert!(wire.publish(&world, true).expect("a report").is_clean(), "told, then asked for");
}

/// Whoever finds an entry twice cannot say which of the two is meant: it is told at once, and not called done.
#[test]
fn what_stands_twice_afterwards_is_not_done() {
    let world = World::new();
    let wire = Wire::new(Model::new(Spelling::AsPut));
    wire.fates([Fate::Answered, Fate::Answered, Fate::Doubled]);
    let report = wire.publish(&world, false).expect("a report");
    assert_eq!((report.overtaken.len(), report.done.len(), report.is_clean()), (1, 5, false), "{report:?}");
    let again = wire.publish(&world, false).expect("a report");
    let twice = again.difference.conflicts.iter().map(|one| (one.uid.as_str(), one.why));
    assert_eq!(twice.collect::<Vec<_>>(), [(report.overtaken[0].uid.as_str(), Foreseen::Twice); 2]);
    // Where the server falls silent as well, it waits.
    let wire = Wire::new(Model::new(Spelling::AsPut));
    wire.fates([Fate::Answered, Fate::Answered, Fate::Doubled, Fate::Lost, Fate::Lost]);
    let report = wire.publish(&world, false).expect("a report");
    assert!(matches!(report.outcome, Outcome::Stopped(_)), "{report:?}");
    assert_eq!((report.waiting.len(), report.done.len()), (6, 0), "{report:?}");
}

/// One entry that a server does not take does not hold up the others; a server that falls silent puts off the rest.
#[test]
fn what_is_refused_and_what_waits_is_told() {
    let wire = Wire::new(Model::new(Spelling::AsPut));
    let no = |status| Fate::Says(status, "", "no such thing here");
    wire.fates([Fate::Answered, Fate::Answered, no(403), no(500), Fate::Answered, no(415)]);
    let report = wire.publish(&World::new(), false).expect("a report");
    assert_eq!((report.refused.len(), report.done.len(), report.is_clean()), (3, 3, false));
    assert!(report.refused[0].why.to_string().contains("403 to PUT (“no such thing here”)"), "{report:?}");
    wire.fates([Fate::Answered, Fate::Answered, Fate::Answered, Fate::Lost, Fate::Lost, Fate::Lost]);
    let report = wire.publish(&World::new(), false).expect("a report");
    assert!(matches!(&report.outcome, Outcome::Stopped(error) if error.is_retryable()), "{report:?}");
    assert_eq!((report.done.len(), report.waiting.len()), (1, 2), "{report:?}");
    assert!(wire.publish(&World::new(), false).expect("a report").is_clean());
    wire.fates([Fate::Answered, Fate::Answered]);
    let mut world = World::new();
    world.plan.placements.clear();
    wire.fates([Fate::Answered, Fate::Answered, Fate::Says(401, "", "")]);
    let report = wire.publish(&world, false).expect("a report");
    assert!(matches!(&report.outcome, Outcome::Stopped(error) if !error.is_retryable()), "{report:?}");
    assert_eq!((report.done.len(), report.waiting.len()), (0, 6), "{report:?}");
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![
        8 => Just(Fate::Answered),
        1 => Just(Fate::Lost),
        2 => Just(Fate::Unanswered),
        1 => Just(Fate::CutShort),
        1 => Just(Fate::Says(503, "", "")),
        1 => Just(Fate::Says(500, "", "")),
        1 => Just(Fate::Says(412, "", "")),
        1 => Just(Fate::Overtaken),
    ];
    proptest::collection::vec(fate, 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever happens on the way, however often: nothing of others is lost, and a run that is let through ends where a run
    /// over a perfect wire would have.
    #[test]
    fn whatever_the_wire_does_the_next_run_puts_it_right(
        history in events(),
        troubles in proptest::collection::vec(fates(), 1..6),
    ) {
        let wire = Wire::new(Model::new(Spelling::InOwnWords));
        let mut world = World::new();
        let stranger = foreign("stranger@example.org");
        wire.state.lock().expect("a state").model.set("stranger.ics", &stranger);
        let mut troubles = troubles.into_iter().cycle();
        for event in &history {
            happen(&mut world, &mut wire.state.lock().expect("a state").model, event);
            if let Event::Publish { overwrite } = event {
                wire.fates(troubles.next().expect("some"));
                let _ = wire.publish(&world, *overwrite);
            }
        }
        wire.fates([]);
        let mut perfect = wire.model();
        let expected = world.publish(&mut perfect, false);
        let report = wire.publish(&world, false).expect("a report");
        prop_assert_eq!(&report.difference, &expected_over(&wire, expected));
        prop_assert_eq!(read(&wire.model()), read(&perfect));
        prop_assert_eq!(report.done.len(), report.difference.steps.len());
        let kept = wire.model().entries.get("stranger.ics").map(|(_, text)| text.replace("COMMENT:faster\r\n", ""));
        prop_assert!(kept.is_none_or(|kept| kept.contains("stranger@example.org")));
    }
}

/// The same difference with the addresses of the wire.
fn expected_over(
    wire: &Wire,
    mut difference: convoke::announce::publication::Difference,
) -> convoke::announce::publication::Difference {
    use convoke::announce::publication::Action;
    let over = |href: &mut String| *href = format!("http://127.0.0.1:{}{}", wire.port, href.replace('@', "%40"));
    for step in &mut difference.steps {
        match &mut step.action {
            Action::Replace { href, .. } | Action::Remove { href, .. } => over(href),
            Action::Create { .. } => {}
        }
    }
    difference.conflicts.iter_mut().for_each(|conflict| over(&mut conflict.href));
    difference
}
