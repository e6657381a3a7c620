//! One request to a service of somebody else.

use super::fetcher::told;
use super::{FetchError, Fetcher};
use std::fmt;
use url::Url;

/// The longest answer, in bytes.
const LARGEST: u64 = 1_000_000;

/// What is asked.
#[derive(Clone)]
pub struct Question<'q> {
    /// Where, as [`Fetcher::address`] read it.
    pub url: &'q Url,
    /// Headers, beside those that every request has.
    pub headers: &'q [(&'q str, &'q str)],
    /// What is sent, and its type; without it something is read.
    pub body: Option<(&'q str, &'q [u8])>,
}

impl fmt::Debug for Question<'_> {
    /// Without headers and body: secrets stand in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

/// What came back, whatever the status.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// What.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Reply {
    /// Without the bytes: secrets may stand in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Fetcher {
    /// Asks once, within the same limits as [`Fetcher::fetch`]. Takes up to five seconds: not to be called where others wait.
    ///
    /// # Errors
    /// [`FetchError`]; a server that points elsewhere is not followed.
    pub fn ask(&self, question: &Question<'_>) -> Result<Reply, FetchError> {
        let url = question.url.as_str();
        let answer = match question.body {
            None => {
                let mut request = self.agent.get(url);
                for (name, value) in question.headers {
                    request = request.header(*name, *value);
                }
                request.call()
            }
            Some((kind, bytes)) => {
                let mut request = self.agent.post(url).header("content-type", kind);
                for (name, value) in question.headers {
                    request = request.header(*name, *value);
                }
                request.send(bytes)
            }
        };
        let mut answer = answer.map_err(told)?;
        let status = answer.status().as_u16();
        if (300..400).contains(&status) {
            let there = answer.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
            return Err(FetchError::Elsewhere(there.chars().filter(|c| !c.is_control()).take(200).collect()));
        }
        let bytes = answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(told)?;
        Ok(Reply { status, bytes })
    }
}
