// One whole opening against a running hub, by programs written from docs/protocol.md alone. Reads one JSON object from stdin:
// {"api", "phone": origins, "platform": {"id", "secret", "key": PKCS#8, "certificate", "roots": [certificate]}, "bidders": [{"code", "holder", "creditCode"}], "deadlineSeconds"}
// (bytes as Base64), and prints one JSON line.
import { randomBytes } from 'node:crypto';
import { time } from './wire.mjs';
import * as sm2 from './sm2.mjs';
import { Platform } from './platform.mjs';
import { Phone } from './phone.mjs';
import { Bidder } from './bidder.mjs';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const input = JSON.parse(Buffer.concat(chunks));
const say = text => process.stderr.write(`${new Date().toISOString()} ${text}\n`);

const LOT = 'A-1';
const CIPHERS = ['sm4-gcm-stream/1', 'aes-256-gcm-stream/1'];

const { id, secret, key, certificate, roots } = input.platform;
const platform = await new Platform({
  api: input.api, id, secret, key: sm2.fromPkcs8(Buffer.from(key, 'base64')), certificate: Buffer.from(certificate, 'base64'), roots: roots.map(root => Buffer.from(root, 'base64')),
}).connect();

const bidders = [];
for (const { code, holder, creditCode } of input.bidders) {
  const pin = randomBytes(6).toString('hex');
  bidders.push({ phone: await new Phone(input.phone, platform.hub).enrol(code, holder, pin), pin, creditCode });
  say(`enrolled ${bidders.length}`);
}

await platform.describe('互通演练 一标段', [{ lot: LOT, name: '土建' }], time(Date.now() + (input.deadlineSeconds ?? 20) * 1000), 600);
say('described');

for (const [i, bidder] of bidders.entries()) {
  const pair = (await platform.certificatesOf(bidder.creditCode)).find(item => item.signKeyId === bidder.phone.sign.keyId);
  const program = new Bidder({ hub: platform.hub, platform: id, platformKeyId: platform.keyId, roots: platform.anchors.roots }, pair, `en-${bidder.creditCode}`);
  bidder.plaintext = randomBytes(10_000 + i);
  const { envelope, ciphertext, claim } = program.encrypt(bidder.plaintext, `投标文件 ${i + 1}.zip`, CIPHERS[i % 2], platform.opening, platform.deadline, LOT);
  const asked = await platform.ask([claim]);
  const { state } = await bidder.phone.answer(asked.url, bidder.pin, statement => statement.envelopes.length === 1);
  if (state !== 'approved') throw new Error(`the encrypt challenge is ${state}`);
  bidder.envelope = envelope;
  bidder.challenge = await platform.register(program.release(envelope, await platform.authorshipOf(asked.challenge)), ciphertext);
  say(`registered ${i + 1}`);
}

await platform.freeze();
say('started');

const opening = platform.open(bidders.length);
let decrypted = 0;
for (const bidder of bidders) {
  const { state, results } = await bidder.phone.answer(await platform.linkTo(bidder.challenge), bidder.pin);
  if (state === 'approved' && results.every(result => result.sealed)) decrypted++;
}
const opened = await opening;
console.log(JSON.stringify({
  bidders: bidders.length,
  decrypted,
  filesOpened: [...opened.values()].filter(plaintext => plaintext !== null).length,
  digestsMatch: bidders.every(bidder => opened.get(bidder.envelope)?.equals(bidder.plaintext) ?? false),
}));
