-- Who may see what was said: 0 everybody who belongs to the room, 1 who was invited or in it then, 2 who was in it then. Of what is older than
-- this column nobody knows: it is for those who were there.
ALTER TABLE archive ADD COLUMN audience INTEGER NOT NULL DEFAULT 2 CHECK (audience BETWEEN 0 AND 2);

-- Which places of the archive a user of ours was there for.
CREATE TABLE room_stay (
    room INTEGER NOT NULL REFERENCES room (id),
    user_jid TEXT NOT NULL,
    -- 0 in the room, 1 invited, 2 the network itself has shown it to them later
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
    after_position INTEGER NOT NULL,
    -- the last place; the greatest number while it lasts
    until_position INTEGER NOT NULL,
    -- what claims to be older does not belong to it
    since INTEGER NOT NULL,
    PRIMARY KEY (room, user_jid, kind, after_position)
) STRICT, WITHOUT ROWID;

INSERT INTO room_stay (room, user_jid, kind, after_position, until_position, since)
SELECT u.room, u.user_jid, 0, coalesce((SELECT min(a.position) FROM archive a WHERE a.room = u.room), 1) - 1, 9223372036854775807, 0 FROM room_user u;

-- What was said while nobody of ours was in a room, and was not read yet.
CREATE TABLE archive_gap (
    room INTEGER NOT NULL REFERENCES room (id),
    -- the last place before it, and the first one behind it; what is read is put directly before the latter
    after_position INTEGER NOT NULL,
    before_position INTEGER NOT NULL,
    -- when the newest before it and the oldest behind it was said
    after_at INTEGER NOT NULL,
    before_at INTEGER NOT NULL,
    -- where the network goes on: its own mark
    mark TEXT NOT NULL,
    PRIMARY KEY (room, after_position)
) STRICT, WITHOUT ROWID;
