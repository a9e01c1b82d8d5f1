-- Rules that admins gave while the gateway ran; those of the configuration are not here.
CREATE TABLE rule (
    -- empty: every network
    network text NOT NULL,
    -- 0 XMPP users, 1 foreign contacts
    subject smallint NOT NULL CHECK (subject IN (0, 1)),
    pattern text NOT NULL,
    allows smallint NOT NULL CHECK (allows IN (0, 1)),
    at bigint NOT NULL,
    PRIMARY KEY (network, subject, pattern)
);

-- Networks that an admin has stopped; they stay so over restarts.
CREATE TABLE stop (
    network text NOT NULL PRIMARY KEY,
    reason text NOT NULL,
    at bigint NOT NULL
);

-- Of whom a user wants to hear nothing. An empty contact is everybody of the network.
CREATE TABLE block (
    network text NOT NULL,
    user_jid text NOT NULL,
    contact_id text NOT NULL,
    -- 0 told to the gateway, 1 read from the blocklist at the user's server
    origin smallint NOT NULL CHECK (origin IN (0, 1)),
    at bigint NOT NULL,
    PRIMARY KEY (network, user_jid, contact_id)
);

-- Who is no stranger to a user, and about whom the user was asked.
CREATE TABLE relation (
    network text NOT NULL,
    user_jid text NOT NULL,
    contact_id text NOT NULL,
    -- 0 asked, 1 known
    state smallint NOT NULL CHECK (state IN (0, 1)),
    -- of the message that the user was asked on
    stanza_id text,
    at bigint NOT NULL,
    PRIMARY KEY (network, user_jid, contact_id)
);

-- What strangers have written until the user says what becomes of it.
CREATE TABLE held (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL,
    user_jid text NOT NULL,
    contact_id text NOT NULL,
    stanza_id text NOT NULL,
    payload bytea NOT NULL,
    at bigint NOT NULL,
    UNIQUE (network, user_jid, contact_id, stanza_id)
);

CREATE INDEX held_by_time ON held (at);

-- What admins did, and what users reported. No message texts.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    detail text NOT NULL
);

-- Passwords and tokens of users, sealed with a key that is not in this database.
CREATE TABLE secret (
    network text NOT NULL,
    user_jid text NOT NULL,
    name text NOT NULL,
    key_id text NOT NULL,
    nonce bytea NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (network, user_jid, name)
);
