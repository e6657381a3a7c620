//! The secrets of addresses: each made once, kept for life, the same for all scenarios of a store.

use std::collections::{BTreeMap, BTreeSet};

use super::database::{on, transaction};
use super::{Store, StoreError};
use crate::announce::UnsubscribeToken;

impl Store {
    /// The token of every address that has one, by the address in small letters.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tokens(&self) -> Result<BTreeMap<String, UnsubscribeToken>, StoreError> {
        let rows: Vec<(String, String)> =
            on!(self, pool => sqlx::query_as("SELECT address, token FROM correspondent").fetch_all(pool).await)?;
        let read = |(address, token): (String, String)| match UnsubscribeToken::new(&token) {
            Some(token) => Ok((address, token)),
            None => Err(StoreError::Row(format!("the token of {address}"))),
        };
        rows.into_iter().map(read).collect()
    }

    /// Gives a token to each of these addresses, in small letters, that has none, and returns those of all. `draw` gives
    /// 256 random bits, or nothing where the system has none; what it gives for an address that somebody else served meanwhile is not used.
    ///
    /// # Errors
    /// [`StoreError`], [`StoreError::Random`] among them; none was given then.
    pub async fn issue_tokens(
        &self,
        addresses: &BTreeSet<String>,
        draw: &mut (dyn FnMut() -> Option<[u8; 32]> + Send),
    ) -> Result<BTreeMap<String, UnsubscribeToken>, StoreError> {
        let known = self.tokens().await?;
        let new = addresses.iter().filter(|address| !known.contains_key(*address));
        let new: Vec<(&String, UnsubscribeToken)> = new
            .map(|address| Ok((address, UnsubscribeToken::from_random(draw().ok_or(StoreError::Random)?))))
            .collect::<Result<_, StoreError>>()?;
        if new.is_empty() {
            return Ok(known);
        }
        transaction!(self, now, connection => {
            for (address, token) in &new {
                sqlx::query(
                    "INSERT INTO correspondent (address, token, issued_at) VALUES ($1, $2, $3) \
                     ON CONFLICT (address) DO NOTHING",
                )
                .bind(address)
                .bind(token.as_str())
                .bind(now)
                .execute(&mut *connection)
                .await?;
            }
            Ok(())
        })?;
        self.tokens().await
    }
}
