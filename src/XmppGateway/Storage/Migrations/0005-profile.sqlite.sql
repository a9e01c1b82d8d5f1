-- Pictures of contacts, each content once.
CREATE TABLE avatar (
    -- SHA-1 of the content in hexadecimal: the name by which XMPP knows it
    hash TEXT NOT NULL PRIMARY KEY,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    stored_at INTEGER NOT NULL
) STRICT;
CREATE INDEX avatar_by_time ON avatar (stored_at);

-- Which picture a contact had when its network was asked last.
CREATE TABLE profile (
    network TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    -- the network's own name of the picture; empty without one
    avatar_id TEXT NOT NULL,
    -- empty: no picture, or none that can be shown
    avatar_hash TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (network, remote_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX profile_by_avatar ON profile (avatar_hash);
CREATE INDEX profile_by_time ON profile (fetched_at);

-- What users told about themselves when the network was told last.
CREATE TABLE own_profile (
    network TEXT NOT NULL,
    user_jid TEXT NOT NULL,
    -- a hash of name and picture
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (network, user_jid)
) STRICT, WITHOUT ROWID;
