// A phone: sections 4.3, 5 and 6 of docs/protocol.md. It keeps its keys in a blob under the PIN and asks the hub for every use.
import { createCipheriv, createDecipheriv, generateKeyPairSync, hkdfSync, randomBytes, scryptSync, sign as signEcdsa } from 'node:crypto';
import { hex, join, parseStrictly, refuse, sha256, sm3, time, utf8 } from './wire.mjs';
import { useCode } from './enrolment.mjs';
import { encode, readRecord, writeRecord, receipt as readReceipt } from './records.mjs';
import * as sm2 from './sm2.mjs';
import * as oprf from './oprf.mjs';
import { checkChain, readCertificate, subjectOf, USAGE } from './certificates.mjs';
import { checkReceipt } from './receipts.mjs';
import { answerDecrypt } from './decrypt-checks.mjs';
import { call } from './calls.mjs';

const REQUEST_CONFIG = utf8('[req]\ndistinguished_name = none\n[none]\n');

const request = (key, holder) => sm2.must([
  'req', '-new', '-utf8', '-config', sm2.file(REQUEST_CONFIG), '-keyform', 'DER', '-key', sm2.file(key.pkcs8), '-sm3', '-sigopt', 'distid:1234567812345678', '-subj', subjectOf(holder), '-outform', 'DER',
]);

export class Phone {
  #device = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  #ds = randomBytes(32);
  #blob = null;

  constructor(origin, hub) {
    this.origin = origin;
    this.hub = hub;
  }

  async enrol(code, holder, pin) {
    const [sign, encryption] = [sm2.generate(), sm2.generate()];
    const x = this.#stretch(pin);
    const { secret, blinded } = oprf.blind(x);
    const [signingRequest, encryptionRequest] = [request(sign, holder), request(encryption, holder)];
    const deviceKey = this.#device.publicKey.export({ format: 'der', type: 'spki' });
    const answer = await this.#post('/p/enrolments', this.#byDevice('enrolment/1', {
      hub: this.hub, kind: 'enrol', ...useCode(code, signingRequest, encryptionRequest, deviceKey), signingRequest, encryptionRequest, deviceKey, blinded,
    }));
    const bytes = name => Buffer.from(answer[name], 'base64');
    const anchors = readRecord(bytes('anchors'), 'anchors/1');
    if (hex(sm3(bytes('anchors'))) !== code.split('.')[2] || anchors.hub !== this.hub || answer.hub !== this.hub) refuse('other anchors than the code vouches for');
    const chain = answer.chain.map(der => Buffer.from(der, 'base64'));
    for (const [name, key, usage] of [['signingCertificate', sign, USAGE.digitalSignature], ['encryptionCertificate', encryption, USAGE.keyEncipherment]]) {
      // Its own certificates at the moment it gets them: there is no list to ask yet.
      if (checkChain([bytes(name), ...chain], null, anchors.roots, Date.now(), usage).keyId !== key.keyId) refuse(`${name} is not over this phone's key`);
    }
    const [publicKey, evaluated] = [bytes('publicKey'), bytes('evaluated')];
    if (!oprf.verifyProof(publicKey, blinded, evaluated, bytes('proof'))) refuse("the hub's proof");
    Object.assign(this, { anchors, publicKey, version: answer.version, enterprise: answer.enterprise });
    this.sign = { spki: sign.spki, keyId: sign.keyId };
    this.encryption = { spki: encryption.spki, keyId: encryption.keyId };
    this.certificate = readCertificate(bytes('signingCertificate'));
    const wk = this.#wk(oprf.finalize(x, secret, evaluated), x);
    const nonce = randomBytes(12);
    const gcm = createCipheriv('aes-256-gcm', wk, nonce).setAAD(this.#blobData());
    this.#blob = Buffer.concat([nonce, gcm.update(join(sign.scalar, encryption.scalar)), gcm.final(), gcm.getAuthTag()]);
    return this;
  }

  /** Scans the code, shows what it asks to `agree`, unlocks, checks and answers. */
  async answer(url, pin, agree = () => true) {
    const [challenge, frame] = this.#readCode(url);
    const path = `/p/challenges/${challenge}`;
    const scanned = await this.#post(`${path}/scan`, this.#byDevice('scan/1', { hub: this.hub, kind: 'scan', challenge, frame, signKeyId: this.sign.keyId, at: time(Date.now()) }));
    if (!scanned.statement) return { state: scanned.state, opensAt: scanned.opensAt };
    const statement = Buffer.from(scanned.statement, 'base64');
    const nonce = Buffer.from(scanned.nonce, 'base64');
    const shown = scanned.kind === 'encrypt' ? this.#checkEncrypt(statement, challenge) : readRecord(statement, 'decrypt-statement/1');
    if (!agree(shown)) {
      await this.#post(`${path}/rejection`, this.#byDevice('reject/1', {
        hub: this.hub, kind: scanned.kind, challenge, statement: hex(sm3(statement)), signKeyId: this.sign.keyId, nonce, reason: 'other', signedAt: time(Date.now()),
      }));
      return { state: 'rejected' };
    }
    const { keys, blinded } = await this.#unlock(path, challenge, nonce, pin);
    const results = scanned.kind === 'encrypt' ? [] : answerDecrypt(statement, challenge, {
      hub: this.hub, hubKeys: this.anchors.hubKeys, roots: this.anchors.roots, sign: this.sign, encryption: keys.encryption, now: Date.now(),
    });
    const response = writeRecord('response/1', {
      hub: this.hub, platform: shown.platform, kind: scanned.kind, challenge, statement: hex(sm3(statement)), signKeyId: this.sign.keyId, encKeyId: this.encryption.keyId, nonce,
      pinTry: hex(sha256(blinded)), answer: 'approved', results, signedAt: time(Date.now()),
    });
    const signature = sm2.sign(keys.sign, response);
    const told = await this.#post(`${path}/response`, { response: response.toString('base64'), signature: signature.toString('base64') });
    const leaf = checkReceipt(readReceipt(parseStrictly(utf8(JSON.stringify(told.receipt)))), this.hub, this.anchors.hubKeys);
    if (leaf.subject !== 'response' || leaf.challenge !== challenge || leaf.digest !== hex(sm3(join(response, signature)))) refuse('a receipt for something else');
    return { state: told.state, results };
  }

  #readCode(url) {
    const parts = /^(.*)\/p#(ch-[0-9a-f]{32})\.([A-Za-z0-9_-]{20})$/.exec(url) ?? refuse('not a code of the hub');
    return parts[1] === this.origin ? parts.slice(2) : refuse('a code of another origin');
  }

  /** Section 4.1 from the phone's side: it signs only for files that it alone can open, for this opening. */
  #checkEncrypt(bytes, challenge) {
    const statement = readRecord(bytes, 'encrypt-statement/1');
    if (statement.hub !== this.hub || statement.challenge !== challenge || statement.signKeyId !== this.sign.keyId) refuse("another's statement");
    for (const claim of statement.envelopes) {
      const header = readRecord(claim.header, 'bid-header/1');
      if (header.signKeyId !== this.sign.keyId || header.encKeyId !== this.encryption.keyId || header.bidder !== this.enterprise) refuse("another certificate's file");
      for (const name of ['hub', 'platform', 'opening']) if (header[name] !== statement[name]) refuse(`${name} differs`);
    }
    return statement;
  }

  async #unlock(path, challenge, nonce, pin) {
    const x = this.#stretch(pin);
    const { secret, blinded } = oprf.blind(x);
    const answer = await this.#post(`${path}/unlock`, this.#byDevice('pin-eval/1', { hub: this.hub, kind: 'pin', challenge, signKeyId: this.sign.keyId, version: this.version, nonce, blinded }));
    const evaluated = Buffer.from(answer.evaluated, 'base64');
    const output = oprf.finalize(x, secret, evaluated) ?? refuse('Z is not a point');
    const plaintext = this.#openBlob(this.#wk(output, x));
    if (!plaintext) {
      const proof = await this.#post('/p/pin/proof', this.#byDevice('pin-proof/1', { hub: this.hub, kind: 'pin', signKeyId: this.sign.keyId, version: this.version, nonce, blinded }));
      refuse(oprf.verifyProof(this.publicKey, blinded, evaluated, Buffer.from(proof.proof, 'base64')) ? 'wrong PIN' : 'the hub used another key');
    }
    return { blinded, keys: { sign: sm2.fromScalar(plaintext.subarray(4, 36)), encryption: sm2.fromScalar(plaintext.subarray(40)) } };
  }

  // What x is made by is the phone's own affair: here scrypt, since node 20 has no Argon2.
  #stretch(pin) {
    return scryptSync(pin, this.#ds, 32, { N: 16384, r: 8, p: 1 });
  }

  #wk(output, x) {
    return Buffer.from(hkdfSync('sha256', join(output, x), this.#ds, join('pin', this.hub, this.sign.keyId, String(this.version)), 32));
  }

  #blobData() {
    return join(this.sign.keyId, String(this.version), this.publicKey);
  }

  #openBlob(wk) {
    const blob = this.#blob;
    const gcm = createDecipheriv('aes-256-gcm', wk, blob.subarray(0, 12)).setAuthTag(blob.subarray(blob.length - 16)).setAAD(this.#blobData());
    try {
      return Buffer.concat([gcm.update(blob.subarray(12, blob.length - 16)), gcm.final()]);
    } catch {
      return null;
    }
  }

  #byDevice(type, members) {
    const record = writeRecord(type, members);
    return encode({ record, signature: signEcdsa('sha256', record, this.#device.privateKey) });
  }

  #post(path, body) {
    return call('POST', this.origin + path, { body });
  }
}
