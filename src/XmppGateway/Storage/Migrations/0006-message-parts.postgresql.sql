-- What an edit, a retraction, reactions or a marker is about: the foreign id of that message. Null for a message.
ALTER TABLE message ADD COLUMN target text;

-- In how many stanzas an incoming message was shown: of its text, and one for each file.
ALTER TABLE message ADD COLUMN text_parts smallint NOT NULL DEFAULT 1;
ALTER TABLE message ADD COLUMN files smallint NOT NULL DEFAULT 0;
