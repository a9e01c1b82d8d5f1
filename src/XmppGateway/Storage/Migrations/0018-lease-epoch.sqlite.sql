-- Counts the holders of a lease: who has a number of before holds it no more, whatever they believe.
ALTER TABLE lease ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
