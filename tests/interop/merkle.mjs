// Section 4.4: RFC 9162 §2.1 with SM3.
import { sm3, hex } from './wire.mjs';

const node = (left, right) => sm3(Buffer.concat([Buffer.of(1), left, right]));

export const leafHash = leaf => sm3(Buffer.concat([Buffer.of(0), leaf]));

const split = size => {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
};

export function root(hashes) {
  if (hashes.length === 0) return sm3(Buffer.alloc(0));
  if (hashes.length === 1) return hashes[0];
  const k = split(hashes.length);
  return node(root(hashes.slice(0, k)), root(hashes.slice(k)));
}

export function path(hashes, index) {
  if (hashes.length <= 1) return [];
  const k = split(hashes.length);
  return index < k ? [...path(hashes.slice(0, k), index), root(hashes.slice(k))] : [...path(hashes.slice(k), index - k), root(hashes.slice(0, k))];
}

/** RFC 9162 §2.1.3.2; path and root in hex. */
export function isIncluded(hash, index, size, steps, wanted) {
  if (index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let found = hash;
  for (const step of steps.map(text => Buffer.from(text, 'hex'))) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      found = node(step, found);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      found = node(found, step);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && hex(found) === wanted;
}
