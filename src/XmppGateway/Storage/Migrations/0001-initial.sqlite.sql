-- Times are milliseconds since 1970-01-01 UTC. Columns named *_key hold 64-bit hashes of longer texts: they keep the indexes small, and
-- the statements compare the full columns as well.

-- The message map: which XMPP message is which foreign message. Outgoing rows are written with their outbox row and share its number;
-- they stay after it, for corrections, receipts, late failures and to recognise repeats, until pruned.
CREATE TABLE message (
    -- never used again: pruning leaves the newest row
    id INTEGER PRIMARY KEY,
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    stanza_id TEXT NOT NULL,
    foreign_id TEXT,
    -- 0 incoming, 1 outgoing and open, 2 outgoing and delivered, 3 outgoing and failed
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    -- full JID of the sender, outgoing only
    from_jid TEXT,
    at INTEGER NOT NULL,
    -- of the stanza id in its conversation; null without one
    stanza_key INTEGER,
    -- of the foreign id; null while the message is open, when outbox.delivery_key stands for it
    foreign_key INTEGER,
    -- of the content; outgoing only
    content_key INTEGER
) STRICT;

CREATE INDEX message_by_stanza ON message (stanza_key) WHERE stanza_key IS NOT NULL;
CREATE INDEX message_by_foreign ON message (foreign_key) WHERE foreign_key IS NOT NULL;

-- Messages of XMPP users on their way to a foreign network. A row goes when its fate is known.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY REFERENCES message (id),
    network TEXT NOT NULL,
    lane TEXT NOT NULL,
    lane_key INTEGER NOT NULL,
    delivery_id TEXT NOT NULL,
    delivery_key INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    wants_receipt INTEGER NOT NULL CHECK (wants_receipt IN (0, 1)),
    payload BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    -- null: due now
    next_attempt_at INTEGER,
    last_reason TEXT
) STRICT;

CREATE INDEX outbox_by_lane ON outbox (lane_key);
CREATE INDEX outbox_by_delivery ON outbox (delivery_key);

-- What foreign networks handed over, on its way to XMPP users. A row goes when the XMPP server has taken it.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    lane TEXT NOT NULL,
    -- the network's own name for it, unique in the network
    key TEXT NOT NULL,
    -- its row in inbox_key
    key_hash BLOB NOT NULL,
    stanza_id TEXT NOT NULL,
    is_raw INTEGER NOT NULL CHECK (is_raw IN (0, 1)),
    payload BLOB NOT NULL,
    accepted_at INTEGER NOT NULL,
    -- not null: put aside, because the gateway failed on it
    set_aside_reason TEXT
) STRICT;

CREATE INDEX inbox_by_lane ON inbox (network, lane, id) WHERE set_aside_reason IS NULL;

-- Keys of everything that was ever in the inbox, hashed, to recognise repeats until pruned.
CREATE TABLE inbox_key (
    hash BLOB NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_key_by_time ON inbox_key (at);

-- Which JID localpart is which foreign person; one to one, never changed once given out.
CREATE TABLE identity (
    network TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    localpart TEXT NOT NULL,
    -- the spelling to write to
    address TEXT NOT NULL,
    display_name TEXT,
    PRIMARY KEY (network, remote_id),
    UNIQUE (network, localpart)
) STRICT, WITHOUT ROWID;

-- Who has whom as a contact. An empty remote id is the gateway itself.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    localpart TEXT NOT NULL,
    user_sees INTEGER NOT NULL CHECK (user_sees IN (0, 1)),
    -- 0 none, 1 requested, 2 granted, 3 refused
    contact_sees INTEGER NOT NULL CHECK (contact_sees BETWEEN 0 AND 3),
    UNIQUE (network, user_jid, remote_id)
) STRICT;

CREATE INDEX contact_by_sight ON contact (network, id) WHERE user_sees = 1;

-- Small notes of adapters.
CREATE TABLE state (
    network TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (network, key)
) STRICT, WITHOUT ROWID;

-- At most one gateway at a time works on one component domain: who, and until when.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
