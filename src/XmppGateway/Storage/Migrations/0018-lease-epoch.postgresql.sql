-- Counts the holders of a lease: who has a number of before holds it no more, whatever they believe.
ALTER TABLE lease ADD COLUMN epoch bigint NOT NULL DEFAULT 0;

-- Ends a commit whose writer has lost its lease. A function, so that the question travels with the others of the commit and needs no answer.
CREATE FUNCTION must_hold(wanted text, by_whom text, since bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM lease WHERE name = wanted AND holder = by_whom AND epoch = since) THEN
        RAISE EXCEPTION 'the lease % was lost', wanted;
    END IF;
END
$$;
