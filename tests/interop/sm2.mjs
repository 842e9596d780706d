// SM2 by the openssl command: keys, signatures, sealed keys. The forms are checked here, since openssl reads over some of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { sha256, sm3, hex, refuse } from './wire.mjs';
import { isSm2Key, isSm2Point } from './records.mjs';
import { read, readAll } from './der.mjs';

const IDENTITY = 'distid:1234567812345678';
const folder = mkdtempSync(path(tmpdir(), 'hub-interop-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export function openssl(args, input) {
  const done = spawnSync('openssl', args, { input: input ?? '', timeout: 60_000, maxBuffer: 64 << 20 });
  if (done.error) throw done.error;
  return { ok: done.status === 0, output: done.stdout, errors: done.stderr.toString() };
}

export function must(args, input) {
  const done = openssl(args, input);
  if (!done.ok) throw new Error(`openssl ${args.join(' ')}: ${done.errors}`);
  return done.output;
}

/** A file that holds these bytes, for options that take no other. */
export function file(bytes) {
  const name = path(folder, hex(sha256(bytes)));
  if (!existsSync(name)) writeFileSync(name, bytes, { mode: 0o600 });
  return name;
}

export const keyId = spki => hex(sm3(spki));

/** A new key: PKCS#8, SPKI and its scalar. */
export function generate() {
  return fromPkcs8(must(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], must(['genpkey', '-algorithm', 'SM2'])));
}

export function fromPkcs8(pkcs8) {
  const spki = must(['pkey', '-inform', 'DER', '-pubout', '-outform', 'DER'], pkcs8);
  const ec = readAll(readAll(read(pkcs8).content)[2].content)[0];
  return { pkcs8, spki, keyId: keyId(spki), scalar: readAll(ec.content)[1].content };
}

/** PKCS#8 (RFC 5208) around ECPrivateKey (RFC 5915) without the public key, which openssl computes. */
export function fromScalar(scalar) {
  const ec = Buffer.concat([Buffer.from('30250201010420', 'hex'), scalar]);
  return fromPkcs8(Buffer.concat([Buffer.from('3041020100301306072a8648ce3d020106082a811ccf5501822d0427', 'hex'), ec]));
}

export function sign(key, message) {
  return must(['dgst', '-sm3', '-sigopt', IDENTITY, '-keyform', 'DER', '-sign', file(key.pkcs8)], message);
}

const verified = new Map();

export function verify(spki, message, signature) {
  if (!isSm2Key(spki)) return false;
  const question = hex(sha256(spki, sha256(message), signature));
  if (!verified.has(question))
    verified.set(question, openssl(['dgst', '-sm3', '-sigopt', IDENTITY, '-keyform', 'DER', '-verify', file(spki), '-signature', file(signature)], message).ok);
  return verified.get(question);
}

export function seal(spki, plaintext) {
  return must(['pkeyutl', '-encrypt', '-pubin', '-keyform', 'DER', '-inkey', file(spki)], plaintext);
}

/** The plaintext, or null. */
export function unseal(key, sealed) {
  if (!isSealed(sealed)) return null;
  const done = openssl(['pkeyutl', '-decrypt', '-keyform', 'DER', '-inkey', file(key.pkcs8)], sealed);
  return done.ok && done.output.length > 0 ? done.output : null;
}

/** SEQUENCE { x, y, hash of 32 bytes, cipher } and nothing more, the point on the curve. */
function isSealed(der) {
  try {
    const outer = read(der);
    if (outer.tag !== 0x30 || outer.end !== der.length) return false;
    const parts = readAll(outer.content);
    if (parts.length !== 4 || parts.map(part => part.tag).join() !== '2,2,4,4') return false;
    const [x, y] = parts.slice(0, 2).map(part => number(part.content));
    return parts[2].content.length === 32 && parts[3].content.length > 0 && isSm2Point(x, y);
  } catch {
    return false;
  }
}

function number(content) {
  if (content.length === 0 || content[0] & 0x80 || (content.length > 1 && content[0] === 0 && !(content[1] & 0x80))) refuse('not a minimal, positive integer');
  return BigInt('0x' + hex(content));
}
