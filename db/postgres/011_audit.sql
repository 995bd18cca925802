-- Who changed or read what, and when.

CREATE TABLE audit_entry (
    entry_id   bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_unix_ms bigint  NOT NULL,
    caller     text    NOT NULL,                -- id of the key or token, never a secret
    action     text    NOT NULL,                -- name of the operation
    network    text,
    subject    text,                            -- what of it: an actor, an event, a key
    status     bigint  NOT NULL                 -- HTTP status of the answer
);
