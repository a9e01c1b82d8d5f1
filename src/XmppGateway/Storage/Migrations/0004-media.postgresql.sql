-- Where the content of files is, for links that cannot hold it themselves.
CREATE TABLE media (
    network text NOT NULL,
    -- the beginning of the SHA-256 of the source
    id text NOT NULL,
    source text NOT NULL,
    -- when the last link to it ends
    expires_at bigint NOT NULL,
    PRIMARY KEY (network, id)
);

CREATE INDEX media_expiry ON media (expires_at);
