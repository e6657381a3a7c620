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

#[test]
fn every_route_answers_everybody_as_its_permission_says() {
    run(async {
        let site = Site::new().await;
        let mut table = 0;
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
                let refused = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                    || answer.header(header::LOCATION).starts_with("/sign-in?");
                assert!(!answer.status.is_server_error(), "{about}\n{}", answer.text());
                if may(persona, route.permission) {
                    let of_form = route.permission == Permission::Public && answer.status == StatusCode::UNAUTHORIZED;
                    assert!(!refused || of_form, "{about}: should be let in");
                } else if persona == Persona::Stranger && matches!(route.permission, Permission::InScenario(_)) {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}: learns that there is something");
                } else {
                    assert!(refused, "{about}: should be refused");
                }
                table += 1;
            }
        }
        println!("{table} cells of the table of roles");
        assert_eq!(table, 6 * (listed().len() - 1));
    });
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
