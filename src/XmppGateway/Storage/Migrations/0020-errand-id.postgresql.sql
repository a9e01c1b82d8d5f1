-- Each report is told, also when another one of the same person comes before the first is told.
ALTER TABLE errand DROP CONSTRAINT errand_pkey;
ALTER TABLE errand ADD PRIMARY KEY (network, kind, user_jid, contact_id, recipient, id);
