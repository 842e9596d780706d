-- Whose list may revoke a certificate: another CA may bear the same name. Empty in rows from before; the certificate itself knows.
ALTER TABLE certificates ADD COLUMN authority_id TEXT NOT NULL DEFAULT '';
CREATE INDEX certificates_by_authority ON certificates (authority_id, key_id);

-- One phone, one certificate. Empty in rows from before, and given once, when the phone enrols.
ALTER TABLE certificates ADD COLUMN device_key_id TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX certificates_by_device ON certificates (device_key_id) WHERE device_key_id <> '';

-- Lists are matched by authority now.
DROP INDEX certificates_by_serial;
DROP INDEX certificates_by_enc_serial;
