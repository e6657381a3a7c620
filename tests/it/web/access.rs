//! Every route, with everybody who may ask: the table follows from the router, and a route that answers otherwise fails.

use super::site::{Persona, SCENARIO, Site};
use crate::store::run;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convoke::domain::access::Action;
use convoke::web::{Permission, listed};

/// Whether a persona passes a permission: written down from the description of the roles, not from the code.
fn may(persona: Persona, permission: Permission) -> bool {
    use Persona::{Administrator, Anonymous, Approver, Planner, Stranger, Viewer};
    let inside = |action| match action {
        Action::See => matches!(persona, Viewer | Planner | Approver | Administrator),
        Action::Plan => persona == Planner,
        Action::Approve => persona == Approver,
        Action::Administer => persona == Administrator,
    };
    match permission {
        Permission::Public => true,
        Permission::SignedIn => persona != Anonymous,
        Permission::Somewhere(action) => {
            inside(action) || (persona == Stranger && matches!(action, Action::See | Action::Plan))
        }
        Permission::InScenario(action) | Permission::Everywhere(action) => inside(action),
    }
}

/// A path with something in place of each name.
fn filled(path: &str) -> String {
    path.replace("{scenario}", SCENARIO)
        .replace("{meeting}", "jca-ml-2023-1")
        .replace("{body}", "JCA-ML")
        .replace("{name}", "convoke.css")
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// What somebody was answered.
struct Cell {
    permission: Permission,
    persona: Persona,
    about: String,
    status: StatusCode,
    /// To where one signs in, or told that nobody signs in like this, which is an answer of the form.
    sent_away: bool,
    signs_in: bool,
}

impl Cell {
    fn is_refused(&self) -> bool {
        !self.signs_in && matches!(self.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) || self.sent_away
    }

    fn is_absent(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }
}

/// Whether what a row asks for is there: somebody gets an answer.
fn is_there(row: &[Cell]) -> bool {
    row.iter().any(|cell| !cell.is_refused() && !cell.is_absent())
}

/// What is wrong with an answer, if a route with this permission gave it.
fn fault(cell: &Cell, permission: Permission, there: bool) -> Option<&'static str> {
    let refused = cell.is_refused();
    let learns_nothing = cell.persona == Persona::Stranger && matches!(permission, Permission::InScenario(_));
    match (may(cell.persona, permission), learns_nothing) {
        (true, _) if there && cell.is_absent() => Some("is told that there is nothing"),
        (true, _) => refused.then_some("should be let in"),
        (false, true) => (!cell.is_absent()).then_some("learns that there is something"),
        (false, false) => (!refused).then_some("should be refused"),
    }
}

/// Every permission there is.
fn permissions() -> Vec<Permission> {
    let of = |kind: fn(Action) -> Permission| {
        [Action::See, Action::Plan, Action::Approve, Action::Administer].into_iter().map(kind)
    };
    [Permission::Public, Permission::SignedIn]
        .into_iter()
        .chain(of(Permission::Somewhere))
        .chain(of(Permission::InScenario))
        .chain(of(Permission::Everywhere))
        .collect()
}

#[test]
fn every_route_answers_everybody_as_its_permission_says() {
    run(async {
        let site = Site::new().await;
        let mut table = Vec::new();
        for route in listed() {
            // It would end the session of whoever asks next.
            if route.path == "/sign-out" {
                continue;
            }
            for persona in Persona::ALL {
                let path = filled(route.path);
                let request = site.request(route.method.clone(), &path, persona);
                let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let answer = site.send(request.body(Body::from("x=y")).expect("a request")).await;
                let about = format!("{} {path} as {persona:?}: {}", route.method, answer.status);
                assert!(!answer.status.is_server_error(), "{about}\n{}", answer.text());
                let sent_away = answer.header(header::LOCATION).starts_with("/sign-in?");
                let signs_in = (&route.method, route.path) == (&Method::POST, "/sign-in");
                let status = answer.status;
                table.push(Cell { permission: route.permission, persona, about, status, sent_away, signs_in });
            }
        }
        println!("{} cells of the table of roles", table.len());
        assert_eq!(table.len(), 6 * (listed().len() - 1));
        for row in table.chunks(6) {
            for cell in row {
                assert_eq!(fault(cell, cell.permission, is_there(row)), None, "{}", cell.about);
            }
        }
        // A route that is guarded by another permission than the one it says is found by some of these six answers; only where
        // nothing is there for anybody does a stranger's answer tell nothing.
        let (mut swapped, mut unseen) = (0, 0);
        for row in table.chunks(6) {
            let there = is_there(row);
            for other in permissions() {
                if !row.iter().any(|cell| may(cell.persona, other) != may(cell.persona, cell.permission)) {
                    continue;
                }
                swapped += 1;
                if row.iter().all(|cell| fault(cell, other, there).is_none()) {
                    unseen += 1;
                    assert!(!there, "{}: it might be {other:?}", row[0].about);
                }
            }
        }
        println!("{swapped} other permissions, {unseen} of them unseen where there is nothing");
        assert!(unseen * 20 < swapped, "{unseen} of {swapped}");
    });
}

/// Who may use what, for whoever reads a change: the table in the test above follows from the routes themselves.
#[test]
fn who_may_use_which_route() {
    let mut lines: Vec<String> =
        listed().into_iter().map(|route| format!("{} {} {:?}", route.path, route.method, route.permission)).collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn nothing_is_changed_from_elsewhere() {
    run(async {
        let site = Site::new().await;
        let before = site.store.log().await.expect("the log").0.len();
        for route in listed().into_iter().filter(|route| route.method != Method::GET) {
            let path = filled(route.path);
            let base = || {
                let request = site.request(Method::GET, &path, Persona::Planner).method(route.method.clone());
                request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            };
            let cross: Vec<(&str, axum::http::Request<Body>)> = vec![
                ("no word of the session", base().body(Body::from("x=y")).expect("a request")),
                (
                    "a wrong word",
                    base().header("x-convoke-token", "0".repeat(64)).body(Body::empty()).expect("a request"),
                ),
            ];
            for (what, request) in cross {
                assert_eq!(site.send(request).await.status, StatusCode::FORBIDDEN, "{} {path}: {what}", route.method);
            }
            for (name, value) in
                [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
            {
                let mut request =
                    site.request(route.method.clone(), &path, Persona::Planner).body(Body::empty()).expect("a request");
                request.headers_mut().remove("sec-fetch-site");
                request.headers_mut().insert(name, value.parse().expect("a value"));
                assert_eq!(
                    site.send(request).await.status,
                    StatusCode::FORBIDDEN,
                    "{} {path}: {name}: {value}",
                    route.method
                );
            }
        }
        assert_eq!(site.store.log().await.expect("the log").0.len(), before);
    });
}

#[test]
fn a_name_that_is_not_ours_is_refused() {
    run(async {
        let site = Site::new().await;
        for host in ["evil.example", "localhost:8081", "localhost", ""] {
            let mut request =
                site.request(Method::GET, "/sign-in", Persona::Anonymous).body(Body::empty()).expect("a request");
            request.headers_mut().insert(header::HOST, host.parse().expect("a host"));
            assert_eq!(site.send(request).await.status, StatusCode::FORBIDDEN, "{host:?}");
        }
        assert_eq!(site.get("/sign-in", Persona::Anonymous).await.status, StatusCode::OK);
    });
}

#[test]
fn every_answer_says_what_a_page_may_load() {
    run(async {
        let site = Site::new().await;
        for path in ["/sign-in", "/scenarios", "/nothing", "/static/convoke.css"] {
            let answer = site.get(path, Persona::Planner).await;
            let policy = answer.header(header::CONTENT_SECURITY_POLICY);
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        }
    });
}
