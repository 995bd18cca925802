-- The durable truth of the service: networks, their event logs, their snapshots, and the answers kept for retries.

CREATE TABLE network (
    network_id   bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text    NOT NULL UNIQUE,
    settings     text    NOT NULL,              -- JSON
    created_unix_ms bigint  NOT NULL
);

-- One row is one batch of events, as checksummed binary columns; sequence has no gaps.
CREATE TABLE event_batch (
    network_id     bigint  NOT NULL REFERENCES network (network_id),
    sequence       bigint  NOT NULL,
    first_position bigint  NOT NULL,            -- log position of the first event, or of the next one if there is none
    event_count    bigint  NOT NULL,
    content        bytea   NOT NULL,
    PRIMARY KEY (network_id, sequence)
);

-- A snapshot exists once its row here exists; its parts are written before.
CREATE TABLE snapshot (
    network_id bigint  NOT NULL REFERENCES network (network_id),
    version    bigint  NOT NULL,
    sequence   bigint  NOT NULL,                -- last log row the state includes
    position   bigint  NOT NULL,                -- last log position the state includes
    part_count bigint  NOT NULL,
    byte_count bigint  NOT NULL,
    taken_unix_ms bigint  NOT NULL,
    PRIMARY KEY (network_id, version)
);

CREATE TABLE snapshot_part (
    network_id bigint  NOT NULL REFERENCES network (network_id),
    version    bigint  NOT NULL,
    part       bigint  NOT NULL,
    content    bytea   NOT NULL,
    PRIMARY KEY (network_id, version, part)
);

-- The answer given under an idempotency key, and the digest of the body it was given for.
CREATE TABLE kept_answer (
    network_id  bigint  NOT NULL REFERENCES network (network_id),
    key         text    NOT NULL,
    body_sha256 bytea   NOT NULL,
    answer      bytea   NOT NULL,
    sequence    bigint  NOT NULL,               -- newest log row when it was kept: tells its age
    PRIMARY KEY (network_id, key)
);
