-- People who sign in. Passwords are kept as argon2id says (PHC).
CREATE TABLE account (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    password TEXT,
    language TEXT NOT NULL,
    zone TEXT,
    made_at BIGINT NOT NULL,
    disabled_at BIGINT
);

-- What an account may do for a body and all below it; body '*' stands for all.
CREATE TABLE account_role (
    account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (account, body, role)
);

-- Who is signed in: of each secret only its digest is kept. Kinds: 'session', 'welcome' (once, to set a password), 'program', 'feed'.
CREATE TABLE credential (
    digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX credential_account ON credential (account, kind);

-- What providers of identities (OpenID Connect) call people. A provider knows an account by one name.
CREATE TABLE identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (account, issuer)
);

-- Who went to a provider and has not come back: the digest of the browser's secret, and where to go then.
CREATE TABLE sign_in (
    digest TEXT PRIMARY KEY,
    next TEXT NOT NULL,
    until BIGINT NOT NULL
);

-- Failed attempts to sign in, by what is limited: an account, or an address of the network.
CREATE TABLE refusal (key TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX refusal_key ON refusal (key, at);

-- Bodies that somebody follows, for the agenda of their own.
CREATE TABLE follow (
    account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    PRIMARY KEY (account, body)
);

-- A scenario: its files revision by revision, and the plans made for it.
CREATE TABLE scenario (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    main TEXT NOT NULL,
    revision BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE TABLE scenario_revision (
    scenario TEXT NOT NULL REFERENCES scenario (name) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (scenario, number)
);
CREATE TABLE scenario_file (
    scenario TEXT NOT NULL,
    revision BIGINT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES source (digest),
    PRIMARY KEY (scenario, revision, path),
    FOREIGN KEY (scenario, revision) REFERENCES scenario_revision (scenario, number) ON DELETE CASCADE
);

-- Plans of a scenario (subject ''), or of an event or series among its files (subject: the file). Nothing is ever written over:
-- to undo is to put an older one in force.
CREATE TABLE plan (
    scenario TEXT NOT NULL REFERENCES scenario (name) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    number BIGINT NOT NULL,
    parent BIGINT,
    revision BIGINT NOT NULL,
    digest TEXT NOT NULL REFERENCES source (digest),
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (scenario, subject, number)
);
CREATE TABLE plan_in_force (
    scenario TEXT NOT NULL REFERENCES scenario (name) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (scenario, subject)
);

-- Long work: solves, refreshes. A key that stands here and has not ended is not queued twice.
CREATE TABLE job (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,
    scenario TEXT NOT NULL,
    subject TEXT NOT NULL,
    request TEXT NOT NULL,
    key TEXT UNIQUE,
    state TEXT NOT NULL,
    queued_by TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    lease_by TEXT,
    lease_until BIGINT,
    stop BIGINT NOT NULL DEFAULT 0,
    progress TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    ended_at BIGINT
);
CREATE INDEX job_due ON job (state, next_at, id);
CREATE INDEX job_of ON job (scenario, subject, id);

-- Who registered on a page; lists from elsewhere stand in registration_list. Of one address for one meeting the newest counts.
-- told: where it stood when its holder was last written to: '', 'room', 'remote', 'seated', 'waiting'.
CREATE TABLE registration (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario TEXT NOT NULL,
    meeting TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    presence TEXT NOT NULL,
    details TEXT NOT NULL,
    told TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL UNIQUE,
    registered_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX registration_of ON registration (scenario, meeting, address);

-- Calendars of others that are looked at again and again.
CREATE TABLE outside_feed (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario TEXT NOT NULL REFERENCES scenario (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    settings TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    digest TEXT REFERENCES source (digest),
    validator TEXT NOT NULL DEFAULT '',
    looked_at BIGINT,
    changed_at BIGINT,
    fault TEXT NOT NULL DEFAULT '',
    UNIQUE (scenario, name)
);

-- What somebody is to look at: a clash that a calendar of others brought, an hour that new zone data move.
CREATE TABLE notice (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario TEXT NOT NULL,
    body TEXT NOT NULL,
    meeting TEXT NOT NULL,
    what TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    UNIQUE (scenario, meeting, what, text)
);

-- Programs of others that are told what happens to the meetings of a body and all below it; body '*' stands for all. The secret is
-- kept as it is, for each message is signed with it.
CREATE TABLE webhook (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    told_at BIGINT,
    fault TEXT NOT NULL DEFAULT '',
    ended_at BIGINT
);

-- What was answered to a request that bore a key: asked again, the same is answered.
CREATE TABLE answered (
    account BIGINT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);

-- The log is only ever added to: what stands there can be changed by nobody who does not change this schema first. Where the
-- program connects as a role that does not own the tables, it cannot do that either (docs/store.md).
CREATE FUNCTION log_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is only ever added to'; END $$;
CREATE TRIGGER log_is_not_changed BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION log_is_only_added_to();
CREATE TRIGGER log_is_not_emptied BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION log_is_only_added_to();
