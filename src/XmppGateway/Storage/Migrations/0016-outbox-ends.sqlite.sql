-- What is known of messages on their way and must be known after a crash, too.

-- Tried as part of a letter: the number of its last line; null: not tried, or not part of one
ALTER TABLE outbox ADD COLUMN letter_end INTEGER;

-- Delivered messages, by their number in the message map, whose receipt the XMPP server may not have
CREATE TABLE open_receipt (
    id INTEGER PRIMARY KEY,
    delivery_id TEXT NOT NULL
) STRICT;
