// As much of DER as certificates, lists and sealed keys need.
import { refuse } from './wire.mjs';

/** One value: its tag, content, whole encoding, and where it ends in `bytes`. */
export function read(bytes, at = 0) {
  if (at + 2 > bytes.length) refuse('DER ends early');
  const tag = bytes[at];
  let start = at + 2;
  let length = bytes[at + 1];
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || start + count > bytes.length) refuse('DER length');
    length = bytes.readUIntBE(start, count);
    start += count;
    if (length < 0x80 || length < 256 ** (count - 1)) refuse('DER length is not minimal');
  }
  const end = start + length;
  if (end > bytes.length) refuse('DER ends early');
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end), end };
}

/** All values of a content. */
export function readAll(content) {
  const values = [];
  for (let at = 0; at < content.length; at = values.at(-1).end) values.push(read(content, at));
  return values;
}

/** Exactly one value. */
export function readOne(bytes) {
  const value = read(bytes);
  return value.end === bytes.length ? value : refuse('something after the DER');
}
