-- The durable truth of the service: networks, their event logs, their snapshots, and the answers kept for retries.

CREATE TABLE network (
    network_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL UNIQUE,
    settings     TEXT    NOT NULL,              -- JSON
    created_unix_ms INTEGER NOT NULL
);

-- One row is one batch of events, as checksummed binary columns; sequence has no gaps.
CREATE TABLE event_batch (
    network_id     INTEGER NOT NULL REFERENCES network (network_id),
    sequence       INTEGER NOT NULL,
    first_position INTEGER NOT NULL,            -- log position of the first event, or of the next one if there is none
    event_count    INTEGER NOT NULL,
    content        BLOB    NOT NULL,
    PRIMARY KEY (network_id, sequence)
);

-- A snapshot exists once its row here exists; its parts are written before.
CREATE TABLE snapshot (
    network_id INTEGER NOT NULL REFERENCES network (network_id),
    version    INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,                -- last log row the state includes
    position   INTEGER NOT NULL,                -- last log position the state includes
    part_count INTEGER NOT NULL,
    byte_count INTEGER NOT NULL,
    taken_unix_ms INTEGER NOT NULL,
    PRIMARY KEY (network_id, version)
);

CREATE TABLE snapshot_part (
    network_id INTEGER NOT NULL REFERENCES network (network_id),
    version    INTEGER NOT NULL,
    part       INTEGER NOT NULL,
    content    BLOB    NOT NULL,
    PRIMARY KEY (network_id, version, part)
);

-- The answer given under an idempotency key, and the digest of the body it was given for.
CREATE TABLE kept_answer (
    network_id  INTEGER NOT NULL REFERENCES network (network_id),
    key         TEXT    NOT NULL,
    body_sha256 BLOB    NOT NULL,
    answer      BLOB    NOT NULL,
    sequence    INTEGER NOT NULL,               -- newest log row when it was kept: tells its age
    PRIMARY KEY (network_id, key)
);
