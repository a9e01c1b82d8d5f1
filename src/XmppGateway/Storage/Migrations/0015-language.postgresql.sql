-- What users read, in their language.

-- The reason in German; null: the same as in English
ALTER TABLE outbox ADD COLUMN last_reason_german text;

-- What a client of the user has said last; counts where the user has chosen none
ALTER TABLE account ADD COLUMN heard_language text;
