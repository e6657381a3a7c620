-- Mails that came back, as they came: what is known from them is worked out anew each time.
CREATE TABLE arrival (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    arrived BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    bytes BYTEA NOT NULL
);
