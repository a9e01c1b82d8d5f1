-- What others are to be told of blocks and reports, until they have been.
CREATE TABLE errand (
    network text NOT NULL,
    -- 0 a network: how a block is now, 1 a network: a report, 2 an admin: a report
    kind smallint NOT NULL CHECK (kind BETWEEN 0 AND 2),
    user_jid text NOT NULL,
    contact_id text NOT NULL,
    -- the admin's bare JID; empty for a network
    recipient text NOT NULL,
    -- another one with each renewal: what ends an older one does not end it
    id text NOT NULL,
    address text NOT NULL,
    detail text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (network, kind, user_jid, contact_id, recipient)
);
