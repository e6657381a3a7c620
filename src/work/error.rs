//! What ends sending before its time.

use std::sync::Arc;

use crate::delivery::session::Failure;
use crate::store::StoreError;

/// Why sending ended before its time. What was on its way is taken up by the next sender.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WorkError {
    /// The store could not be written: nothing leaves that cannot be marked.
    #[error("{0}")]
    Store(Arc<StoreError>),
    /// The relay could not be reached, several times in a row.
    #[error("the mail relay: {0}")]
    Relay(Failure),
    /// A mail could not be signed: unsigned it would be refused.
    #[error("message {number} could not be signed: {reason}")]
    Signature {
        /// Which.
        number: i64,
        /// Why.
        reason: String,
    },
    /// A kept address is no address any more.
    #[error("message {number}: an address of its envelope is none")]
    Address {
        /// Which.
        number: i64,
    },
}

impl From<StoreError> for WorkError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}
