-- When a note of an adapter may be forgotten; null for never.
ALTER TABLE state ADD COLUMN expires_at bigint;
CREATE INDEX state_expiry ON state (expires_at) WHERE expires_at IS NOT NULL;
