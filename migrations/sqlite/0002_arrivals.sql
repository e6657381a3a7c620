-- Mails that came back, as they came: what is known from them is worked out anew each time.
CREATE TABLE arrival (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    arrived BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    bytes BLOB NOT NULL
);
