// Sections 4.1 and 4.2: the file key and both file ciphers.
import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';
import { join } from './wire.mjs';

const TAG = 16;
const KEY_LENGTH = { 'sm4-gcm-stream/1': 16, 'aes-256-gcm-stream/1': 32 };

export const fileKey = (contentKey, cipher, envelope, encKeyId) =>
  Buffer.from(hkdfSync('sha256', contentKey, Buffer.alloc(0), join('bid-file/1', cipher, envelope, encKeyId), KEY_LENGTH[cipher]));

const nonce = (index, isLast) => {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(index, 7);
  bytes[11] = isLast ? 1 : 0;
  return bytes;
};

export function encryptFile(cipher, key, plaintext, chunkSize) {
  const chunks = [];
  const count = Math.max(1, Math.ceil(plaintext.length / chunkSize));
  for (let i = 0; i < count; i++) chunks.push(AEAD[cipher].encrypt(key, nonce(i, i === count - 1), plaintext.subarray(i * chunkSize, (i + 1) * chunkSize)));
  return Buffer.concat(chunks);
}

/** The plaintext, or null for anything that was not encrypted so. */
export function decryptFile(cipher, key, ciphertext, chunkSize) {
  const stride = chunkSize + TAG;
  const count = Math.max(1, Math.ceil(ciphertext.length / stride));
  const chunks = [];
  for (let i = 0; i < count; i++) {
    const chunk = ciphertext.subarray(i * stride, (i + 1) * stride);
    if (chunk.length < TAG || (chunk.length === TAG && i > 0)) return null;
    const plain = AEAD[cipher].decrypt(key, nonce(i, i === count - 1), chunk);
    if (plain === null) return null;
    chunks.push(plain);
  }
  return Buffer.concat(chunks);
}

const aes = {
  encrypt(key, iv, plaintext) {
    const gcm = createCipheriv('aes-256-gcm', key, iv);
    return Buffer.concat([gcm.update(plaintext), gcm.final(), gcm.getAuthTag()]);
  },
  decrypt(key, iv, chunk) {
    const gcm = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(chunk.subarray(chunk.length - TAG));
    try {
      return Buffer.concat([gcm.update(chunk.subarray(0, chunk.length - TAG)), gcm.final()]);
    } catch {
      return null;
    }
  },
};

// OpenSSL 3.0 has SM4 but no SM4-GCM: NIST SP 800-38D on SM4-CTR, without associated data.
const counter = (iv, value) => Buffer.concat([iv, Buffer.of(0, 0, 0, value)]);
const ctr = (key, iv, bytes) => createCipheriv('sm4-ctr', key, counter(iv, 2)).update(bytes);

function sm4Tag(key, iv, ciphertext) {
  const ecb = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
  const h = BigInt('0x' + ecb.update(Buffer.alloc(16)).toString('hex'));
  const mask = createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(counter(iv, 1));
  const table = [];
  for (let i = 0, power = h; i < 128; i++, power = power & 1n ? (power >> 1n) ^ (0xe1n << 120n) : power >> 1n) table.push(power);
  let state = 0n;
  const absorb = block => {
    state ^= block;
    let product = 0n;
    for (let i = 0; i < 128; i++) if ((state >> BigInt(127 - i)) & 1n) product ^= table[i];
    state = product;
  };
  for (let at = 0; at < ciphertext.length; at += 16) {
    const block = Buffer.alloc(16);
    ciphertext.copy(block, 0, at, Math.min(at + 16, ciphertext.length));
    absorb(BigInt('0x' + block.toString('hex')));
  }
  absorb(BigInt(ciphertext.length) * 8n);
  const hash = Buffer.from(state.toString(16).padStart(32, '0'), 'hex');
  return Buffer.from(hash.map((byte, i) => byte ^ mask[i]));
}

const sm4 = {
  encrypt(key, iv, plaintext) {
    const ciphertext = ctr(key, iv, plaintext);
    return Buffer.concat([ciphertext, sm4Tag(key, iv, ciphertext)]);
  },
  decrypt(key, iv, chunk) {
    const ciphertext = chunk.subarray(0, chunk.length - TAG);
    return timingSafeEqual(sm4Tag(key, iv, ciphertext), chunk.subarray(chunk.length - TAG)) ? ctr(key, iv, ciphertext) : null;
  },
};

const AEAD = { 'sm4-gcm-stream/1': sm4, 'aes-256-gcm-stream/1': aes };
