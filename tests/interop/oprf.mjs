// Section 5.2: VOPRF of RFC 9497 over P-256 with SHA-256, mode 0x01, in plain BigInt; hash-to-curve by RFC 9380. Plain, not constant in time: for interoperability alone.
import { randomBytes } from 'node:crypto';
import { sha256, utf8 } from './wire.mjs';

const P = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff');
const N = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const A = P - 3n;
const B = BigInt('0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b');
const G = {
  x: BigInt('0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'),
  y: BigInt('0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'),
};
const CONTEXT = Buffer.concat([utf8('OPRFV1-'), Buffer.of(1), utf8('-P256-SHA256')]);
const tag = name => Buffer.concat([utf8(name), CONTEXT]);

const mod = (value, m = P) => ((value % m) + m) % m;
const number = bytes => BigInt('0x' + (Buffer.from(bytes).toString('hex') || '0'));
const octets = value => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const short = value => Buffer.of(value >> 8, value & 255);
const part = bytes => Buffer.concat([short(bytes.length), bytes]);

function power(base, exponent, m = P) {
  let result = 1n;
  for (let b = mod(base, m), e = exponent; e > 0n; e >>= 1n, b = b * b % m) if (e & 1n) result = result * b % m;
  return result;
}

const inverse = (value, m = P) => power(value, m - 2n, m);

function add(p, q) {
  if (p === null) return q;
  if (q === null) return p;
  if (p.x === q.x && mod(p.y + q.y) === 0n) return null;
  const slope = p.x === q.x ? mod((3n * p.x * p.x + A) * inverse(2n * p.y)) : mod((q.y - p.y) * inverse(q.x - p.x));
  const x = mod(slope * slope - p.x - q.x);
  return { x, y: mod(slope * (p.x - x) - p.y) };
}

// Jacobian doubling and mixed addition, so that one inversion serves a whole multiplication.
export function multiply(p, scalar) {
  let x = 0n;
  let y = 1n;
  let z = 0n;
  for (let i = 255n; i >= 0n; i--) {
    if (z !== 0n) {
      const yy = y * y % P;
      const s = 4n * x * yy % P;
      const zz = z * z % P;
      const m = mod(3n * (x - zz) * (x + zz));
      const x3 = mod(m * m - 2n * s);
      z = 2n * y * z % P;
      y = mod(m * (s - x3) - 8n * yy * yy);
      x = x3;
    }
    if ((scalar >> i) & 1n) {
      if (z === 0n) [x, y, z] = [p.x, p.y, 1n];
      else {
        const zz = z * z % P;
        const h = mod(p.x * zz - x);
        const r = mod(p.y * zz * z - y);
        if (h === 0n) {
          const point = r === 0n ? add(p, p) : null;
          [x, y, z] = point === null ? [0n, 1n, 0n] : [point.x, point.y, 1n];
          continue;
        }
        const hh = h * h % P;
        const v = x * hh % P;
        const x3 = mod(r * r - hh * h - 2n * v);
        y = mod(r * (v - x3) - y * hh * h);
        z = z * h % P;
        x = x3;
      }
    }
  }
  if (z === 0n) return null;
  const zi = inverse(z);
  return { x: x * zi % P * zi % P, y: y * zi % P * zi % P * zi % P };
}

const root = square => power(square, (P + 1n) / 4n);

export const encodePoint = point => (point === null ? Buffer.of(0) : Buffer.concat([Buffer.of(point.y & 1n ? 3 : 2), octets(point.x)]));

/** A compressed point of 33 bytes, or null. */
export function decodePoint(bytes) {
  if (bytes.length !== 33 || (bytes[0] !== 2 && bytes[0] !== 3)) return null;
  const x = number(bytes.subarray(1));
  if (x >= P) return null;
  const square = mod(x * x * x + A * x + B);
  const y = root(square);
  if (y * y % P !== square) return null;
  return { x, y: Number(y & 1n) === (bytes[0] & 1) ? y : P - y };
}

function expand(message, dst, length) {
  const dstPrime = Buffer.concat([dst, Buffer.of(dst.length)]);
  const b0 = sha256(Buffer.alloc(64), message, short(length), Buffer.of(0), dstPrime);
  const blocks = [sha256(b0, Buffer.of(1), dstPrime)];
  for (let i = 2; blocks.length * 32 < length; i++) blocks.push(sha256(Buffer.from(b0.map((byte, at) => byte ^ blocks.at(-1)[at])), Buffer.of(i), dstPrime));
  return Buffer.concat(blocks).subarray(0, length);
}

// RFC 9380 §6.6.2 with Z = -10, written as its straight formulas.
function map(u) {
  const z = P - 10n;
  const zu2 = mod(z * u * u);
  const inner = mod(zu2 * zu2 + zu2);
  const x1 = inner === 0n ? mod(B * inverse(z * A)) : mod(-B * inverse(A) * (1n + inverse(inner)));
  const g = x => mod(x * x * x + A * x + B);
  const x2 = mod(zu2 * x1);
  const isSquare = power(g(x1), (P - 1n) / 2n) !== P - 1n;
  const x = isSquare ? x1 : x2;
  let y = root(g(x));
  if ((u & 1n) !== (y & 1n)) y = mod(-y);
  return { x, y };
}

export function hashToGroup(input) {
  const uniform = expand(input, tag('HashToGroup-'), 96);
  return add(map(mod(number(uniform.subarray(0, 48)))), map(mod(number(uniform.subarray(48)))));
}

const hashToScalar = input => mod(number(expand(input, tag('HashToScalar-'), 48)), N);

export function randomScalar() {
  for (;;) {
    const scalar = number(randomBytes(32));
    if (scalar > 0n && scalar < N) return scalar;
  }
}

export const blind = (x, b = randomScalar()) => ({ secret: b, blinded: encodePoint(multiply(hashToGroup(x), b)) });

export const evaluate = (k, blinded) => encodePoint(multiply(decodePoint(blinded), k));

/** rw, or null when Z is not a point. */
export function finalize(x, secret, evaluated) {
  const point = decodePoint(evaluated);
  return point && sha256(part(x), part(encodePoint(multiply(point, inverse(secret, N)))), utf8('Finalize'));
}

/** RFC 9497 §2.2.2 for one element. */
export function verifyProof(publicKey, blinded, evaluated, proof) {
  const [k, b, z] = [publicKey, blinded, evaluated].map(decodePoint);
  if (!k || !b || !z || proof.length !== 64) return false;
  const c = number(proof.subarray(0, 32));
  const s = number(proof.subarray(32));
  if (c >= N || s >= N) return false;
  const seed = sha256(part(publicKey), part(tag('Seed-')));
  const weight = hashToScalar(Buffer.concat([part(seed), short(0), part(blinded), part(evaluated), utf8('Composite')]));
  const m = multiply(b, weight);
  const w = multiply(z, weight);
  const t2 = add(multiply(G, s), multiply(k, c));
  const t3 = add(multiply(m, s), multiply(w, c));
  return hashToScalar(Buffer.concat([publicKey, ...[m, w, t2, t3].map(encodePoint)].map(part).concat(utf8('Challenge')))) === c;
}

export const publicKeyOf = k => encodePoint(multiply(G, k));
export { number, octets };
