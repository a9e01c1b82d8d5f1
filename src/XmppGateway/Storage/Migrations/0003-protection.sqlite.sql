-- Rules that admins gave while the gateway ran; those of the configuration are not here.
CREATE TABLE rule (
    -- empty: every network
    network TEXT NOT NULL,
    -- 0 XMPP users, 1 foreign contacts
    subject INTEGER NOT NULL CHECK (subject IN (0, 1)),
    pattern TEXT NOT NULL,
    allows INTEGER NOT NULL CHECK (allows IN (0, 1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (network, subject, pattern)
) STRICT, WITHOUT ROWID;

-- Networks that an admin has stopped; they stay so over restarts.
CREATE TABLE stop (
    network TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Of whom a user wants to hear nothing. An empty contact is everybody of the network.
CREATE TABLE block (
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    -- 0 told to the gateway, 1 read from the blocklist at the user's server
    origin INTEGER NOT NULL CHECK (origin IN (0, 1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (network, user_jid, contact_id)
) STRICT, WITHOUT ROWID;

-- Who is no stranger to a user, and about whom the user was asked.
CREATE TABLE relation (
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    -- 0 asked, 1 known
    state INTEGER NOT NULL CHECK (state IN (0, 1)),
    -- of the message that the user was asked on
    stanza_id TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (network, user_jid, contact_id)
) STRICT, WITHOUT ROWID;

-- What strangers have written until the user says what becomes of it.
CREATE TABLE held (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    stanza_id TEXT NOT NULL,
    payload BLOB NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (network, user_jid, contact_id, stanza_id)
) STRICT;

CREATE INDEX held_by_time ON held (at);

-- What admins did, and what users reported. No message texts.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- Passwords and tokens of users, sealed with a key that is not in this database.
CREATE TABLE secret (
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    name TEXT NOT NULL,
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (network, user_jid, name)
) STRICT, WITHOUT ROWID;
