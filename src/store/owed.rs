//! Mails that nobody approves, because they tell nobody of a meeting: a registration is confirmed to whoever made it, a clash is
//! told to whoever plans. They wait in the same queue as all others and leave by the same rules, each in an announcement of its
//! own that stands approved. Its scenario is written with a `~` before it, which no name of a scenario has: so nothing of what
//! was told, what overtakes, or what is public speaks of them.

use super::packing::pack;

/// A mail to queue.
#[derive(Clone, PartialEq, Eq)]
pub struct Owed {
    /// The scenario.
    pub scenario: String,
    /// What it is about: of two mails to one address about the same, the later overtakes.
    pub about: String,
    /// One word for why.
    pub reason: &'static str,
    /// The id in its header.
    pub message_id: String,
    /// The envelope's sender.
    pub return_address: String,
    /// The envelope's recipient.
    pub recipient: String,
    /// The mail, before it is signed.
    pub bytes: Vec<u8>,
    /// When nobody needs it any more, in seconds since 1970.
    pub useful_until: i64,
}

impl std::fmt::Debug for Owed {
    /// Without addresses and words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owed").field("about", &self.about).field("reason", &self.reason).finish_non_exhaustive()
    }
}

impl Owed {
    pub(super) fn domain(&self) -> String {
        self.recipient.rsplit_once('@').map_or_else(String::new, |(_, domain)| domain.to_lowercase())
    }

    pub(super) fn packed(&self) -> Vec<u8> {
        pack(&self.bytes)
    }
}

/// Queues one within a transaction. Who approved is the program: the time of approval is that of the signature.
macro_rules! queue {
    ($connection:ident, $now:expr, $mail:expr) => {{
        let (mail, now): (&$crate::store::Owed, i64) = ($mail, $now);
        let scenario = format!("~{}", mail.scenario);
        let announcement: i64 = sqlx::query_scalar(
            "INSERT INTO announcement (scenario, digest, told, stamped, messages, prepared_by, prepared_at, approved_by, \
             approved_at) VALUES ($1, $2, '', $3, 1, 'convoke', $4, 'convoke', $4) RETURNING id",
        )
        .bind(&scenario)
        .bind($crate::store::sources::digest(&mail.bytes))
        .bind(now / 1000)
        .bind(now)
        .fetch_one(&mut *$connection)
        .await?;
        sqlx::query(
            "INSERT INTO message (announcement, scenario, meeting, address, domain, reason, message_id, return_address, \
             recipient, told, bytes, useful_until, queued_at, not_before, state, next_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, 0, 'queued', $12)",
        )
        .bind(announcement)
        .bind(&scenario)
        .bind(&mail.about)
        .bind(mail.recipient.to_lowercase())
        .bind(mail.domain())
        .bind(mail.reason)
        .bind(&mail.message_id)
        .bind(&mail.return_address)
        .bind(&mail.recipient)
        .bind(mail.packed())
        .bind(mail.useful_until.saturating_mul(1000))
        .bind(now)
        .execute(&mut *$connection)
        .await?;
    }};
}

pub(super) use queue;
