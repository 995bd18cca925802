-- Of networks with pseudonyms: the secret that turns names into them, and the names, which can be deleted one by one.

CREATE TABLE pseudonym_secret (
    network_id INTEGER PRIMARY KEY REFERENCES network (network_id) ON DELETE CASCADE,
    secret     BLOB    NOT NULL
);

CREATE TABLE actor_name (
    network_id INTEGER NOT NULL REFERENCES network (network_id) ON DELETE CASCADE,
    pseudonym  TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    PRIMARY KEY (network_id, pseudonym)
);
