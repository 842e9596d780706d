// X.509 certificates and lists (RFC 5280) as far as the protocol needs them, verified with openssl.
import { read, readAll, readOne } from './der.mjs';
import { refuse, hex } from './wire.mjs';
import { keyId, verify } from './sm2.mjs';

const SM2_WITH_SM3 = '300a06082a811ccf55018375';
const OID = { basicConstraints: '551d13', keyUsage: '551d0f', organizationIdentifier: '550461', organization: '55040a', commonName: '550403' };
const UNDERSTOOD = [OID.basicConstraints, OID.keyUsage];

function signedParts(der) {
  const [tbs, algorithm, signature] = readAll(readOne(der).content);
  if (!hex(algorithm.whole).startsWith(SM2_WITH_SM3) && hex(algorithm.whole) !== '300c06082a811ccf550183750500') refuse('another algorithm than sm2-with-sm3');
  return { tbs, signature: signature.content.subarray(1) };
}

function moment(value) {
  const text = value.content.toString('latin1');
  const year = value.tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text.slice(0, 2) : text.slice(0, 4);
  const rest = value.tag === 0x17 ? text.slice(2) : text.slice(4);
  return Date.parse(`${year}-${rest.slice(0, 2)}-${rest.slice(2, 4)}T${rest.slice(4, 6)}:${rest.slice(6, 8)}:${rest.slice(8, 10)}Z`);
}

function names(name) {
  const found = {};
  for (const set of readAll(name.content))
    for (const pair of readAll(set.content)) {
      const [oid, value] = readAll(pair.content);
      found[hex(oid.content)] = value.content.toString('utf8');
    }
  return { holder: found[OID.commonName], organization: found[OID.organization], creditCode: found[OID.organizationIdentifier] };
}

export function readCertificate(der) {
  const { tbs, signature } = signedParts(der);
  const fields = readAll(tbs.content);
  if (fields[0].tag !== 0xa0) refuse('not version 3');
  const [, serial, , issuer, validity, subject, spki] = fields;
  const [notBefore, notAfter] = readAll(validity.content).map(moment);
  const certificate = {
    der, tbs: tbs.whole, signature, serial: hex(serial.content), issuer: hex(issuer.whole), subject: hex(subject.whole), names: names(subject), notBefore, notAfter,
    spki: spki.whole, keyId: keyId(spki.whole), isAuthority: false, usage: 0,
  };
  const extensions = fields.find(field => field.tag === 0xa3);
  for (const extension of extensions ? readAll(readOne(extensions.content).content) : []) {
    const parts = readAll(extension.content);
    const oid = hex(parts[0].content);
    const value = parts.at(-1).content;
    if (parts.length === 3 && parts[1].content[0] && !UNDERSTOOD.includes(oid)) refuse('a critical extension that is not understood');
    if (oid === OID.basicConstraints) {
      const [authority, length] = readAll(readOne(value).content);
      certificate.isAuthority = authority?.tag === 1 && authority.content[0] === 0xff;
      if (length) certificate.pathLength = length.content[0];
    }
    if (oid === OID.keyUsage) certificate.usage = readOne(value).content[1];
  }
  return certificate;
}

export const USAGE = { digitalSignature: 0x80, keyEncipherment: 0x20, certificateSigning: 0x04, crlSigning: 0x02 };

export function readList(der) {
  const { tbs, signature } = signedParts(der);
  const fields = readAll(tbs.content);
  const [, , issuer, thisUpdate, nextUpdate, entries] = fields;
  const serials = entries?.tag === 0x30 ? readAll(entries.content).map(entry => hex(read(entry.content).content)) : [];
  return { tbs: tbs.whole, signature, issuer: hex(issuer.whole), thisUpdate: moment(thisUpdate), nextUpdate: moment(nextUpdate), serials: new Set(serials) };
}

/**
 * Refuses unless `chain` (the leaf first) leads to one of `roots` at the moment `at`, all valid then, the leaf with that usage. With `lists`, none was revoked, and each issuer's list
 * was not out of date; null where there are no lists to ask.
 */
export function checkChain(chain, lists, roots, at, usage) {
  const certificates = chain.map(readCertificate);
  const anchors = roots.map(readCertificate);
  const known = lists?.map(readList);
  if (!(certificates[0].usage & usage)) refuse('usage of the leaf');
  for (let i = 0; i < certificates.length; i++) {
    const certificate = certificates[i];
    const candidates = i + 1 < certificates.length ? [certificates[i + 1]] : anchors;
    const issuer = candidates.find(candidate => candidate.subject === certificate.issuer && verify(candidate.spki, certificate.tbs, certificate.signature)) ?? refuse('unknown issuer');
    if (!issuer.isAuthority || !(issuer.usage & USAGE.certificateSigning)) refuse('issuer is no CA');
    if ((issuer.pathLength ?? Infinity) < i) refuse('path too long');
    for (const each of [certificate, issuer]) if (at < each.notBefore || at > each.notAfter) refuse('not valid then');
    if (!known) continue;
    const list = known.find(candidate => candidate.issuer === issuer.subject && issuer.usage & USAGE.crlSigning && verify(issuer.spki, candidate.tbs, candidate.signature)) ?? refuse('a list is missing');
    if (list.serials.has(certificate.serial)) refuse('revoked');
    if (at >= list.nextUpdate) refuse('a list is out of date');
  }
  return certificates[0];
}

/** A name for a request: C=CN, CN. */
export const subjectOf = holder => `/C=CN/CN=${holder}`;
