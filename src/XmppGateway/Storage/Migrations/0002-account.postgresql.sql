-- Users of a network who have registered or chosen something.
CREATE TABLE account (
    network text NOT NULL,
    user_jid text NOT NULL,
    -- null: not registered; the row only keeps what was chosen
    registered_at bigint,
    -- what differs from the defaults, as JSON
    settings text NOT NULL,
    -- the language of notices and forms; null: what the client says
    language text,
    PRIMARY KEY (network, user_jid)
);
