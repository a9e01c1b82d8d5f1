-- Rooms of foreign networks that a user has entered, or has the address of.
CREATE TABLE room (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL,
    remote_id text NOT NULL,
    -- the address that people should use
    address text NOT NULL,
    name text,
    -- how far back the network was asked for what was said: its own mark; empty: to the beginning; null: never, or nothing of it is left
    past text,
    -- when somebody entered it, asked for it or left it for good
    used_at bigint NOT NULL,
    UNIQUE (network, remote_id)
);

-- Which JID localparts lead to a room.
CREATE TABLE room_localpart (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL,
    localpart text NOT NULL,
    room bigint NOT NULL REFERENCES room (id),
    UNIQUE (network, localpart)
);

CREATE INDEX room_localpart_by_room ON room_localpart (room, id);

-- Who belongs to a room.
CREATE TABLE room_user (
    room bigint NOT NULL REFERENCES room (id),
    -- in the order of its bytes, as SQLite has it
    user_jid text COLLATE "C" NOT NULL,
    -- the foreign identity that they have there
    self_id text NOT NULL,
    nick text NOT NULL,
    PRIMARY KEY (room, user_jid)
);

CREATE INDEX room_user_by_user ON room_user (user_jid, room);

-- Which clients are in a room.
CREATE TABLE room_client (
    room bigint NOT NULL REFERENCES room (id),
    client_jid text COLLATE "C" NOT NULL,
    -- the bare JID of the client
    user_jid text NOT NULL,
    -- room@domain/nick
    occupant_jid text NOT NULL,
    PRIMARY KEY (room, client_jid)
);

-- What was said in rooms, in the order of the room.
CREATE TABLE archive (
    room bigint NOT NULL REFERENCES room (id),
    -- greater than that of what was said before; below the first one for what was read of the past later
    position bigint NOT NULL,
    id text NOT NULL,
    id_key bigint NOT NULL,
    -- 0 message, 1 edit, 2 retraction, 3 reactions, 4 subject
    kind smallint NOT NULL CHECK (kind BETWEEN 0 AND 4),
    at bigint NOT NULL,
    -- the foreign id of who did it
    by_id text NOT NULL,
    nick text NOT NULL,
    -- the id of the message that it is about
    target text,
    target_key bigint,
    -- 1: taken back, and its payload is empty
    retracted smallint NOT NULL CHECK (retracted IN (0, 1)),
    payload bytea NOT NULL,
    PRIMARY KEY (room, position)
);

CREATE INDEX archive_by_id ON archive (room, id_key);
CREATE INDEX archive_by_target ON archive (room, target_key) WHERE target_key IS NOT NULL;
-- Times may go back a little from one place to the next. The rest is there for counting.
CREATE INDEX archive_by_time ON archive (room, at, kind, position);
