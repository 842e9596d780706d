-- What operators did: in clear, and only ever added to. at: milliseconds since 1970, UTC.
CREATE TABLE admin_actions (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;
CREATE TRIGGER admin_actions_stay BEFORE UPDATE ON admin_actions BEGIN SELECT RAISE(ABORT, 'admin_actions is only added to'); END;
CREATE TRIGGER admin_actions_remain BEFORE DELETE ON admin_actions BEGIN SELECT RAISE(ABORT, 'admin_actions is only added to'); END;

-- A CA may name either certificate of a pair in its list.
ALTER TABLE certificates ADD COLUMN enc_serial TEXT NOT NULL DEFAULT '';
CREATE INDEX certificates_by_enc_serial ON certificates (issuer, enc_serial);
