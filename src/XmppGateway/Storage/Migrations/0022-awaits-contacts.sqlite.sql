-- To whom contacts of the network are still to come since they registered: a restart goes on with them.
ALTER TABLE account ADD COLUMN awaits_contacts INTEGER NOT NULL DEFAULT 0 CHECK (awaits_contacts IN (0, 1));
