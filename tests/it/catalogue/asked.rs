//! Questions to the service: what is odd is refused, with the status that says why, and nothing is another afterwards.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderName, Method, header};
use convoke::web::Limits;

use super::table::{Case, Door};
use crate::web::site::{Persona, SCENARIO, Site, everything};

/// Milliseconds that an answer may take, on a busy machine and with the least optimisation.
const MOST: u128 = 5_000;

pub(super) async fn all(cases: &[Case]) {
    let folder = tempfile::tempdir().expect("a folder");
    let address = folder.path().join("convoke.db").display().to_string();
    let site = Site::over(&address, Limits::default()).await;
    let cases: Vec<&Case> = cases.iter().filter(|case| case.door == Door::Web).collect();
    assert!(cases.len() >= 25, "{} questions", cases.len());
    let mut wrong = String::new();
    // Who tries to sign in is counted, and sessions begin and end.
    let but = ["credential", "refusal"];
    let before = everything(&address, &but).await;
    let mut slowest = (0, "-");
    for case in &cases {
        let began = std::time::Instant::now();
        let answer = site.send(request(&site, case)).await;
        let took = began.elapsed().as_millis();
        slowest = slowest.max((took, case.name.as_str()));
        let text = answer.text();
        let mut told = |fault: String| {
            _ = writeln!(wrong, "{}: {fault}\n      {}", case.name, text.chars().take(300).collect::<String>())
        };
        if answer.status.as_u16() != case.status {
            told(format!("{} is answered by {}, not {}", case.asks, answer.status, case.status));
        }
        for word in case.says.iter().filter(|word| !text.contains(word.as_str())) {
            told(format!("does not say {word:?}"));
        }
        for word in case.never.iter().filter(|word| text.contains(word.as_str())) {
            told(format!("says {word:?}"));
        }
        if answer.header(header::CONTENT_TYPE).starts_with("text/html") && text.contains("<script>") {
            told("a page with a script in it".to_owned());
        }
        if took > MOST {
            told(format!("took {took} ms"));
        }
        let now = everything(&address, &but).await;
        if now != before {
            told("the store is not as it was".to_owned());
        }
    }
    println!("{} questions, slowest {} ms ({})", cases.len(), slowest.0, slowest.1);
    assert!(wrong.is_empty(), "{wrong}");
}

fn request(site: &Site, case: &Case) -> axum::http::Request<Body> {
    let (method, path) = case.asks.split_once(' ').expect("a method and a path");
    let by = Persona::ALL.into_iter().find(|persona| format!("{persona:?}").eq_ignore_ascii_case(&case.by));
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let path = path.replace("{scenario}", SCENARIO);
    let mut request = site.request(method, &path, by.unwrap_or(Persona::Anonymous));
    if !case.headers.iter().any(|[name, _]| name == "content-type") && !case.body.is_empty() {
        let json = case.body.starts_with(['{', '[', '"']);
        let kind = if json { "application/json" } else { "application/x-www-form-urlencoded" };
        request = request.header(header::CONTENT_TYPE, kind);
    }
    let body = case.body.repeat(case.times.max(1));
    let mut request = request.body(Body::from(body)).expect("a request");
    for [name, value] in &case.headers {
        let name: HeaderName = name.parse().expect("the name of a header");
        request.headers_mut().remove(&name);
        if !value.is_empty() {
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
    }
    request
}
