-- Rooms of foreign networks and XMPP rooms that are one conversation.
CREATE TABLE portal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL,
    -- the foreign room
    remote_id text NOT NULL,
    -- the XMPP room, a bare JID
    room_jid text NOT NULL,
    -- 1: joined by an operator; 0: opened by somebody who came by its address
    is_bridge smallint NOT NULL CHECK (is_bridge IN (0, 1)),
    -- 1: somebody of the network is in it, and the gateway listens
    is_open smallint NOT NULL CHECK (is_open IN (0, 1)),
    -- the room's id of the last message that was read; null: none, or the room gives none
    position text,
    -- when that was
    position_at bigint NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (network, remote_id),
    UNIQUE (network, room_jid)
);

-- Whom of the XMPP room the network was told of.
CREATE TABLE portal_occupant (
    portal bigint NOT NULL REFERENCES portal (id),
    nick text NOT NULL,
    PRIMARY KEY (portal, nick)
);

-- What was said in portals: one row a stanza.
CREATE TABLE portal_message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    portal bigint NOT NULL REFERENCES portal (id),
    -- the id that its author gave it
    stanza_id text NOT NULL,
    -- the id that the XMPP room gave it; null while the room has not shown it
    archive_id text,
    nick text NOT NULL,
    -- XEP-0421; null where the room has none
    occupant_id text,
    -- of what came from the network: its foreign id; null for what came from the XMPP room
    foreign_id text,
    at bigint NOT NULL
);

CREATE UNIQUE INDEX portal_message_by_archive_id ON portal_message (portal, archive_id) WHERE archive_id IS NOT NULL;
CREATE INDEX portal_message_by_stanza_id ON portal_message (portal, stanza_id);
CREATE INDEX portal_message_by_foreign_id ON portal_message (portal, foreign_id) WHERE foreign_id IS NOT NULL;
