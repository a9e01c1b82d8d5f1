-- A change of presence goes to everybody who has the person as a contact.
CREATE INDEX contact_by_person ON contact (network, remote_id, id) WHERE user_sees = 1;
