// Sections 4.1, 4.3 and 4.4: what binds a content key to its header, and who wrote it.
import { join, sm3, hex, refuse } from './wire.mjs';
import { readRecord } from './records.mjs';
import { keyId, verify } from './sm2.mjs';

const LABEL = 'bid-ck/1';

export const contextOf = header => sm3(header);
export const commitmentOf = (context, contentKey) => hex(sm3(join(LABEL, context, contentKey)));
export const joined = (contentKey, context) => join(contentKey, context);

/** CK and ctx of what was sealed, or null when it has another form. */
export function splitJoined(plaintext) {
  if (plaintext.length !== 72 || plaintext.readUInt32BE(0) !== 32 || plaintext.readUInt32BE(36) !== 32) return null;
  return { contentKey: plaintext.subarray(4, 36), context: plaintext.subarray(40) };
}

export const authorshipDigest = ({ statement, response, signature }) => sm3(join(statement, response, signature));

export const leafOf = ({ header, commitment, sealedKey, authorship }) =>
  join(header, Buffer.from(commitment, 'hex'), sm3(sealedKey), authorshipDigest(authorship));

/** Refuses unless this authorship, signed by the key `spki`, lists exactly this header, commitment and sealed key. */
export function checkAuthorship(authorship, { header, commitment, sealedKey }, spki) {
  const statement = readRecord(authorship.statement, 'encrypt-statement/1');
  const response = readRecord(authorship.response, 'response/1');
  const claims = statement.envelopes.filter(claim => claim.header.equals(header) && claim.commitment === commitment && claim.sealedKeyDigest === hex(sm3(sealedKey)));
  if (claims.length === 0) refuse('the statement does not list the envelope');
  if (response.statement !== hex(sm3(authorship.statement)) || response.kind !== 'encrypt') refuse('a response to another statement');
  for (const name of ['hub', 'platform', 'challenge', 'signKeyId']) if (response[name] !== statement[name]) refuse(`another ${name}`);
  if (response.signKeyId !== keyId(spki)) refuse("another certificate's");
  if (!verify(spki, authorship.response, authorship.signature)) refuse('signature');
  return { statement, response };
}
