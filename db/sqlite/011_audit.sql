-- Who changed or read what, and when.

CREATE TABLE audit_entry (
    entry_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    at_unix_ms INTEGER NOT NULL,
    caller     TEXT    NOT NULL,                -- id of the key or token, never a secret
    action     TEXT    NOT NULL,                -- name of the operation
    network    TEXT,
    subject    TEXT,                            -- what of it: an actor, an event, a key
    status     INTEGER NOT NULL                 -- HTTP status of the answer
);
