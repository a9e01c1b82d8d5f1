-- What was put aside: who knows of it, and what the operator wants to be done.

-- 1: nobody is to be told of a failure on it; those concerned were told, or it is itself what they are told
ALTER TABLE inbox ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));

-- 0 nothing, 1 to be tried again, 2 to be given up; the running gateway does it
ALTER TABLE inbox ADD COLUMN asked INTEGER NOT NULL DEFAULT 0 CHECK (asked BETWEEN 0 AND 2);

CREATE INDEX inbox_set_aside ON inbox (id) WHERE set_aside_reason IS NOT NULL;
CREATE INDEX inbox_asked ON inbox (network, id) WHERE asked > 0;
