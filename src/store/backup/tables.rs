//! What a backup holds: every table with its columns, parents before children. A test holds this against the schema.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number.
    Integer,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    /// Its columns: `#` whole numbers, `$` text, `*` bytes.
    columns: &'static str,
    /// The columns its rows are sorted by.
    pub(super) order: &'static str,
    /// Which rows.
    pub(super) only: &'static str,
    /// Whether the database numbers its rows.
    pub(super) numbered: bool,
}

impl Table {
    /// Its columns with what they hold.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        self.columns.split_whitespace().map(|word| match word.split_at(1) {
            ("#", name) => (name, Kind::Integer),
            ("*", name) => (name, Kind::Bytes),
            (_, name) => (name, Kind::Text),
        })
    }
}

const fn table(name: &'static str, columns: &'static str, order: &'static str) -> Table {
    Table { name, columns, order, only: "", numbered: false }
}

const fn numbered(name: &'static str, columns: &'static str) -> Table {
    Table { name, columns, order: "id", only: "", numbered: true }
}

/// Tables that no backup holds: who is refused, who is about to sign in, and what programs were answered, matter for a day.
pub(super) const LEFT_OUT: [&str; 3] = ["refusal", "sign_in", "answered"];

/// All others.
pub(super) const TABLES: [Table; 25] = [
    table("control", "$name $value", "name"),
    numbered("log", "#id #at $who $what $about $previous $hash"),
    table("source", "$digest *bytes", "digest"),
    table("correspondent", "$address $token #issued_at", "address"),
    numbered("arrival", "#id $name #arrived #kept_at *bytes"),
    numbered(
        "announcement",
        "#id $scenario $digest $told #stamped #messages $prepared_by #prepared_at $approved_by #approved_at $first_approved_by",
    ),
    table("announced_meeting", "#announcement $meeting", "announcement, meeting"),
    table("announcement_source", "#announcement $name $digest", "announcement, name"),
    numbered(
        "message",
        "#id #announcement $scenario $meeting $address $domain $reason $message_id $return_address $recipient $told *bytes \
         #useful_until #queued_at $state #next_at #attempts #copies #fence $lease_by #lease_until #dot_at #ended_at $answer \
         #not_before",
    ),
    numbered("registration_list", "#id $scenario $digest $kept_by #kept_at"),
    numbered("account", "#id $name $address $password $language $zone #made_at #disabled_at"),
    table("account_role", "#account $body $role", "account, body, role"),
    table("identity", "$issuer $subject #account #joined_at", "issuer, subject"),
    // Calendars that people subscribed to go on. Whoever is signed in, welcomes that were not used and programs begin anew.
    Table {
        only: "WHERE kind = 'feed'",
        ..table("credential", "$digest $kind #account $name $scopes #made_at #used_at #until", "digest")
    },
    table("follow", "#account $body", "account, body"),
    table("scenario", "$name $title $main #revision $made_by #made_at", "name"),
    table("scenario_revision", "$scenario #number $made_by #made_at $why", "scenario, number"),
    table("scenario_file", "$scenario #revision $path $digest", "scenario, revision, path"),
    table(
        "plan",
        "$scenario $subject #number #parent #revision $digest $what $why $made_by #made_at",
        "scenario, subject, number",
    ),
    table("plan_in_force", "$scenario $subject #number", "scenario, subject"),
    numbered(
        "job",
        "#id $kind $scenario $subject $request $key $state $queued_by #queued_at #next_at #attempts #fence $lease_by \
         #lease_until #stop $progress $result #ended_at",
    ),
    numbered(
        "registration",
        "#id $scenario $meeting $address $name $presence $details $told $digest #registered_at #confirmed_at #ended_at",
    ),
    numbered(
        "outside_feed",
        "#id $scenario $name $url $settings $added_by #added_at $digest $validator #looked_at #changed_at $fault",
    ),
    numbered("webhook", "#id $body $url $secret $made_by #made_at #told_at $fault #ended_at"),
    numbered("notice", "#id $scenario $body $meeting $what $text #at #ended_at $ended_by"),
];

/// The table of a name.
pub(super) fn named(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}
