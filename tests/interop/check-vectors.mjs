// Reads docs/vectors with what was written from docs/protocol.md alone. Prints one JSON line: how many checks of each file, or what failed first.
import { readFileSync } from 'node:fs';
import { createPrivateKey, createPublicKey, verify as verifyEcdsa, createDecipheriv, hkdfSync } from 'node:crypto';
import { accepts, form, hex, join, parseStrictly, sha256, sm3, utf8 } from './wire.mjs';
import { isSm2Key, readRecord, receipt as readReceipt, writeRecord } from './records.mjs';
import * as sm2 from './sm2.mjs';
import { readCertificate, readList } from './certificates.mjs';
import { isIncluded, leafHash, path, root } from './merkle.mjs';
import { decryptFile, encryptFile, fileKey } from './files.mjs';
import * as oprf from './oprf.mjs';
import { authorshipDigest, checkAuthorship, commitmentOf, contextOf, joined, leafOf, splitJoined } from './bid.mjs';
import { checkReceipt } from './receipts.mjs';
import { useCode } from './enrolment.mjs';
import { answerDecrypt } from './decrypt-checks.mjs';

const folder = new URL('../../docs/vectors/', import.meta.url);
const load = name => JSON.parse(readFileSync(new URL(name + '.json', folder), 'utf8'));
const bytes = text => Buffer.from(text, 'base64');
const unhex = text => Buffer.from(text, 'hex');

const counts = {};
let current = '';
function check(isRight, what) {
  if (!isRight) throw new Error(`${current}: ${what}`);
  counts[current] = (counts[current] ?? 0) + 1;
}
const same = (one, other, what) => check(one === other, `${what}: ${one} is not ${other}`);

const keys = Object.fromEntries(load('keys').keys.map(item => [item.name, sm2.fromPkcs8(bytes(item.pkcs8))]));
const device = createPublicKey({ key: bytes(load('keys').deviceKey.spki), format: 'der', type: 'spki' });
const certificates = Object.fromEntries(load('certificates').items.map(item => [item.name, bytes(item.der)]));

const CHECKS = {
  encodings({ spellings, joins }) {
    for (const { form: name, text, good } of spellings) same(accepts(() => form[name](text)), good, `${name} ${text}`);
    for (const item of joins) {
      const made = join(...item.parts.map(unhex));
      same(hex(made), item.joined, 'joined');
      same(hex(sm3(made)), item.sm3, 'sm3');
    }
  },

  keys({ keys: items, refused, deviceKey }) {
    for (const item of items) {
      same(sm2.fromScalar(unhex(item.scalar)).spki.toString('base64'), item.spki, item.name);
      same(keys[item.name].keyId, item.keyId, item.name);
      same(hex(keys[item.name].scalar), item.scalar, item.name);
      check(isSm2Key(bytes(item.spki)), item.name);
    }
    for (const { why, spki } of refused) check(!isSm2Key(bytes(spki)), why);
    same(createPublicKey(createPrivateKey({ key: bytes(deviceKey.pkcs8), format: 'der', type: 'pkcs8' })).export({ format: 'der', type: 'spki' }).toString('base64'), deviceKey.spki, 'deviceKey');
  },

  certificates({ items }) {
    for (const { name, form: kind, key, issuer, der } of items) {
      if (kind === 'request') {
        check(sm2.openssl(['req', '-inform', 'DER', '-noout', '-verify', '-vfyopt', 'distid:1234567812345678'], bytes(der)).ok, name);
        continue;
      }
      const read = (kind === 'crl' ? readList : readCertificate)(bytes(der));
      check(sm2.verify(keys[issuer].spki, read.tbs, read.signature), name);
      if (key) same(read.keyId, keys[key].keyId, name);
    }
  },

  signatures({ cases }) {
    for (const { name, key, message, signature, good } of cases) same(sm2.verify(keys[key].spki, bytes(message), bytes(signature)), good, name);
  },

  sealed({ cases }) {
    for (const { name, key, sealed, good, plaintext } of cases) {
      const opened = sm2.unseal(keys[key], bytes(sealed));
      same(opened !== null, good, name);
      if (good) same(hex(opened), plaintext, name);
    }
  },

  records({ records, notUtf8 }) {
    check(!accepts(() => parseStrictly(bytes(notUtf8))), 'not UTF-8');
    for (const item of records) {
      const good = bytes(item.bytes);
      const read = readRecord(good, item.type);
      same(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(good)).sort())), JSON.stringify(Object.fromEntries(Object.entries(item.members).sort())), item.name);
      same(writeRecord(item.type, read).toString(), good.toString(), `${item.name} written again`);
      same(hex(sm3(good)), item.sm3, item.name);
      if (item.key === 'device') check(verifyEcdsa('sha256', good, device, bytes(item.signature)), `${item.name}: signature`);
      else if (item.key) check(sm2.verify(keys[item.key].spki, good, bytes(item.signature)), `${item.name}: signature`);
      for (const { why, from, to, put } of item.refused)
        check(!accepts(() => readRecord(Buffer.concat([good.subarray(0, from), utf8(put), good.subarray(to)]), item.type)), `${item.name}: ${why}`);
    }
  },

  files({ envelope, encKeyId, chunkSize, ciphers, contentKey }) {
    for (const { cipher, fileKey: wanted, files, refused } of ciphers) {
      const key = fileKey(unhex(contentKey), cipher, envelope, encKeyId);
      same(hex(key), wanted, cipher);
      for (const { length, ciphertext, digest } of files) {
        const plaintext = Buffer.from(Array.from({ length }, (_, i) => i % 251));
        check(encryptFile(cipher, key, plaintext, chunkSize).equals(bytes(ciphertext)), `${cipher} ${length}`);
        check(decryptFile(cipher, key, bytes(ciphertext), chunkSize)?.equals(plaintext), `${cipher} ${length} opened`);
        same(hex(sm3(bytes(ciphertext))), digest, `${cipher} ${length}`);
      }
      for (const { why, length, slices, flip, ciphertext } of refused) {
        const whole = bytes(files.find(file => file.length === length)?.ciphertext ?? '');
        const edited = ciphertext ? bytes(ciphertext) : Buffer.concat(slices.map(([from, to]) => whole.subarray(from, to)));
        if (flip !== undefined) edited[flip] ^= 1;
        same(decryptFile(cipher, key, edited, chunkSize), null, why);
      }
    }
  },

  merkle({ trees, refused }) {
    for (const { size, root: wanted, paths } of trees) {
      const hashes = Array.from({ length: size }, (_, i) => leafHash(utf8(`leaf ${i}`)));
      same(hex(root(hashes)), wanted, `root of ${size}`);
      paths.forEach((steps, i) => {
        same(path(hashes, i).map(hex).join(), steps.join(), `path ${i} of ${size}`);
        check(isIncluded(hashes[i], i, size, steps, wanted), `path ${i} of ${size}`);
      });
    }
    for (const { why, leaf, index, size, path: steps, root: wanted } of refused) check(!isIncluded(leafHash(utf8(leaf)), index, size, steps, wanted), why);
  },

  bid(file) {
    const [header, sealedKey] = [bytes(file.header), bytes(file.sealedKey)];
    const context = contextOf(header);
    same(hex(context), file.context, 'context');
    same(commitmentOf(context, unhex(file.contentKey)), file.commitment, 'commitment');
    same(hex(joined(unhex(file.contentKey), context)), file.joined, 'joined');
    same(hex(sm2.unseal(keys.encryption, sealedKey)), file.joined, 'unsealed');
    same(hex(sm3(sealedKey)), file.sealedKeyDigest, 'sealedKeyDigest');
    const read = item => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, bytes(value)]));
    const envelope = { header, commitment: file.commitment, sealedKey, authorship: read(file.authorship) };
    check(accepts(() => checkAuthorship(envelope.authorship, envelope, keys.sign.spki)), 'authorship');
    same(hex(authorshipDigest(envelope.authorship)), file.authorshipDigest, 'authorshipDigest');
    same(leafOf(envelope).toString('base64'), file.leaf, 'leaf');
    same(hex(leafHash(leafOf(envelope))), file.leafHash, 'leafHash');
    for (const { why, authorship } of file.refused) check(!accepts(() => checkAuthorship(read(authorship), envelope, keys.sign.spki)), why);
  },

  receipts({ hub, hubKeys, good, refused }) {
    const spkis = hubKeys.map(name => keys[name].spki);
    const isGood = item => accepts(() => checkReceipt(readReceipt(parseStrictly(utf8(JSON.stringify(item)))), hub, spkis));
    for (const item of good) check(isGood(item), 'good');
    for (const { why, receipt } of refused) check(!isGood(receipt), why);
  },

  decrypt(file) {
    const anchors = readRecord(bytes(file.anchors), 'anchors/1');
    const phone = { hub: anchors.hub, hubKeys: anchors.hubKeys, roots: anchors.roots, sign: keys[file.signKey], encryption: keys[file.encryptionKey], now: Date.parse(file.phoneTime) };
    const opened = sealed => hex(splitJoined(sm2.unseal(keys[file.openingKey], sealed)).contentKey);
    for (const { name, statement, results, refused } of file.cases) {
      if (refused) {
        check(!accepts(() => answerDecrypt(bytes(statement), file.challenge, phone)), name);
        continue;
      }
      const found = answerDecrypt(bytes(statement), file.challenge, phone);
      const told = found.map(result => (result.error ? result : { envelope: result.envelope, contentKey: opened(result.sealed) }));
      same(JSON.stringify(told), JSON.stringify(results), name);
    }
    const response = readRecord(bytes(file.answer.response), 'response/1');
    const wanted = file.cases.find(item => item.name === file.answer.case);
    check(sm2.verify(phone.sign.spki, bytes(file.answer.response), bytes(file.answer.signature)), 'the answer is signed');
    same(response.statement, hex(sm3(bytes(wanted.statement))), 'the answer names its statement');
    same(response.results.map(result => opened(result.sealed)).join(), wanted.results.map(result => result.contentKey).join(), 'the answer opens');
  },

  enrolment(file) {
    const { code, proof } = useCode(file.code, bytes(file.signingRequest), bytes(file.encryptionRequest), bytes(file.deviceKey));
    same(code, file.ticket, 'ticket');
    same(hex(proof), hex(bytes(file.proof)), 'proof');
    for (const { why, proof: other } of file.refused) check(hex(bytes(other)) !== hex(proof), why);
  },

  pin(file) {
    const [x, ds, publicKey, blinded, evaluated, proof] = [file.x, file.ds, file.publicKey, file.blinded, file.evaluated, file.proof].map(unhex);
    const secret = oprf.number(unhex(file.blind));
    same(hex(oprf.blind(x, secret).blinded), file.blinded, 'blinded');
    same(hex(sha256(blinded)), file.pinTry, 'pinTry');
    same(hex(oprf.publicKeyOf(oprf.number(unhex(file.hubKey)))), file.publicKey, 'publicKey');
    same(hex(oprf.evaluate(oprf.number(unhex(file.hubKey)), blinded)), file.evaluated, 'evaluated');
    check(oprf.verifyProof(publicKey, blinded, evaluated, proof), 'proof');
    const output = oprf.finalize(x, secret, evaluated);
    same(hex(output), file.output, 'output');
    const wk = Buffer.from(hkdfSync('sha256', join(output, x), ds, join('pin', file.hub, file.signKeyId, String(file.version)), 32));
    same(hex(wk), file.wk, 'wk');
    const open = blob => {
      const gcm = createDecipheriv('aes-256-gcm', wk, blob.subarray(0, 12)).setAuthTag(blob.subarray(blob.length - 16)).setAAD(join(file.signKeyId, String(file.version), publicKey));
      try {
        return Buffer.concat([gcm.update(blob.subarray(12, blob.length - 16)), gcm.final()]);
      } catch {
        return null;
      }
    };
    same(hex(open(unhex(file.blob))), hex(join(keys.sign.scalar, keys.encryption.scalar)), 'blob');
    for (const { why, blob } of file.refused) same(open(unhex(blob)), null, why);
    for (const { why, element } of file.refusedElements) same(oprf.decodePoint(unhex(element)), null, why);
    for (const { why, proof: other } of file.refusedProofs) check(!oprf.verifyProof(publicKey, blinded, evaluated, unhex(other)), why);
  },
};

try {
  for (const [name, run] of Object.entries(CHECKS)) {
    current = name;
    run(load(name));
  }
  console.log(JSON.stringify({ vectors: 'good', checks: counts }));
} catch (error) {
  console.log(JSON.stringify({ vectors: 'bad', in: current, error: error.stack }));
  process.exitCode = 1;
}
