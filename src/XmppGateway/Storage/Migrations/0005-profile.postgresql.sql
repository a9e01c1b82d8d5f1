-- Pictures of contacts, each content once.
CREATE TABLE avatar (
    -- SHA-1 of the content in hexadecimal: the name by which XMPP knows it
    hash text NOT NULL PRIMARY KEY,
    media_type text NOT NULL,
    content bytea NOT NULL,
    stored_at bigint NOT NULL
);
CREATE INDEX avatar_by_time ON avatar (stored_at);

-- Which picture a contact had when its network was asked last.
CREATE TABLE profile (
    network text NOT NULL,
    remote_id text NOT NULL,
    -- the network's own name of the picture; empty without one
    avatar_id text NOT NULL,
    -- empty: no picture, or none that can be shown
    avatar_hash text NOT NULL,
    fetched_at bigint NOT NULL,
    PRIMARY KEY (network, remote_id)
);
CREATE INDEX profile_by_avatar ON profile (avatar_hash);
CREATE INDEX profile_by_time ON profile (fetched_at);

-- What users told about themselves when the network was told last.
CREATE TABLE own_profile (
    network text NOT NULL,
    user_jid text NOT NULL,
    -- a hash of name and picture
    fingerprint text NOT NULL,
    PRIMARY KEY (network, user_jid)
);
