-- Which service may write a network now. A new holder raises the token; every append and snapshot checks it in its own
-- transaction, so that a holder that was paused past its time cannot write after another one took over.
CREATE TABLE network_lease (
    network_id  bigint      NOT NULL PRIMARY KEY REFERENCES network (network_id) ON DELETE CASCADE,
    holder      text        NOT NULL,           -- for people: machine and process
    session_key bigint      NOT NULL,           -- advisory lock that the holder's session holds while it lives
    token       bigint      NOT NULL,           -- counts the holders up
    expires     timestamptz NOT NULL            -- by the database's clock
);
