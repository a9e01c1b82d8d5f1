-- Where the content of files is, for links that cannot hold it themselves.
CREATE TABLE media (
    network TEXT NOT NULL,
    -- the beginning of the SHA-256 of the source
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    -- when the last link to it ends
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (network, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_expiry ON media (expires_at);
