-- Who may do what: keys are stored as hashes of their secrets, and revoked ones stay, so that a store that ever had a
-- key is never open again.

CREATE TABLE api_key (
    key_id        text    PRIMARY KEY,
    name          text    NOT NULL,
    secret_sha256 bytea   NOT NULL,
    scopes        text    NOT NULL,             -- words, separated by commas
    networks      text    NOT NULL,             -- names or prefixes with an asterisk, separated by commas
    created_unix_ms bigint  NOT NULL,
    expires_unix_ms bigint,                     -- null: never
    revoked_unix_ms bigint                      -- null: in force
);
