//! A provider that others wrote, with its own pages, cookies and keys.

use super::{BASE, CLIENT, SECRET, come, go, is_signed_in, provider, provider_with, session};
use crate::store::run;
use crate::tools::tools;
use crate::web::site::Site;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The provider, ended with the test.
pub(crate) struct Running {
    process: Child,
    pub(crate) issuer: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn start(algorithm: &str) -> Running {
    start_at("127.0.0.1", algorithm, BASE)
}

/// Starts one on a port of this machine that calls itself by this name, for a service at `base`.
pub(crate) fn start_at(host: &str, algorithm: &str, base: &str) -> Running {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/openid_provider.mjs");
    let redirect = format!("{base}/sign-in/openid/return");
    let mut process = Command::new("node")
        .arg(script)
        .args([host, &port.to_string(), CLIENT, SECRET, &redirect, algorithm])
        .env("CONVOKE_TEST_TOOLS", tools())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("node");
    let mut lines = BufReader::new(process.stdout.take().expect("its words")).lines();
    assert_eq!(lines.next().expect("the provider ended before it listened").expect("a line"), "ready");
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Running { process, issuer: format!("http://{host}:{port}") }
}

/// A browser that only knows cookies and forms.
#[derive(Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Where an answer leads, or its page.
    fn ask(&mut self, place: &str, form: Option<&str>) -> Result<String, String> {
        let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).proxy(None).build();
        let agent = ureq::Agent::new_with_config(config);
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = match form {
            None => agent.get(place).header("cookie", cookies.join("; ")).call(),
            Some(form) => agent
                .post(place)
                .header("cookie", cookies.join("; "))
                .header("content-type", "application/x-www-form-urlencoded")
                .send(form),
        };
        let mut answer = answer.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let (pair, rest) = cookie.to_str().expect("text").split_once(';').expect("a cookie");
            let (name, value) = pair.split_once('=').expect("a cookie");
            if value.is_empty() || rest.contains("Thu, 01 Jan 1970") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        match answer.headers().get("location") {
            Some(there) => {
                let base = url::Url::parse(place).expect("an address");
                Ok(base.join(there.to_str().expect("text")).expect("an address").to_string())
            }
            None => Err(answer.body_mut().read_to_string().expect("a page")),
        }
    }

    /// Signs in and consents, until the provider sends the browser back to us.
    fn walk(&mut self, there: &str, address: &str) -> String {
        let mut place = there.to_owned();
        for _ in 0..12 {
            match self.ask(&place, None) {
                Ok(next) if next.starts_with(BASE) => return next,
                Ok(next) => place = next,
                Err(page) => {
                    let subject = format!("subject of {address}");
                    let form = if page.contains("name=\"login\"") {
                        let subject: String = url::form_urlencoded::byte_serialize(subject.as_bytes()).collect();
                        format!("prompt=login&login={subject}&password=any")
                    } else {
                        assert!(page.contains("consent"), "{page}");
                        "prompt=consent".to_owned()
                    };
                    place = self.ask(&place, Some(&form)).unwrap_or_else(|page| panic!("{page}"));
                }
            }
        }
        panic!("the provider goes round in circles at {place}")
    }
}

fn is_let_in(algorithm: &str) {
    let running = start(algorithm);
    run(async {
        let site = Site::with_provider(provider(&running.issuer, false)).await;
        let walk = async |address: &'static str| {
            let gone = go(&site, "/settings").await;
            let there = gone.there.to_string();
            let back = tokio::task::spawn_blocking(move || Browser::default().walk(&there, address));
            let back = back.await.expect("a browser");
            (come(&site, &back, &gone.cookie).await, back, gone)
        };
        let (answer, back, gone) = walk("planner@example.org").await;
        assert_eq!(answer.headers["location"], "/settings", "{}", answer.words());
        assert!(is_signed_in(&site, &session(&answer).expect("a session"), "planner@example.org").await);
        assert!(session(&come(&site, &back, &gone.cookie).await).is_none(), "once");
        let (answer, ..) = walk("unverified@example.org").await;
        assert!(answer.words().contains("does not confirm a mail address"), "{}", answer.words());
        let (answer, ..) = walk("nobody@example.org").await;
        assert!(answer.words().contains("Nobody here has the address nobody@example.org"), "{}", answer.words());
        let (answer, ..) = walk("planner@example.org").await;
        assert!(session(&answer).is_some(), "the second time by its subject");
    });
}

#[test]
fn a_real_provider_lets_people_in_by_rs256() {
    is_let_in("RS256");
}

#[test]
fn a_real_provider_lets_people_in_by_es256() {
    is_let_in("ES256");
}

#[test]
fn a_wrong_secret_of_the_client_is_told() {
    let running = start("RS256");
    run(async {
        let site = Site::with_provider(provider_with(&running.issuer, false, "another secret")).await;
        let gone = go(&site, "/settings").await;
        let there = gone.there.to_string();
        let back = tokio::task::spawn_blocking(move || Browser::default().walk(&there, "planner@example.org"));
        let answer = come(&site, &back.await.expect("a browser"), &gone.cookie).await;
        assert!(answer.words().contains("invalid_client") && session(&answer).is_none(), "{}", answer.words());
    });
}
