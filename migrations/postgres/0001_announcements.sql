-- Times are milliseconds since 1970 by the clock of this database.

-- What was prepared, and who approved it.
CREATE TABLE announcement (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario TEXT NOT NULL,
    digest TEXT NOT NULL,
    told TEXT NOT NULL,
    stamped BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at BIGINT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT
);

-- The meetings it is about: what waits about them is overtaken.
CREATE TABLE announced_meeting (
    announcement BIGINT NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    meeting TEXT NOT NULL,
    PRIMARY KEY (announcement, meeting)
);

-- One message to one recipient, with its bytes, and what became of it.
CREATE TABLE message (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    announcement BIGINT NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    scenario TEXT NOT NULL,
    meeting TEXT NOT NULL,
    address TEXT NOT NULL,
    domain TEXT NOT NULL,
    reason TEXT NOT NULL,
    message_id TEXT NOT NULL,
    return_address TEXT NOT NULL,
    recipient TEXT NOT NULL,
    told TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    useful_until BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    copies BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    lease_by TEXT,
    lease_until BIGINT,
    dot_at BIGINT,
    ended_at BIGINT,
    answer TEXT
);

CREATE INDEX message_due ON message (state, next_at, id);
CREATE INDEX message_of ON message (scenario, meeting, address, id);
CREATE INDEX message_day ON message (address, dot_at);
CREATE INDEX message_announcement ON message (announcement);

-- Single values: whether sending is stopped, and the head of the log.
CREATE TABLE control (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO control (name, value) VALUES ('stopped', ''), ('log', '');

-- Who did what; each entry holds the hash of the one before.
CREATE TABLE log (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
