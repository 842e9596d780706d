// A trading platform: sections 4.4, 4.5 and 7. It trusts the hub for nothing that it can check.
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { hex, join, parseStrictly, refuse, sm3, time, utf8 } from './wire.mjs';
import { encode, readRecord, receipt as readReceipt, writeRecord } from './records.mjs';
import * as sm2 from './sm2.mjs';
import { checkChain, readCertificate, USAGE } from './certificates.mjs';
import { isIncluded, leafHash, path, root } from './merkle.mjs';
import { decryptFile, fileKey } from './files.mjs';
import { commitmentOf, contextOf, leafOf, splitJoined } from './bid.mjs';
import { checkReceipt } from './receipts.mjs';
import { call } from './calls.mjs';

const buffers = list => list.map(text => Buffer.from(text, 'base64'));

export class Platform {
  #registered = [];

  constructor({ api, id, secret, key, certificate, roots }) {
    Object.assign(this, { api, id, secret, key, roots, keyId: readCertificate(certificate).keyId });
  }

  async connect() {
    const { hub, hubKeys, anchors } = await call('GET', `${this.api}/api/hub`);
    this.hub = hub;
    this.hubKeys = buffers(hubKeys);
    this.anchors = readRecord(Buffer.from(anchors, 'base64'), 'anchors/1');
    return this;
  }

  async describe(name, lots, deadline, windowSeconds) {
    this.openingKey = sm2.generate();
    this.opening = 'op-' + randomBytes(16).toString('hex');
    this.deadline = deadline;
    this.windowSeconds = windowSeconds;
    this.descriptor = writeRecord('opening/1', {
      hub: this.hub, platform: this.id, kind: 'decrypt', opening: this.opening, generation: 1, name, lots, deadline, earliestStart: deadline, start: 'clock', window: windowSeconds,
      openingKey: this.openingKey.spki, phones: 'allowed',
    });
    const told = await this.#post('/api/openings', this.#signed(this.descriptor));
    if (told.descriptor !== hex(sm3(this.descriptor))) refuse('another descriptor');
  }

  certificatesOf(creditCode) {
    return this.#get(`/api/enterprises/${creditCode}/certificates`).then(answer => answer.certificates);
  }

  /** Asks for the bidder's answer; the URL is for the bidder's phone. */
  ask(claims) {
    return this.#post(this.#path('challenges'), { envelopes: claims, withdraws: [], validSeconds: 600 }, { 'Idempotency-Key': randomUUID() });
  }

  /** The authorship that a challenge came to, with the certificate's chain checked. */
  async authorshipOf(challenge) {
    const { state, result } = await this.#get(`/api/challenges/${challenge}`);
    if (state !== 'approved') throw new Error(`${challenge} is ${state}`);
    this.#signerOf(result);
    return { statement: Buffer.from(result.statement, 'base64'), response: Buffer.from(result.response, 'base64'), signature: Buffer.from(result.signature, 'base64') };
  }

  async register(released, ciphertext) {
    const header = readRecord(released.header, 'bid-header/1');
    if (header.length !== ciphertext.length || header.digest !== hex(sm3(ciphertext))) refuse('the ciphertext is not of this header');
    const told = await this.#post(this.#path('envelopes'), encode(released));
    this.#receipt(told.receipt, 'registration', sm3(leafOf(released)), told.challenge, header.envelope);
    this.#registered.push({ header, ciphertext, challenge: told.challenge, released });
    return told.challenge;
  }

  async freeze() {
    await pause(Math.max(0, Date.parse(this.deadline) - Date.now()));
    const ordered = this.#registered.toSorted((one, other) => (one.header.envelope < other.header.envelope ? -1 : 1));
    const hashes = ordered.map(item => leafHash(leafOf(item.released)));
    const wanted = hex(root(hashes));
    if (!hashes.every((hash, i) => isIncluded(hash, i, hashes.length, path(hashes, i).map(hex), wanted))) throw new Error('our own tree');
    const record = writeRecord('opening-freeze/1', {
      hub: this.hub, platform: this.id, kind: 'decrypt', opening: this.opening, descriptor: hex(sm3(this.descriptor)), size: ordered.length, root: wanted, frozenAt: time(Date.now()),
    });
    const told = await this.#post(this.#path('freeze'), this.#signed(record));
    const { arrival } = this.#receipt(told.receipt, 'freeze', sm3(record));
    // Started by clock, and never amended.
    this.start = Math.max(Date.parse(this.deadline), Date.parse(arrival));
    this.end = this.start + this.windowSeconds * 1000;
    for (let tries = 0; (await this.#get(`/api/openings/${this.opening}`)).phase !== 'started'; tries++) {
      if (tries === 100) throw new Error('the opening does not start');
      await pause(100);
    }
  }

  /** A link that lasts, for a phone. */
  linkTo(challenge) {
    return this.#post(`/api/challenges/${challenge}/watch-tokens`, { validSeconds: 600, longLivedFrames: true }).then(told => told.url);
  }

  /** Takes answers from the feed until there are `count`, opens their files, and reports each. Gives envelope → plaintext or null. */
  async open(count) {
    const opened = new Map();
    let epoch = null;
    for (let after = 0, answers = 0; answers < count;) {
      const page = await this.#get(this.#path(`results?after=${after}&wait=25`));
      if (epoch !== null && page.epoch !== epoch) throw new Error('the feed began anew');
      epoch = page.epoch;
      if (page.results.length === 0) throw new Error('no answer within the wait');
      for (const entry of page.results) {
        if (entry.n !== after + 1) refuse('a gap in the feed');
        after = entry.n;
        if (entry.outcome === 'late') continue;
        if (entry.outcome === 'admitted') refuse('an admission that this platform never signed');
        for (const [envelope, plaintext] of await this.#openAnswer(entry)) opened.set(envelope, plaintext);
        answers++;
      }
    }
    return opened;
  }

  async #openAnswer(entry) {
    const record = Buffer.from(entry.response, 'base64');
    const response = readRecord(record, 'response/1');
    const signer = this.#signerOf(entry);
    if (response.signKeyId !== signer.keyId || response.challenge !== entry.challenge || response.hub !== this.hub || response.platform !== this.id) refuse('a response to something else');
    const { arrival } = this.#receipt(entry.receipt, 'response', sm3(join(record, Buffer.from(entry.signature, 'base64'))), entry.challenge);
    if (arrival !== entry.arrival || Date.parse(arrival) < this.start || Date.parse(arrival) >= this.end) refuse('an answer that arrived outside the window');
    const statement = await this.#get(`/api/challenges/${entry.challenge}/statement`);
    if (response.statement !== hex(sm3(statement))) refuse('a response to another statement');
    const files = response.results.map(result => {
      const item = this.#registered.find(each => each.header.envelope === result.envelope && each.challenge === entry.challenge) ?? refuse('an envelope that was not asked for');
      if (item.header.signKeyId !== response.signKeyId || item.header.encKeyId !== response.encKeyId) refuse("another certificate's envelope");
      return [result.envelope, result.error ? null : this.#openFile(item, result.sealed)];
    });
    await this.#post(this.#path('files'), {
      files: files.map(([envelope, plaintext]) => ({ challenge: entry.challenge, envelope, outcome: plaintext ? 'opened' : 'failed', ...(plaintext ? {} : { reason: 'content key or file' }) })),
    });
    return files;
  }

  #openFile({ header, ciphertext, released }, sealed) {
    const plaintext = sm2.unseal(this.openingKey, sealed);
    const parts = plaintext && splitJoined(plaintext);
    if (!parts || !parts.context.equals(contextOf(released.header)) || commitmentOf(parts.context, parts.contentKey) !== released.commitment) return null;
    return decryptFile(header.cipher, fileKey(parts.contentKey, header.cipher, header.envelope, header.encKeyId), ciphertext, header.chunkSize);
  }

  /** The certificate that signed this answer, led to a root of our own. */
  #signerOf({ response, signature, certificate, chain }) {
    const signer = checkChain(buffers([certificate, ...chain]), null, this.roots, Date.now(), USAGE.digitalSignature);
    if (!sm2.verify(signer.spki, Buffer.from(response, 'base64'), Buffer.from(signature, 'base64'))) refuse('signature of a response');
    return signer;
  }

  #receipt(told, subject, digest, challenge, envelope) {
    const leaf = checkReceipt(readReceipt(parseStrictly(utf8(JSON.stringify(told)))), this.hub, this.hubKeys);
    if (leaf.challenge !== challenge || leaf.envelope !== envelope) refuse('a receipt for another challenge or envelope');
    if (leaf.subject !== subject || leaf.opening !== this.opening || leaf.platform !== this.id || leaf.digest !== hex(digest)) refuse(`a receipt for something else than this ${subject}`);
    return leaf;
  }

  #signed(record) {
    return encode({ record, signature: sm2.sign(this.key, record) });
  }

  #path(rest) {
    return `/api/openings/${this.opening}/${rest}`;
  }

  #get(rest) {
    return call('GET', this.api + rest, { headers: this.#credential() });
  }

  #post(rest, body, headers = {}) {
    return call('POST', this.api + rest, { body, headers: { ...this.#credential(), ...headers } });
  }

  #credential() {
    return { Authorization: `Bearer ${this.id}.${this.secret}` };
  }
}
