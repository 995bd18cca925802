-- What a snapshot says, for people who ask in SQL. Written in the transaction that makes the snapshot visible, deleted
-- with it. They follow from the snapshot; the service never reads them. Intervals (low, high) are of 90 %.

CREATE TABLE posterior_cluster (
    network_id bigint           NOT NULL,
    version    bigint           NOT NULL,       -- of the snapshot
    cluster    integer          NOT NULL,
    placed     boolean          NOT NULL,       -- false: its actors have too few events to be placed
    size       bigint           NOT NULL,       -- actors
    proportion double precision NOT NULL,       -- of all actors
    sent       bigint           NOT NULL,       -- events its actors sent
    received   bigint           NOT NULL,       -- events addressed to them
    PRIMARY KEY (network_id, version, cluster)
);

CREATE TABLE posterior_membership (
    network_id  bigint           NOT NULL,
    version     bigint           NOT NULL,
    actor       text             NOT NULL,
    cluster     integer          NOT NULL,
    probability double precision NOT NULL,      -- those below 0.01 are left out
    PRIMARY KEY (network_id, version, actor, cluster)
);

CREATE TABLE posterior_baseline (
    network_id bigint           NOT NULL,
    version    bigint           NOT NULL,
    cluster    integer          NOT NULL,
    type       text             NOT NULL,
    per_second double precision,                -- events of all its actors together, with nothing to set them off
    low        double precision,
    high       double precision,
    PRIMARY KEY (network_id, version, cluster, type)
);

CREATE TABLE posterior_excitation (
    network_id        bigint           NOT NULL,
    version           bigint           NOT NULL,
    mechanism         text             NOT NULL, -- repeat, reply, burst, relay or join
    trigger_cluster   integer          NOT NULL,
    responder_cluster integer          NOT NULL,
    trigger_type      text             NOT NULL,
    type              text             NOT NULL,
    weight            double precision,          -- expected events that one event sets off directly
    low               double precision,
    high              double precision,
    PRIMARY KEY (network_id, version, mechanism, trigger_cluster, responder_cluster, trigger_type, type)
);

CREATE TABLE posterior_tie (
    network_id bigint           NOT NULL,
    version    bigint           NOT NULL,
    source     text             NOT NULL,
    target     text             NOT NULL,
    weight     double precision,                -- expected events of the target that one event of the source sets off
    low        double precision,
    high       double precision,
    PRIMARY KEY (network_id, version, source, target)
);

CREATE TABLE posterior_diagnostics (
    network_id         bigint           NOT NULL,
    version            bigint           NOT NULL,
    events             bigint           NOT NULL, -- scored, each before it was learned
    prequential_score  double precision,          -- mean log-likelihood, nats per event with time in seconds
    recent_score       double precision,          -- the same over about the last thousand events
    poisson_score      double precision,          -- the same with one constant rate per channel
    ks_distance        double precision,
    ks_alarm           double precision,
    branching_ratio    double precision,
    effective_clusters double precision,
    mark_exponent      double precision,
    actors             bigint           NOT NULL,
    dyads              bigint           NOT NULL,
    types              bigint           NOT NULL,
    accepted           bigint           NOT NULL, -- rows
    late               bigint           NOT NULL,
    duplicates         bigint           NOT NULL,
    PRIMARY KEY (network_id, version)
);

-- The newest snapshot of each network, by name, and what it says.
CREATE VIEW current_snapshot AS
    SELECT DISTINCT ON (network_id) network_id, name AS network, version, position,
        to_timestamp(taken_unix_ms / 1000.0) AS taken
    FROM snapshot JOIN network USING (network_id) ORDER BY network_id, version DESC;

CREATE VIEW current_cluster AS
    SELECT network, cluster, placed, size, proportion, sent, received
    FROM current_snapshot JOIN posterior_cluster USING (network_id, version);

CREATE VIEW current_membership AS
    SELECT network, actor, cluster, probability
    FROM current_snapshot JOIN posterior_membership USING (network_id, version);

CREATE VIEW current_baseline AS
    SELECT network, cluster, type, per_second, low, high
    FROM current_snapshot JOIN posterior_baseline USING (network_id, version);

CREATE VIEW current_excitation AS
    SELECT network, mechanism, trigger_cluster, responder_cluster, trigger_type, type, weight, low, high
    FROM current_snapshot JOIN posterior_excitation USING (network_id, version);

CREATE VIEW current_tie AS
    SELECT network, source, target, weight, low, high
    FROM current_snapshot JOIN posterior_tie USING (network_id, version);

CREATE VIEW current_diagnostics AS
    SELECT network, version, position, taken, events, prequential_score, recent_score, poisson_score, ks_distance,
        ks_alarm, branching_ratio, effective_clusters, mark_exponent, actors, dyads, types, accepted, late, duplicates
    FROM current_snapshot JOIN posterior_diagnostics USING (network_id, version);
