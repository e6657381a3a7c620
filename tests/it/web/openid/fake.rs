//! A small provider that answers as it is told to.

use super::{BASE, CLIENT, Gone, SECRET, come, go};
use crate::tools::tools;
use crate::web::site::{Answer, Site};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What the provider says of whoever comes.
#[derive(Clone)]
pub(in crate::web) struct Word {
    /// What stands in the token, beside and instead of what is right; `null` takes it out.
    pub(in crate::web) claims: Value,
    /// What stands in the header of the token.
    pub(in crate::web) header: Value,
    /// Signed by a key that is not the provider's.
    pub(in crate::web) foreign: bool,
    /// What it says where it is asked with the other token.
    pub(in crate::web) userinfo: Value,
    /// What stands in the place of tokens.
    pub(in crate::web) refusal: Option<Value>,
}

impl Default for Word {
    fn default() -> Self {
        let (header, userinfo) = (json!({ "alg": "ES256", "kid": "one" }), json!({ "sub": "one" }));
        Self { claims: json!({}), header, foreign: false, userinfo, refusal: None }
    }
}

pub(in crate::web) fn claims(claims: Value) -> Word {
    Word { claims, ..Word::default() }
}

/// Claims of somebody with an address that the provider has seen to be read.
pub(in crate::web) fn of(subject: &str, address: &str) -> Value {
    json!({ "sub": subject, "email": address, "email_verified": true })
}

struct Inner {
    issuer: String,
    ours: EcdsaKeyPair,
    rsa: RsaKeyPair,
    foreign: EcdsaKeyPair,
    word: Mutex<Word>,
    /// What the browser showed.
    shown: Mutex<BTreeMap<String, String>>,
    asked_for_keys: Mutex<usize>,
}

/// The provider.
#[derive(Clone)]
pub(in crate::web) struct Fake(Arc<Inner>);

fn pair() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).expect("a key")
}

/// An RSA key, which `ring` cannot make.
fn rsa() -> RsaKeyPair {
    let made = std::process::Command::new(tools().join("venv/bin/python3"))
        .args(["-c", "import sys\nfrom cryptography.hazmat.primitives.asymmetric import rsa\nfrom cryptography.hazmat.primitives import serialization as s\nk = rsa.generate_private_key(65537, 2048)\nsys.stdout.buffer.write(k.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption()))"])
        .output()
        .expect("python");
    RsaKeyPair::from_pkcs8(&made.stdout).expect("a key")
}

impl Fake {
    pub(in crate::web) async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let fake = Self(Arc::new(Inner {
            issuer,
            ours: pair(),
            rsa: rsa(),
            foreign: pair(),
            word: Mutex::default(),
            shown: Mutex::default(),
            asked_for_keys: Mutex::new(0),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(tokens))
            .route("/userinfo", get(userinfo))
            .with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    pub(in crate::web) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    pub(in crate::web) fn asked_for_keys(&self) -> usize {
        *self.0.asked_for_keys.lock().expect("nobody fails")
    }

    pub(in crate::web) fn says(&self, word: Word) {
        *self.0.word.lock().expect("nobody fails") = word;
    }

    /// A browser has shown something, whatever it is; gives the word of the attempt.
    pub(in crate::web) fn saw(&self, shown: BTreeMap<String, String>) -> String {
        let state = shown["state"].clone();
        *self.0.shown.lock().expect("nobody fails") = shown;
        state
    }

    /// A browser of our own has shown something.
    pub(super) fn sees(&self, gone: &Gone) {
        let shown = gone.shown();
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT), ("code_challenge_method", "S256")] {
            assert_eq!(shown.get(name).map(String::as_str), Some(value), "{shown:?}");
        }
        assert_eq!(shown["redirect_uri"], format!("{BASE}/sign-in/openid/return"));
        assert!(shown["scope"].split(' ').any(|one| one == "openid"));
        *self.0.shown.lock().expect("nobody fails") = shown;
    }

    /// Where the provider sends the browser back to.
    pub(super) fn back(&self, gone: &Gone) -> String {
        let shown = gone.shown();
        let mut back = url::Url::parse(&shown["redirect_uri"]).expect("an address");
        let pairs = [("code", "good"), ("state", &shown["state"]), ("iss", self.issuer())];
        back.query_pairs_mut().extend_pairs(pairs);
        back.to_string()
    }

    /// Somebody goes there and comes back.
    pub(super) async fn walk(&self, site: &Site, word: Word) -> Answer {
        self.says(word);
        let gone = go(site, "/settings").await;
        self.sees(&gone);
        come(site, &self.back(&gone), &gone.cookie).await
    }

    fn token(&self, word: &Word) -> String {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs();
        let nonce = self.0.shown.lock().expect("nobody fails").get("nonce").cloned().unwrap_or_default();
        let mut claims = json!({
            "iss": self.issuer(), "aud": CLIENT, "sub": "one", "nonce": nonce, "iat": now, "exp": now + 300,
        });
        for (name, value) in word.claims.as_object().expect("claims") {
            match (name.as_str(), value.as_str().and_then(|text| text.strip_prefix("now"))) {
                // `now-120`: so many seconds from now.
                (name, Some(far)) => {
                    claims[name] = json!(i64::try_from(now).unwrap() + far.parse::<i64>().expect("a number"))
                }
                (name, None) if value.is_null() => {
                    claims.as_object_mut().expect("claims").remove(name);
                }
                (name, None) => claims[name] = value.clone(),
            }
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&word.header), part(&claims));
        let random = SystemRandom::new();
        let signature = match word.header["alg"].as_str() {
            Some("RS256") => {
                let mut signature = vec![0; self.0.rsa.public().modulus_len()];
                self.0.rsa.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).expect("signed");
                if word.foreign {
                    signature[7] ^= 1;
                }
                signature
            }
            Some("HS256") => {
                let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
                ring::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
            }
            Some("none") => Vec::new(),
            _ => {
                let key = if word.foreign { &self.0.foreign } else { &self.0.ours };
                key.sign(&random, text.as_bytes()).expect("signed").as_ref().to_vec()
            }
        };
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn describe(State(fake): State<Fake>) -> axum::Json<Value> {
    let there = |path: &str| format!("{}/{path}", fake.issuer());
    axum::Json(json!({
        "issuer": fake.issuer(), "authorization_endpoint": there("authorize?tenant=a%20b"), "token_endpoint": there("token"),
        "jwks_uri": there("keys"), "userinfo_endpoint": there("userinfo"),
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(State(fake): State<Fake>) -> axum::Json<Value> {
    *fake.0.asked_for_keys.lock().expect("nobody fails") += 1;
    let point = fake.0.ours.public_key().as_ref();
    let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let parts: ring::rsa::PublicKeyComponents<Vec<u8>> = fake.0.rsa.public().into();
    axum::Json(json!({ "keys": [
        { "kty": "secret-society", "kid": "one" },
        { "kty": "EC", "crv": "P-256", "use": "sig", "kid": "one", "alg": "ES256",
          "x": coordinate(&point[1..33]), "y": coordinate(&point[33..]) },
        { "kty": "RSA", "use": "sig", "kid": "two", "n": coordinate(&parts.n), "e": coordinate(&parts.e) },
        { "kty": "RSA", "use": "enc", "kid": "three", "n": coordinate(&parts.n), "e": coordinate(&parts.e) },
    ] }))
}

async fn tokens(State(fake): State<Fake>, headers: HeaderMap, body: String) -> (StatusCode, axum::Json<Value>) {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let shown = fake.0.shown.lock().expect("nobody fails").clone();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form.get("code_verifier").map_or("", |one| one)));
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET))));
    let right = form.get("code").is_some_and(|code| code == "good")
        && shown.get("code_challenge") == Some(&challenge)
        && shown.get("redirect_uri") == form.get("redirect_uri")
        && headers.get(header::AUTHORIZATION).is_some_and(|value| value == basic.as_str());
    if !right {
        return (StatusCode::BAD_REQUEST, axum::Json(json!({ "error": "invalid_grant" })));
    }
    let word = fake.0.word.lock().expect("nobody fails").clone();
    if let Some(refusal) = word.refusal {
        return (StatusCode::BAD_REQUEST, axum::Json(refusal));
    }
    let token = fake.token(&word);
    (StatusCode::OK, axum::Json(json!({ "id_token": token, "access_token": "access", "token_type": "Bearer" })))
}

async fn userinfo(State(fake): State<Fake>, headers: HeaderMap) -> (StatusCode, axum::Json<Value>) {
    let right = headers.get(header::AUTHORIZATION).is_some_and(|value| value == "Bearer access");
    let status = if right { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
    (status, axum::Json(fake.0.word.lock().expect("nobody fails").userinfo.clone()))
}
