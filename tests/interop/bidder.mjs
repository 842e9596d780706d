// A bidder's program: section 4.1. Content keys and plaintext stay here; a sealed key leaves only for a response that it has verified.
import { randomBytes } from 'node:crypto';
import { hex, sm3 } from './wire.mjs';
import { writeRecord } from './records.mjs';
import * as sm2 from './sm2.mjs';
import { checkChain, USAGE } from './certificates.mjs';
import { encryptFile, fileKey } from './files.mjs';
import { checkAuthorship, commitmentOf, contextOf, joined } from './bid.mjs';

export class Bidder {
  #files = new Map();

  /** @param pair an entry of the platform's list of certificates; `roots` are the program's own. */
  constructor({ hub, platform, platformKeyId, roots }, pair, bidder) {
    const chain = pair.chain.map(der => Buffer.from(der, 'base64'));
    const certificate = (name, usage) => checkChain([Buffer.from(pair[name], 'base64'), ...chain], null, roots, Date.now(), usage);
    this.sign = certificate('signingCertificate', USAGE.digitalSignature);
    this.encryption = certificate('encryptionCertificate', USAGE.keyEncipherment);
    if (this.sign.names.creditCode !== bidder.slice(3) || this.encryption.names.creditCode !== bidder.slice(3)) throw new Error("another enterprise's certificate");
    Object.assign(this, { hub, platform, platformKeyId, bidder });
  }

  encrypt(plaintext, fileName, cipher, opening, earliestStart, lot) {
    const contentKey = randomBytes(32);
    const envelope = 'ev-' + randomBytes(16).toString('hex');
    const chunkSize = 4096;
    const ciphertext = encryptFile(cipher, fileKey(contentKey, cipher, envelope, this.encryption.keyId), plaintext, chunkSize);
    const header = writeRecord('bid-header/1', {
      hub: this.hub, platform: this.platform, kind: 'encrypt', platformKeyId: this.platformKeyId, opening, earliestStart, lot, envelope, bidder: this.bidder,
      signKeyId: this.sign.keyId, encKeyId: this.encryption.keyId, fileName, cipher, chunkSize, length: ciphertext.length, digest: hex(sm3(ciphertext)),
    });
    const context = contextOf(header);
    const sealedKey = sm2.seal(this.encryption.spki, joined(contentKey, context));
    const commitment = commitmentOf(context, contentKey);
    this.#files.set(envelope, { header, commitment, sealedKey });
    return { envelope, ciphertext, claim: { header: header.toString('base64'), commitment, sealedKeyDigest: hex(sm3(sealedKey)) } };
  }

  /** What is registered, once the phone has answered. Throws unless the response covers exactly this file. */
  release(envelope, authorship) {
    const file = this.#files.get(envelope);
    checkAuthorship(authorship, file, this.sign.spki);
    return { ...file, authorship };
  }
}
