-- Users of a network who have registered or chosen something.
CREATE TABLE account (
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    -- null: not registered; the row only keeps what was chosen
    registered_at INTEGER,
    -- what differs from the defaults, as JSON
    settings TEXT NOT NULL,
    -- the language of notices and forms; null: what the client says
    language TEXT,
    PRIMARY KEY (network, user_jid)
) STRICT, WITHOUT ROWID;
