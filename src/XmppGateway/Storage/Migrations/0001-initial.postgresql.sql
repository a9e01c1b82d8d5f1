-- Times are milliseconds since 1970-01-01 UTC. Columns named *_key hold 64-bit hashes of longer texts: they keep the indexes small, and
-- the statements compare the full columns as well.

-- The message map: which XMPP message is which foreign message. Outgoing rows are written with their outbox row and share its number;
-- they stay after it, for corrections, receipts, late failures and to recognise repeats, until pruned.
CREATE TABLE message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL,
    user_jid text NOT NULL,
    contact_id text NOT NULL,
    stanza_id text NOT NULL,
    foreign_id text,
    -- 0 incoming, 1 outgoing and open, 2 outgoing and delivered, 3 outgoing and failed
    state smallint NOT NULL CHECK (state BETWEEN 0 AND 3),
    -- full JID of the sender, outgoing only
    from_jid text,
    at bigint NOT NULL,
    -- of the stanza id in its conversation; null without one
    stanza_key bigint,
    -- of the foreign id; null while the message is open, when outbox.delivery_key stands for it
    foreign_key bigint,
    -- of the content; outgoing only
    content_key bigint
);

CREATE INDEX message_by_stanza ON message (stanza_key, id) WHERE stanza_key IS NOT NULL;
CREATE INDEX message_by_foreign ON message (foreign_key, id) WHERE foreign_key IS NOT NULL;

-- Messages of XMPP users on their way to a foreign network. A row goes when its fate is known.
CREATE TABLE outbox (
    id bigint PRIMARY KEY REFERENCES message (id),
    network text NOT NULL,
    lane text NOT NULL,
    lane_key bigint NOT NULL,
    delivery_id text NOT NULL,
    delivery_key bigint NOT NULL,
    fingerprint text NOT NULL,
    wants_receipt smallint NOT NULL CHECK (wants_receipt IN (0, 1)),
    payload bytea NOT NULL,
    expires_at bigint NOT NULL,
    attempts integer NOT NULL CHECK (attempts >= 0),
    -- null: due now
    next_attempt_at bigint,
    last_reason text
);

CREATE INDEX outbox_by_lane ON outbox (lane_key, id);
CREATE INDEX outbox_by_delivery ON outbox (delivery_key);

-- What foreign networks handed over, on its way to XMPP users. A row goes when the XMPP server has taken it.
CREATE TABLE inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL,
    lane text NOT NULL,
    -- the network's own name for it, unique in the network
    key text NOT NULL,
    -- its row in inbox_key
    key_hash bytea NOT NULL,
    stanza_id text NOT NULL,
    is_raw smallint NOT NULL CHECK (is_raw IN (0, 1)),
    payload bytea NOT NULL,
    accepted_at bigint NOT NULL,
    -- not null: put aside, because the gateway failed on it
    set_aside_reason text
);

CREATE INDEX inbox_by_lane ON inbox (network, lane, id) WHERE set_aside_reason IS NULL;

-- Keys of everything that was ever in the inbox, hashed, to recognise repeats until pruned.
CREATE TABLE inbox_key (
    hash bytea NOT NULL PRIMARY KEY,
    at bigint NOT NULL
);

CREATE INDEX inbox_key_by_time ON inbox_key (at);

-- Which JID localpart is which foreign person; one to one, never changed once given out.
CREATE TABLE identity (
    network text NOT NULL,
    remote_id text NOT NULL,
    localpart text NOT NULL,
    -- the spelling to write to
    address text NOT NULL,
    display_name text,
    PRIMARY KEY (network, remote_id),
    UNIQUE (network, localpart)
);

-- Who has whom as a contact. An empty remote id is the gateway itself.
CREATE TABLE contact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL,
    user_jid text NOT NULL,
    remote_id text NOT NULL,
    localpart text NOT NULL,
    user_sees smallint NOT NULL CHECK (user_sees IN (0, 1)),
    -- 0 none, 1 requested, 2 granted, 3 refused
    contact_sees smallint NOT NULL CHECK (contact_sees BETWEEN 0 AND 3),
    UNIQUE (network, user_jid, remote_id)
);

CREATE INDEX contact_by_sight ON contact (network, id) WHERE user_sees = 1;

-- Small notes of adapters.
CREATE TABLE state (
    network text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (network, key)
);

-- At most one gateway at a time works on one component domain: who, and until when.
CREATE TABLE lease (
    name text NOT NULL PRIMARY KEY,
    holder text NOT NULL,
    expires_at bigint NOT NULL
);
