// Section 1 of docs/protocol.md: encodings, joined parts, digests, and JSON read strictly.
import { createHash } from 'node:crypto';

export const hex = bytes => Buffer.from(bytes).toString('hex');
export const base64 = bytes => Buffer.from(bytes).toString('base64');
export const utf8 = text => Buffer.from(text, 'utf8');

/** A refusal with its place: what a reader says of bytes that break the page. */
export class Refused extends Error {}

export function refuse(what) {
  throw new Refused(what);
}

/** True unless the call refuses; other errors are bugs and pass on. */
export function accepts(call) {
  try {
    call();
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** `‖`: each part after its length in four bytes. */
export function join(...parts) {
  return Buffer.concat(parts.flatMap(part => {
    const bytes = typeof part === 'string' ? utf8(part) : Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  }));
}

export function sm3(bytes) {
  return createHash('sm3').update(bytes).digest();
}

export function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export const time = date => new Date(date).toISOString();

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

function isCreditCode(text) {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0, weight = 1; i < 17; i++, weight = weight * 3 % 31) sum += CREDIT_ALPHABET.indexOf(text[i]) * weight;
  return CREDIT_ALPHABET[(31 - sum % 31) % 31] === text[17];
}

const matching = (name, pattern) => text => (typeof text === 'string' && pattern.test(text) ? text : refuse(`not ${name}`));

/** Readers of one value, by the names that the page gives to forms. */
export const form = {
  hub: matching('a hub id', /^hub-[0-9a-f]{32}$/),
  platform: matching('a platform id', /^pl-[a-z0-9]{2,32}$/),
  authority: matching('an authority id', /^ca-[a-z0-9]{2,32}$/),
  opening: matching('an opening id', /^op-[0-9a-f]{32}$/),
  envelope: matching('an envelope id', /^ev-[0-9a-f]{32}$/),
  challenge: matching('a challenge id', /^ch-[0-9a-f]{32}$/),
  epoch: matching('an epoch', /^[0-9a-f]{16}$/),
  lot: matching('a lot id', /^[A-Za-z0-9_-]{1,32}$/),
  keyId: matching('a KeyId', /^[0-9a-f]{64}$/),
  digest: matching('a digest', /^[0-9a-f]{64}$/),
  enterprise: text => (typeof text === 'string' && text.startsWith('en-') && isCreditCode(text.slice(3)) ? text : refuse('not an enterprise id')),
  time: text => {
    if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) refuse('not a time');
    const date = new Date(text);
    // A date such as February 30th is rolled over, not refused, by the language.
    return Number.isNaN(date.getTime()) || date.toISOString() !== text ? refuse('not a time') : text;
  },
  bytes: text => {
    if (typeof text !== 'string') refuse('not bytes');
    const bytes = Buffer.from(text, 'base64');
    return bytes.toString('base64') === text ? bytes : refuse('not Base64');
  },
  integer: number => (number instanceof Integer ? number.value : refuse('not an integer')),
};

// JSON numbers keep their spelling until it is known that an integer is wanted.
class Integer {
  constructor(text) {
    this.value = Number(text);
  }
}

/** Reads UTF-8 JSON: refuses a byte order mark, bytes that are not UTF-8, a member twice, and anything after the value. Numbers come as Integer or are refused. */
export function parseStrictly(bytes) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse('not UTF-8');
  }
  let at = 0;
  const value = readValue(0);
  skip();
  return at === text.length ? value : refuse('something after the value');

  function skip() {
    while (at < text.length && ' \t\r\n'.includes(text[at])) at++;
  }

  function take(character) {
    skip();
    if (text[at] !== character) refuse(`no ${character}`);
    at++;
  }

  function readValue(depth) {
    if (depth > 8) refuse('too deep');
    skip();
    if (text[at] === '{') return readObject(depth);
    if (text[at] === '[') return readList(depth);
    if (text[at] === '"') return readText();
    const rest = /^(true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at, at + 40))?.[0] ?? refuse('no value');
    at += rest.length;
    if (rest === 'true') return true;
    if (rest === 'false') return false;
    if (/^\d+$/.test(rest) && Number(rest) <= Number.MAX_SAFE_INTEGER) return new Integer(rest);
    return refuse('null, or a number that is no integer');
  }

  function readObject(depth) {
    const members = {};
    take('{');
    skip();
    if (text[at] === '}') return at++, members;
    for (;;) {
      skip();
      const name = readText();
      if (Object.hasOwn(members, name)) refuse(`${name} twice`);
      take(':');
      members[name] = readValue(depth + 1);
      skip();
      if (text[at] === '}') return at++, members;
      take(',');
    }
  }

  function readList(depth) {
    const items = [];
    take('[');
    skip();
    if (text[at] === ']') return at++, items;
    for (;;) {
      items.push(readValue(depth + 1));
      skip();
      if (text[at] === ']') return at++, items;
      take(',');
    }
  }

  function readText() {
    skip();
    const found = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/.exec(text.slice(at))?.[0] ?? refuse('no text');
    at += found.length;
    const read = JSON.parse(found);
    return read.isWellFormed() ? read : refuse('half of a surrogate pair');
  }
}
