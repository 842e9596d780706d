// Section 3 of docs/protocol.md: every record, read strictly and written in the page's order.
import { form, parseStrictly, refuse, utf8, base64 } from './wire.mjs';

const word = (...words) => text => (words.includes(text) ? text : refuse(`not one of ${words}`));
const integer = (min, max = Number.MAX_SAFE_INTEGER) => value => {
  const number = form.integer(value);
  return number >= min && number <= max ? number : refuse('out of its range');
};
const text = (min, max) => value =>
  typeof value === 'string' && value.length >= min && value.length <= max && !/[\u0000-\u001f\u007f-\u009f]/.test(value) ? value : refuse('not such a text');
const bytes = length => value => {
  const read = form.bytes(value);
  return (length === undefined ? read.length > 0 : read.length === length) ? read : refuse('of another length');
};
const list = (min, max, item) => value =>
  Array.isArray(value) && value.length >= min && value.length <= max ? value.map(item) : refuse('not such a list');
const object = (members, optional = []) => value => readMembers(value, members, optional);
const lot = value => form.lot(value);

const SPKI = { sm2: '3059301306072a8648ce3d020106082a811ccf5501822d034200' + '04', p256: '3059301306072a8648ce3d020106082a8648ce3d030107034200' + '04' };
export const sm2Key = value => {
  const spki = bytes(91)(value);
  return isSm2Key(spki) ? spki : refuse('not an SM2 public key');
};
const deviceKey = value => {
  const spki = bytes(91)(value);
  return spki.toString('hex').startsWith(SPKI.p256) ? spki : refuse('not a P-256 public key');
};

const P = BigInt('0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff');
const A = P - 3n;
const B = BigInt('0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93');

/** Exactly the one encoding, and a point on the curve: y² = x³ + ax + b. */
export function isSm2Key(spki) {
  if (spki.length !== 91 || !spki.toString('hex').startsWith(SPKI.sm2)) return false;
  return isSm2Point(BigInt('0x' + spki.toString('hex', 27, 59)), BigInt('0x' + spki.toString('hex', 59)));
}

export function isSm2Point(x, y) {
  return x < P && y < P && (y * y - x * x * x - A * x - B) % P === 0n;
}

function readMembers(value, members, optional) {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || Object.getPrototypeOf(value) !== Object.prototype) refuse('not an object');
  const read = {};
  for (const [name, reader] of Object.entries(members)) {
    if (Object.hasOwn(value, name)) read[name] = reader(value[name]);
    else if (!optional.includes(name)) refuse(`${name} missing`);
  }
  for (const name of Object.keys(value)) if (!Object.hasOwn(members, name)) refuse(`${name} unknown`);
  return read;
}

const KINDS = ['login', 'sign', 'seal', 'encrypt', 'decrypt'];
const ERRORS = ['header', 'authorship', 'descriptor', 'freeze', 'path', 'start', 'unseal', 'context', 'commitment', 'key'];
const head = kind => ({ hub: form.hub, platform: form.platform, kind: word(...[kind].flat()) });
const own = kind => ({ hub: form.hub, kind: word(...[kind].flat()) });
const { digest, keyId, time, opening, envelope, challenge } = form;

export const signed = object({ record: bytes(), signature: bytes() });
export const authorship = object({ statement: bytes(), response: bytes(), signature: bytes() });
export const receipt = object({ leaf: bytes(), index: integer(0), size: integer(1), path: list(0, 63, digest), batch: bytes(), signature: bytes() });

const fileName = value => {
  const name = text(1, 255)(value);
  return /[/\\]/.test(name) || name === '.' || name === '..' ? refuse('a path') : name;
};
const chunkSize = value => {
  const size = integer(4096, 4194304)(value);
  return (size & (size - 1)) === 0 ? size : refuse('not a power of two');
};
const result = value => (value && Object.hasOwn(value, 'sealed') ? object({ envelope, sealed: bytes() })(value) : object({ envelope, error: word(...ERRORS) })(value));

const ACTIONS = {
  start: {},
  extend: { until: time },
  close: {},
  admit: { challenge, response: digest },
  note: { text: text(1, 500) },
};

/** Members of each record in the page's order, after `type`. */
const RECORDS = {
  'bid-header/1': () => ({
    ...head('encrypt'), platformKeyId: keyId, opening, earliestStart: time, lot, envelope, bidder: form.enterprise, signKeyId: keyId, encKeyId: keyId, fileName,
    cipher: word('sm4-gcm-stream/1', 'aes-256-gcm-stream/1'), chunkSize, length: integer(16), digest,
  }),
  'encrypt-statement/1': () => ({
    ...head('encrypt'), challenge, platformName: text(1, 100), opening, signKeyId: keyId, expires: time,
    envelopes: list(0, 16, object({ header: bytes(), commitment: digest, sealedKeyDigest: digest })), withdraws: list(0, 16, envelope),
  }),
  'response/1': () => ({
    ...head(KINDS), challenge, statement: digest, signKeyId: keyId, encKeyId: keyId, nonce: bytes(32), pinTry: digest, answer: word('approved'), results: list(0, 64, result), signedAt: time,
  }),
  'opening/1': () => ({
    ...head('decrypt'), opening, generation: integer(1), name: text(1, 200), lots: list(1, 200, object({ lot, name: text(1, 200) })), deadline: time, earliestStart: time,
    start: word('clock', 'host'), window: integer(60, 604800), openingKey: sm2Key, phones: word('allowed', 'forbidden'),
  }),
  'opening-freeze/1': () => ({ ...head('decrypt'), opening, descriptor: digest, size: integer(0), root: digest, frozenAt: time }),
  'opening-amendment/1': value => {
    const action = word(...Object.keys(ACTIONS))(value.action);
    return { ...head('decrypt'), opening, number: integer(1), previous: digest, action: word(action), ...ACTIONS[action], madeAt: time };
  },
  'succession/1': () => ({ ...head('decrypt'), oldKey: sm2Key, newCertificate: bytes(), madeAt: time }),
  'enrolment/1': () => ({ ...own('enrol'), code: text(1, 200), proof: bytes(32), signingRequest: bytes(), encryptionRequest: bytes(), deviceKey, blinded: bytes(33) }),
  'scan/1': () => ({ ...own('scan'), challenge, frame: text(20, 20), signKeyId: keyId, at: time }),
  'pin-eval/1': () => ({ ...own('pin'), challenge, signKeyId: keyId, version: integer(1), nonce: bytes(32), blinded: bytes(33) }),
  'pin-proof/1': () => ({ ...own('pin'), signKeyId: keyId, version: integer(1), nonce: bytes(32), blinded: bytes(33) }),
  'reject/1': () => ({ ...own(KINDS), challenge, statement: digest, signKeyId: keyId, nonce: bytes(32), reason: word('mine-not', 'wrong-content', 'other'), signedAt: time }),
  'pin-ok/1': () => ({ ...own('pin'), signKeyId: keyId, nonce: bytes(32), pinTry: digest }),
  'pin-change/1': () => ({ ...own('pin'), signKeyId: keyId, version: integer(1), nonce: bytes(32), pinTry: digest, blinded: bytes(33) }),
  'pin-changed/1': () => ({ ...own('pin'), signKeyId: keyId, version: integer(1), changedAt: time }),
  'receipt/1': () => ({
    ...head(['encrypt', 'decrypt']), subject: word('registration', 'withdrawal', 'freeze', 'amendment', 'response', 'late', 'admission'), opening, challenge, envelope, digest, arrival: time,
  }),
  'receipt-batch/1': () => ({ hub: form.hub, epoch: form.epoch, batch: integer(1), size: integer(1), root: digest, at: time }),
  'anchors/1': () => ({ hub: form.hub, hubKeys: list(1, 8, sm2Key), roots: list(1, 32, bytes()) }),
  'decrypt-statement/1': () => ({
    ...head('decrypt'), challenge, platformName: text(1, 100), opening, signKeyId: keyId, descriptor: signed, freeze: signed, freezeReceipt: receipt, chain: list(1, 64, bytes()), crls: list(0, 64, bytes()),
    successions: list(0, 8, signed),
    envelopes: list(1, 64, object({ header: bytes(), commitment: digest, sealedKey: bytes(), authorship, index: integer(0), path: list(0, 63, digest) })),
  }),
};

const OPTIONAL = { 'receipt/1': ['challenge', 'envelope'] };

/** What holds between members. */
const RULES = {
  'encrypt-statement/1': record => record.envelopes.length + record.withdraws.length > 0 || refuse('both lists empty'),
  'opening/1': record => {
    if (record.earliestStart < record.deadline) refuse('earliestStart before the deadline');
    if (new Set(record.lots.map(item => item.lot)).size !== record.lots.length) refuse('a lot twice');
  },
};

/** Reads a record of this type; bytes become Buffers. Throws Refused. */
export function readRecord(encoded, type) {
  const value = parseStrictly(encoded);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) refuse('not an object');
  if (Object.keys(value)[0] !== 'type' || value.type !== type) refuse(`type is not first, or not ${type}`);
  const record = readMembers(value, { type: word(type), ...RECORDS[type](value) }, OPTIONAL[type] ?? []);
  RULES[type]?.(record);
  return record;
}

/** The bytes of a record: members in the page's order, bytes as Base64. */
export function writeRecord(type, members) {
  const record = { type };
  for (const name of Object.keys(RECORDS[type](members))) if (members[name] !== undefined) record[name] = encode(members[name]);
  const written = utf8(JSON.stringify(record));
  readRecord(written, type);
  return written;
}

export function encode(value) {
  if (Buffer.isBuffer(value)) return base64(value);
  if (Array.isArray(value)) return value.map(encode);
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]));
  return value;
}
