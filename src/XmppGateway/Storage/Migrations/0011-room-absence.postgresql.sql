-- Since when a user who belongs to a room has no client in it; null while one is there, or until somebody looks.
ALTER TABLE room_user ADD COLUMN absent_since bigint;
