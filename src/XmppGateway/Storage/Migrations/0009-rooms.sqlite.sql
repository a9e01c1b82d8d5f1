-- Rooms of foreign networks that a user has entered, or has the address of.
CREATE TABLE room (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    -- the address that people should use
    address TEXT NOT NULL,
    name TEXT,
    -- how far back the network was asked for what was said: its own mark; empty: to the beginning; null: never, or nothing of it is left
    past TEXT,
    -- when somebody entered it, asked for it or left it for good
    used_at INTEGER NOT NULL,
    UNIQUE (network, remote_id)
) STRICT;

-- Which JID localparts lead to a room.
CREATE TABLE room_localpart (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    localpart TEXT NOT NULL,
    room INTEGER NOT NULL REFERENCES room (id),
    UNIQUE (network, localpart)
) STRICT;

CREATE INDEX room_localpart_by_room ON room_localpart (room, id);

-- Who belongs to a room.
CREATE TABLE room_user (
    room INTEGER NOT NULL REFERENCES room (id),
    user_jid TEXT NOT NULL,
    -- the foreign identity that they have there
    self_id TEXT NOT NULL,
    nick TEXT NOT NULL,
    PRIMARY KEY (room, user_jid)
) STRICT, WITHOUT ROWID;

CREATE INDEX room_user_by_user ON room_user (user_jid, room);

-- Which clients are in a room.
CREATE TABLE room_client (
    room INTEGER NOT NULL REFERENCES room (id),
    client_jid TEXT NOT NULL,
    -- the bare JID of the client
    user_jid TEXT NOT NULL,
    -- room@domain/nick
    occupant_jid TEXT NOT NULL,
    PRIMARY KEY (room, client_jid)
) STRICT, WITHOUT ROWID;

-- What was said in rooms, in the order of the room.
CREATE TABLE archive (
    room INTEGER NOT NULL REFERENCES room (id),
    -- greater than that of what was said before; below the first one for what was read of the past later
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    id_key INTEGER NOT NULL,
    -- 0 message, 1 edit, 2 retraction, 3 reactions, 4 subject
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
    at INTEGER NOT NULL,
    -- the foreign id of who did it
    by_id TEXT NOT NULL,
    nick TEXT NOT NULL,
    -- the id of the message that it is about
    target TEXT,
    target_key INTEGER,
    -- 1: taken back, and its payload is empty
    retracted INTEGER NOT NULL CHECK (retracted IN (0, 1)),
    payload BLOB NOT NULL,
    PRIMARY KEY (room, position)
) STRICT;

CREATE INDEX archive_by_id ON archive (room, id_key);
CREATE INDEX archive_by_target ON archive (room, target_key) WHERE target_key IS NOT NULL;
-- Times may go back a little from one place to the next. The rest is there for counting.
CREATE INDEX archive_by_time ON archive (room, at, kind, position);
