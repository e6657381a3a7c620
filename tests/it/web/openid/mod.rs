//! Signing in with a provider of identities: a small one of our own that lies where it is told to, and a real one.

pub(super) mod fake;
mod lies;
mod people;
pub(crate) mod real;

use super::site::{Answer, BASE, Persona, Site};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convoke::identity::{Provider, Secret, Settings};
use std::collections::BTreeMap;
use url::Url;

/// What stands in no page, no log and no record.
pub(crate) const SECRET: &str = "a-secret-of-the-client-%26+&~:x";
pub(crate) const CLIENT: &str = "convoke";

fn provider(issuer: &str, viewers: bool) -> Provider {
    provider_with(issuer, viewers, SECRET)
}

fn provider_with(issuer: &str, viewers: bool, secret: &str) -> Provider {
    let settings = Settings {
        issuer: issuer.to_owned(),
        client: CLIENT.to_owned(),
        secret: Some(Secret::new(secret)),
        name: "Example login".to_owned(),
        viewers,
    };
    Provider::new(settings, vec!["127.0.0.1".to_owned()]).expect("a provider")
}

/// A browser that went to the provider: where it was sent, and its secret.
struct Gone {
    there: Url,
    cookie: String,
}

impl Gone {
    /// What it shows the provider.
    fn shown(&self) -> BTreeMap<String, String> {
        self.there.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }
}

async fn go(site: &Site, next: &str) -> Gone {
    let answer = site.get(&format!("/sign-in/openid?next={next}"), Persona::Anonymous).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    let cookie = answer.header(header::SET_COOKIE);
    for part in ["__Host-convoke-attempt=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().expect("a value").to_owned();
    let there = Url::parse(answer.header(header::LOCATION)).expect("an address");
    let secret = cookie.split_once('=').expect("a value").1;
    assert!(!there.as_str().contains(secret), "the secret stays in the browser");
    Gone { there, cookie }
}

/// The browser comes back, as it comes from elsewhere.
async fn come(site: &Site, back: &str, cookie: &str) -> Answer {
    let path = back.strip_prefix(BASE).expect("a path of ours");
    let mut request = site.request(Method::GET, path, Persona::Anonymous);
    if !cookie.is_empty() {
        request = request.header(header::COOKIE, cookie);
    }
    let mut request = request.body(Body::empty()).expect("a request");
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    let answer = site.send(request).await;
    let cookies: Vec<&str> =
        answer.headers.get_all(header::SET_COOKIE).iter().map(|one| one.to_str().unwrap()).collect();
    assert!(
        cookies.iter().any(|one| one.starts_with("__Host-convoke-attempt=;")),
        "the attempt has ended: {cookies:?}"
    );
    assert!(!answer.text().contains(SECRET));
    answer
}

/// The session that an answer begins, if it does.
fn session(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter().map(|one| one.to_str().expect("text"));
    cookies.filter_map(|one| one.split(';').next()).find(|one| one.starts_with("__Host-convoke=")).map(str::to_owned)
}

/// Whom a session belongs to, by the address on the page of one's own.
async fn is_signed_in(site: &Site, session: &str, address: &str) -> bool {
    let request = site.request(Method::GET, "/settings", Persona::Anonymous).header(header::COOKIE, session);
    site.send(request.body(Body::empty()).expect("a request")).await.words().contains(address)
}
