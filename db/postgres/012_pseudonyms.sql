-- Of networks with pseudonyms: the secret that turns names into them, and the names, which can be deleted one by one.

CREATE TABLE pseudonym_secret (
    network_id bigint  PRIMARY KEY REFERENCES network (network_id) ON DELETE CASCADE,
    secret     bytea   NOT NULL
);

CREATE TABLE actor_name (
    network_id bigint  NOT NULL REFERENCES network (network_id) ON DELETE CASCADE,
    pseudonym  text    NOT NULL,
    name       text    NOT NULL,
    PRIMARY KEY (network_id, pseudonym)
);
