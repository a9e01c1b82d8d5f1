-- Bans that have gone through a portal: what is needed to lift them.
CREATE TABLE portal_ban (
    portal INTEGER NOT NULL REFERENCES portal (id),
    -- one of the network's people; otherwise an occupant of the XMPP room
    is_visitor INTEGER NOT NULL CHECK (is_visitor IN (0, 1)),
    -- the network's id of the one, the name of the other
    who TEXT NOT NULL,
    -- who they are to the XMPP room
    address TEXT NOT NULL,
    PRIMARY KEY (portal, is_visitor, who)
) STRICT, WITHOUT ROWID;
