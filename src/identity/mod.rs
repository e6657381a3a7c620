//! People who sign in with a provider of identities: OpenID Connect 1.0, the flow with a code (RFC 6749), a proof of whoever
//! began it (PKCE, RFC 7636), and the issuer in the answer (RFC 9207).
//!
//! * [`Attempt`]: what one attempt shows where; all of it follows from one secret, which only the browser has
//! * [`Provider`]: what a provider says of itself, and what it is asked
//! * [`token`]: whether an identity token is for us, from them, of this attempt, and still good
//! * [`Wrong`]: why nobody is signed in
//!
//! There is no clock and no dice here: who asks says what time it is, and brings the secret.

mod attempt;
mod error;
mod keys;
mod provider;
pub mod token;

pub use attempt::Attempt;
pub use error::Wrong;
pub use provider::{Identity, Provider, Returned, Secret, Settings};
