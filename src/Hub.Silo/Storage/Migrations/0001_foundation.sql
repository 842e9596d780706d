-- Who the hub is, and which life of its database this is.
CREATE TABLE hub_meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a grain state. key: blind index of service, state name and grain key; payload: sealed, bound to the key; NULL once cleared (the row stays, so that
-- a version never comes twice).
CREATE TABLE grain_state (
    key     BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    payload BLOB
) STRICT;

-- The platform's results feed. opening: blind index; payload: challenge id and entry, sealed.
CREATE TABLE feed (
    opening BLOB NOT NULL,
    n       INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (opening, n)
) STRICT;

-- Registered envelopes. opening, envelope: blind indexes; payload: envelope id, challenge id and content, sealed.
CREATE TABLE envelopes (
    opening  BLOB NOT NULL,
    envelope BLOB NOT NULL,
    payload  BLOB NOT NULL,
    PRIMARY KEY (opening, envelope)
) STRICT;

-- What an opening's board says of a challenge. opening, challenge: blind indexes; payload: challenge id and tile, sealed.
CREATE TABLE board (
    opening   BLOB NOT NULL,
    challenge BLOB NOT NULL,
    payload   BLOB NOT NULL,
    PRIMARY KEY (opening, challenge)
) STRICT;

-- How certificates are found. They are public, so in clear; nothing here tells what one was used for. not_after: milliseconds since 1970, UTC.
CREATE TABLE certificates (
    key_id        TEXT NOT NULL PRIMARY KEY,
    enc_key_id    TEXT NOT NULL,
    issuer        TEXT NOT NULL,
    serial        TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    status        TEXT NOT NULL,
    not_after     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX certificates_by_serial ON certificates (issuer, serial);
CREATE INDEX certificates_by_enc_key ON certificates (enc_key_id);
CREATE INDEX certificates_by_enterprise ON certificates (enterprise_id);

-- A commit batch that gave receipts. payload: record, signature and leaf hashes, sealed.
CREATE TABLE receipt_batches (
    batch   INTEGER NOT NULL PRIMARY KEY,
    payload BLOB NOT NULL
) STRICT;

-- leaf: blind index of the leaf's hash, which is all that a receipt is looked for by; payload: the leaf, sealed.
CREATE TABLE receipts (
    leaf    BLOB NOT NULL,
    batch   INTEGER NOT NULL,
    idx     INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;
CREATE INDEX receipts_by_leaf ON receipts (leaf);

-- What happened and nobody waits for. at: milliseconds since 1970, UTC; subject: blind index; payload: kind, subject and detail, sealed.
CREATE TABLE events (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    subject BLOB NOT NULL,
    payload BLOB NOT NULL
) STRICT;
CREATE INDEX events_by_subject ON events (subject, id);
