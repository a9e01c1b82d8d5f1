-- What an edit, a retraction, reactions or a marker is about: the foreign id of that message. Null for a message.
ALTER TABLE message ADD COLUMN target TEXT;

-- In how many stanzas an incoming message was shown: of its text, and one for each file.
ALTER TABLE message ADD COLUMN text_parts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE message ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
