-- Who may do what: keys are stored as hashes of their secrets, and revoked ones stay, so that a store that ever had a
-- key is never open again.

CREATE TABLE api_key (
    key_id        TEXT    PRIMARY KEY,
    name          TEXT    NOT NULL,
    secret_sha256 BLOB    NOT NULL,
    scopes        TEXT    NOT NULL,             -- words, separated by commas
    networks      TEXT    NOT NULL,             -- names or prefixes with an asterisk, separated by commas
    created_unix_ms INTEGER NOT NULL,
    expires_unix_ms INTEGER,                    -- null: never
    revoked_unix_ms INTEGER                     -- null: in force
);
