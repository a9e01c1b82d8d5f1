-- Contacts of users who have left, until the users' servers know that. An empty remote id is the gateway itself.
CREATE TABLE farewell (
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    localpart TEXT NOT NULL,
    user_sees INTEGER NOT NULL CHECK (user_sees IN (0, 1)),
    -- 0 none, 1 requested, 2 granted, 3 refused
    contact_sees INTEGER NOT NULL CHECK (contact_sees BETWEEN 0 AND 3),
    PRIMARY KEY (network, user_jid, remote_id)
) STRICT, WITHOUT ROWID;
