-- The secret of each address, made once and kept for life: mails need the word itself, and the bytes of every mail hold it.
CREATE TABLE correspondent (
    address TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    issued_at BIGINT NOT NULL
);

-- Bytes of files that were read, packed, each kept once under the SHA-256 of what is packed.
CREATE TABLE source (digest TEXT PRIMARY KEY, bytes BYTEA NOT NULL);

-- What an announcement was made from.
CREATE TABLE announcement_source (
    announcement BIGINT NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES source (digest),
    PRIMARY KEY (announcement, name)
);

-- Lists of registrations as they came; the newest of a scenario is in force.
CREATE TABLE registration_list (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES source (digest),
    kept_by TEXT NOT NULL,
    kept_at BIGINT NOT NULL
);

-- A reminder does not leave before this; 0 for what leaves at once.
ALTER TABLE message ADD COLUMN not_before BIGINT NOT NULL DEFAULT 0;

-- Who approved first, where two have to.
ALTER TABLE announcement ADD COLUMN first_approved_by TEXT;
