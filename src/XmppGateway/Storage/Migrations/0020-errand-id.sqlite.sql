-- Each report is told, also when another one of the same person comes before the first is told.
CREATE TABLE errand_of_each (
    network TEXT NOT NULL,
    -- 0 a network: how a block is now, 1 a network: a report, 2 an admin: a report
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
    user_jid TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    -- the admin's bare JID; empty for a network
    recipient TEXT NOT NULL,
    -- another one with each renewal: what ends an older one does not end it
    id TEXT NOT NULL,
    address TEXT NOT NULL,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (network, kind, user_jid, contact_id, recipient, id)
) STRICT, WITHOUT ROWID;
INSERT INTO errand_of_each (network, kind, user_jid, contact_id, recipient, id, address, detail, at)
    SELECT network, kind, user_jid, contact_id, recipient, id, address, detail, at FROM errand;
DROP TABLE errand;
ALTER TABLE errand_of_each RENAME TO errand;
