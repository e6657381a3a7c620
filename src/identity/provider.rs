//! What a provider says of itself, and what it is asked.

use super::attempt::Attempt;
use super::error::Wrong;
use super::token::{self, About, Expected, Fault, Said};
use crate::fetching::{FetchError, Fetcher, Question, Reply};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;
use url::form_urlencoded::Serializer;

/// How long what a provider says of itself is believed, in seconds.
const DESCRIBED: i64 = 3600;
/// How long after it was asked for its keys it is not asked again for a token whose key is unknown, in seconds.
const KEYS_ASKED: i64 = 30;

/// A secret that stands in no message and no record.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret in.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Which provider, and who we are to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Its name, which is an address: as it stands in its tokens, to the letter.
    pub issuer: String,
    /// What it calls us.
    pub client: String,
    /// What we show it; none where it knows us as a public client.
    pub secret: Option<Secret>,
    /// What people call it, on the page where they sign in.
    pub name: String,
    /// Whether somebody whom it has seen to read an address that no account has gets an account that sees everything.
    pub viewers: bool,
}

/// Somebody whom a provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who says so.
    pub issuer: String,
    /// What it calls the person.
    pub subject: String,
    /// The address, if the provider has seen that the person reads it.
    pub address: Option<String>,
    /// The person's name.
    pub name: Option<String>,
}

/// What the browser brings back.
#[derive(Clone, Default, Deserialize)]
pub struct Returned {
    /// The word of the attempt.
    #[serde(default)]
    pub state: String,
    /// What is exchanged for tokens.
    #[serde(default)]
    code: String,
    /// Why there is no code.
    #[serde(default)]
    error: String,
    /// The same in words.
    #[serde(default)]
    error_description: String,
    /// Whose answer it is (RFC 9207).
    iss: Option<String>,
}

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Returned")
    }
}

/// What a provider says of itself (OpenID Connect Discovery 1.0).
#[derive(Debug, Deserialize)]
struct Description {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Debug, Clone)]
struct Keys {
    asked_at: i64,
    all: Arc<Vec<Jwk>>,
}

#[derive(Debug, Default)]
struct Known {
    description: Option<(i64, Arc<Description>)>,
    keys: Option<Keys>,
}

/// A provider of identities. What it is asked takes a while: not to be called where others wait.
#[derive(Debug)]
pub struct Provider {
    settings: Settings,
    fetcher: Fetcher,
    known: Mutex<Known>,
}

impl Provider {
    /// A provider; the hosts in `private` may be of a private network, by decision of whoever runs this service.
    ///
    /// # Errors
    /// [`Wrong::Description`] for an issuer that is no address, or one that would be asked without encryption.
    pub fn new(settings: Settings, private: Vec<String>) -> Result<Self, Wrong> {
        let provider = Self { settings, fetcher: Fetcher::new(private), known: Mutex::default() };
        provider.address(&provider.settings.issuer)?;
        Ok(provider)
    }

    /// How it is set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the browser goes to begin.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn beginning(&self, attempt: &Attempt, back: &str, now: i64) -> Result<Url, Wrong> {
        let description = self.description(now)?;
        let mut url = self.address(&description.authorization_endpoint)?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client)
            .append_pair("redirect_uri", back)
            .append_pair("scope", "openid email profile")
            .append_pair("state", &attempt.state)
            .append_pair("nonce", &attempt.nonce)
            .append_pair("code_challenge", &attempt.challenge())
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }

    /// Who it is, after what the browser brought back. Whether the word of the attempt is right is for whoever asks.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn identity(&self, attempt: &Attempt, returned: &Returned, back: &str, now: i64) -> Result<Identity, Wrong> {
        let description = self.description(now)?;
        let issuer = returned.iss.as_deref();
        if issuer.is_some_and(|issuer| issuer != self.settings.issuer)
            || (issuer.is_none() && description.authorization_response_iss_parameter_supported)
        {
            return Err(Wrong::Unbelieved("issuer"));
        }
        if !returned.error.is_empty() || returned.code.is_empty() {
            return Err(Wrong::refused(&returned.error, &returned.error_description));
        }
        let tokens = self.tokens(&description, attempt, &returned.code, back)?;
        let said = self.judged(&description, &tokens.id_token, attempt, now)?;
        let about = match (&said.about.email, &description.userinfo_endpoint, &tokens.access_token) {
            // Some say addresses only where they are asked with the other token.
            (None, Some(endpoint), Some(access)) => self.about(endpoint, access, &said)?,
            _ => said.about,
        };
        Ok(Identity {
            issuer: self.settings.issuer.clone(),
            subject: said.subject,
            address: about.verified().map(str::to_owned),
            name: about.name,
        })
    }

    /// An address of the provider. Without encryption this machine alone is asked, and only where it is allowed.
    fn address(&self, text: &str) -> Result<Url, Wrong> {
        let url = self.fetcher.address(text)?;
        let host = url.host_str().unwrap_or_default();
        let here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        if url.scheme() == "https" || here {
            Ok(url)
        } else {
            Err(Wrong::Unreachable(FetchError::Address(text.chars().take(200).collect())))
        }
    }

    fn description(&self, now: i64) -> Result<Arc<Description>, Wrong> {
        if let Some((at, description)) = &self.known().description
            && (*at..at.saturating_add(DESCRIBED)).contains(&now)
        {
            return Ok(Arc::clone(description));
        }
        let place = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let reply = self.asked(&place, &[], None)?;
        let description: Description = read(&reply)?;
        if description.issuer != self.settings.issuer {
            let found: String = description.issuer.chars().filter(|c| !c.is_control()).take(200).collect();
            return Err(Wrong::Description(format!("it calls itself {found}")));
        }
        let description = Arc::new(description);
        self.known().description = Some((now, Arc::clone(&description)));
        Ok(description)
    }

    /// The keys; asked for again when `fresh` says so, though not again and again.
    fn keys(&self, description: &Description, fresh: bool, now: i64) -> Result<Arc<Vec<Jwk>>, Wrong> {
        if let Some(keys) = &self.known().keys {
            let most = if fresh { KEYS_ASKED } else { DESCRIBED };
            if (keys.asked_at..keys.asked_at.saturating_add(most)).contains(&now) {
                return Ok(Arc::clone(&keys.all));
            }
        }
        let reply = self.asked(&description.jwks_uri, &[], None)?;
        if reply.status != 200 {
            return Err(Wrong::Unreachable(FetchError::Status(reply.status)));
        }
        let all = Arc::new(token::keys(&reply.bytes)?);
        self.known().keys = Some(Keys { asked_at: now, all: Arc::clone(&all) });
        Ok(all)
    }

    fn tokens(&self, description: &Description, attempt: &Attempt, code: &str, back: &str) -> Result<Tokens, Wrong> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", back)
            .append_pair("code_verifier", &attempt.verifier);
        let client = &self.settings.client;
        let methods = description.token_endpoint_auth_methods_supported.as_deref();
        let offers = |method: &str| methods.is_some_and(|all| all.iter().any(|one| one == method));
        let mut headers = vec![("accept", "application/json".to_owned())];
        match &self.settings.secret {
            // In a header, unless the provider takes it in the form alone.
            Some(Secret(secret)) if offers("client_secret_post") && !offers("client_secret_basic") => {
                form.append_pair("client_id", client).append_pair("client_secret", secret);
            }
            Some(Secret(secret)) => {
                let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let both = STANDARD.encode(format!("{}:{}", encoded(client), encoded(secret)));
                headers.push(("authorization", format!("Basic {both}")));
            }
            None => {
                form.append_pair("client_id", client);
            }
        }
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = form.finish();
        let body = Some(("application/x-www-form-urlencoded", body.as_bytes()));
        read(&self.asked(&description.token_endpoint, &headers, body)?)
    }

    fn judged(&self, description: &Description, token: &str, attempt: &Attempt, now: i64) -> Result<Said, Wrong> {
        let Settings { issuer, client, .. } = &self.settings;
        let expected = Expected { issuer, client, nonce: &attempt.nonce, now };
        let keys = self.keys(description, false, now)?;
        match token::judge(token, &keys, &expected) {
            // Providers change their keys: it is asked once more.
            Err(Fault::UnknownKey) => {
                let keys = self.keys(description, true, now)?;
                Ok(token::judge(token, &keys, &expected)?)
            }
            judged => Ok(judged?),
        }
    }

    fn about(&self, endpoint: &str, access: &str, said: &Said) -> Result<About, Wrong> {
        #[derive(Deserialize)]
        struct Answer {
            sub: String,
            #[serde(flatten)]
            about: About,
        }
        let bearer = format!("Bearer {access}");
        if bearer.contains(|c: char| c.is_control() || !c.is_ascii()) {
            return Err(Wrong::Unbelieved("form"));
        }
        let headers = [("accept", "application/json"), ("authorization", bearer.as_str())];
        let answer: Answer = read(&self.asked(endpoint, &headers, None)?)?;
        // It is of the same person, or somebody put another answer in its place (Core 1.0, 5.3.2).
        if answer.sub == said.subject { Ok(answer.about) } else { Err(Wrong::Unbelieved("subject")) }
    }

    fn asked(&self, place: &str, headers: &[(&str, &str)], body: Option<(&str, &[u8])>) -> Result<Reply, Wrong> {
        let url = self.address(place)?;
        Ok(self.fetcher.ask(&Question { url: &url, headers, body })?)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        // Nothing is left half done in it.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

/// A document, or the refusal that stands in its place.
fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, Wrong> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
        #[serde(default)]
        error_description: String,
    }
    if reply.status == 200 {
        // What exactly is wrong would show what stands there.
        return serde_json::from_slice(&reply.bytes).map_err(|_| Wrong::Unbelieved("form"));
    }
    match serde_json::from_slice::<Refusal>(&reply.bytes) {
        Ok(refusal) => Err(Wrong::refused(&refusal.error, &refusal.error_description)),
        Err(_) => Err(Wrong::Unreachable(FetchError::Status(reply.status))),
    }
}
