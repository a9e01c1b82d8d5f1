-- Rooms of foreign networks and XMPP rooms that are one conversation.
CREATE TABLE portal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    -- the foreign room
    remote_id TEXT NOT NULL,
    -- the XMPP room, a bare JID
    room_jid TEXT NOT NULL,
    -- 1: joined by an operator; 0: opened by somebody who came by its address
    is_bridge INTEGER NOT NULL CHECK (is_bridge IN (0, 1)),
    -- 1: somebody of the network is in it, and the gateway listens
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    -- the room's id of the last message that was read; null: none, or the room gives none
    position TEXT,
    -- when that was
    position_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (network, remote_id),
    UNIQUE (network, room_jid)
) STRICT;

-- Whom of the XMPP room the network was told of.
CREATE TABLE portal_occupant (
    portal INTEGER NOT NULL REFERENCES portal (id),
    nick TEXT NOT NULL,
    PRIMARY KEY (portal, nick)
) STRICT, WITHOUT ROWID;

-- What was said in portals: one row a stanza.
CREATE TABLE portal_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    portal INTEGER NOT NULL REFERENCES portal (id),
    -- the id that its author gave it
    stanza_id TEXT NOT NULL,
    -- the id that the XMPP room gave it; null while the room has not shown it
    archive_id TEXT,
    nick TEXT NOT NULL,
    -- XEP-0421; null where the room has none
    occupant_id TEXT,
    -- of what came from the network: its foreign id; null for what came from the XMPP room
    foreign_id TEXT,
    at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX portal_message_by_archive_id ON portal_message (portal, archive_id) WHERE archive_id IS NOT NULL;
CREATE INDEX portal_message_by_stanza_id ON portal_message (portal, stanza_id);
CREATE INDEX portal_message_by_foreign_id ON portal_message (portal, foreign_id) WHERE foreign_id IS NOT NULL;
