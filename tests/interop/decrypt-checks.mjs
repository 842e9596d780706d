// Section 4.3: the phone, on a decrypt statement, in the page's order.
import { accepts, hex, parseStrictly, refuse, sm3, utf8 } from './wire.mjs';
import { isSm2Key, readRecord } from './records.mjs';
import { checkChain, readCertificate, USAGE } from './certificates.mjs';
import { keyId, seal, unseal, verify } from './sm2.mjs';
import { isIncluded, leafHash } from './merkle.mjs';
import { checkAuthorship, commitmentOf, contextOf, joined, leafOf, splitJoined } from './bid.mjs';
import { checkReceipt } from './receipts.mjs';

const TOLERANCE = 2 * 60 * 1000;

/**
 * The results of a response: one for each envelope, `{envelope, sealed}` or `{envelope, error}`. Refuses a statement that is not this phone's.
 * `phone`: {hub, hubKeys, roots, sign: {spki, keyId}, encryption: key, now: milliseconds}.
 */
export function answerDecrypt(bytes, challenge, phone) {
  const statement = readRecord(bytes, 'decrypt-statement/1');
  if (statement.hub !== phone.hub) refuse("another hub's statement");
  if (statement.challenge !== challenge) refuse('another challenge');
  if (statement.signKeyId !== phone.sign.keyId) refuse("another certificate's statement");
  const headers = statement.envelopes.map(item => readRecord(item.header, 'bid-header/1'));
  const evidence = gather(statement, phone);
  return statement.envelopes.map((item, i) => {
    const outcome = openOne(statement, item, headers[i], evidence, phone);
    return typeof outcome === 'string' ? { envelope: headers[i].envelope, error: outcome } : { envelope: headers[i].envelope, sealed: outcome };
  });
}

/** What is the same for all envelopes. */
function gather(statement, phone) {
  const evidence = { signer: null, descriptor: null, isKeyBad: false, freeze: null };
  let receiptLeaf = null;
  accepts(() => { receiptLeaf = checkReceipt(statement.freezeReceipt, phone.hub, phone.hubKeys); });
  // Lists and certificates are asked about the moment of the freeze; a receipt that is wrong fails the freeze later.
  let frozenAt = receiptLeaf?.arrival;
  accepts(() => { frozenAt ??= readRecord(statement.freezeReceipt.leaf, 'receipt/1').arrival; });
  accepts(() => {
    const signer = checkChain(statement.chain, statement.crls, phone.roots, Date.parse(frozenAt ?? ''), USAGE.digitalSignature);
    if (!verify(signer.spki, statement.descriptor.record, statement.descriptor.signature)) refuse('signature of the descriptor');
    evidence.signer = signer;
    ({ descriptor: evidence.descriptor, isKeyBad: evidence.isKeyBad } = readDescriptor(statement.descriptor.record));
  });
  accepts(() => {
    if (!receiptLeaf || !evidence.signer) refuse('no receipt or no signer');
    const { record, signature } = statement.freeze;
    const freeze = readRecord(record, 'opening-freeze/1');
    if (!verify(evidence.signer.spki, record, signature) || freeze.descriptor !== hex(sm3(statement.descriptor.record))) refuse('signature, or another descriptor');
    if (receiptLeaf.subject !== 'freeze' || receiptLeaf.digest !== hex(sm3(record)) || receiptLeaf.opening !== freeze.opening || receiptLeaf.platform !== freeze.platform
      || !evidence.descriptor || receiptLeaf.arrival < evidence.descriptor.deadline) refuse('a receipt for something else');
    evidence.freeze = freeze;
  });
  return evidence;
}

/** A descriptor that would be good with another opening key is told apart from one that is no descriptor. */
function readDescriptor(record) {
  let descriptor = null;
  if (accepts(() => { descriptor = readRecord(record, 'opening/1'); })) return { descriptor, isKeyBad: false };
  let openingKey = null;
  accepts(() => { openingKey = parseStrictly(record).openingKey; });
  const other = typeof openingKey === 'string' ? utf8(record.toString('utf8').replace(openingKey, GOOD_KEY)) : record;
  return { descriptor: null, isKeyBad: accepts(() => readRecord(other, 'opening/1')) && !isSm2Key(Buffer.from(openingKey, 'base64')) };
}

// The generator of the curve: any key that is one.
const GOOD_KEY = Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200' + '0432c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0', 'hex').toString('base64');

function openOne(statement, item, header, { signer, descriptor, isKeyBad, freeze }, phone) {
  if (!signer || !isOrSucceeds(signer.keyId, header.platformKeyId, statement)) return 'descriptor';
  if (!descriptor) return isKeyBad ? 'key' : 'descriptor';
  if (!freeze) return 'freeze';
  for (const record of [descriptor, freeze, header])
    for (const name of ['hub', 'platform', 'opening']) if (record[name] !== statement[name]) return 'start';
  if (!descriptor.lots.some(each => each.lot === header.lot)) return 'start';
  if (descriptor.earliestStart < header.earliestStart || Date.parse(descriptor.earliestStart) > phone.now + TOLERANCE) return 'start';
  if (!accepts(() => checkAuthorship(item.authorship, item, phone.sign.spki))) return 'authorship';
  if (header.signKeyId !== phone.sign.keyId || header.encKeyId !== phone.encryption.keyId) return 'header';
  if (!isIncluded(leafHash(leafOf(item)), item.index, freeze.size, item.path, freeze.root)) return 'path';
  const plaintext = unseal(phone.encryption, item.sealedKey);
  const parts = plaintext && splitJoined(plaintext);
  if (!parts) return 'unseal';
  const context = contextOf(item.header);
  if (!parts.context.equals(context)) return 'context';
  if (commitmentOf(context, parts.contentKey) !== item.commitment) return 'commitment';
  return seal(descriptor.openingKey, joined(parts.contentKey, context));
}

function isOrSucceeds(signer, named, statement) {
  let current = named;
  for (const { record, signature } of statement.successions) {
    if (current === signer) return true;
    let step = null;
    let next = null;
    if (!accepts(() => {
      step = readRecord(record, 'succession/1');
      next = readCertificate(step.newCertificate).keyId;
      if (step.hub !== statement.hub || step.platform !== statement.platform) refuse('of another hub or platform');
    })) return false;
    if (keyId(step.oldKey) !== current) continue;
    if (!verify(step.oldKey, record, signature)) return false;
    current = next;
  }
  return current === signer;
}
