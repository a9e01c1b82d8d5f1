-- Whose sender has asked for a receipt (XEP-0184): some networks report long after they took a message that it has arrived.
ALTER TABLE message ADD COLUMN wants_receipt INTEGER NOT NULL DEFAULT 0 CHECK (wants_receipt IN (0, 1));
UPDATE message SET wants_receipt = 1 WHERE id IN (SELECT id FROM outbox WHERE wants_receipt = 1 UNION ALL SELECT id FROM open_receipt);
