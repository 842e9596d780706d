// An outside opinion on the PIN's path: reads one question a line (JSON, all bytes as hex), answers one line each, in order.
// VOPRF is @noble/curves', Argon2id @noble/hashes', HKDF and AES-256-GCM are node's own; what joins them is written here a second time, from its description.
import { createDecipheriv, hkdfSync } from 'node:crypto'
import { createInterface } from 'node:readline'
import { p256_oprf } from '@noble/curves/nist.js'
import { argon2id } from '@noble/hashes/argon2.js'

const { voprf } = p256_oprf
const bytes = hex => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = data => Buffer.from(data).toString('hex')
const join = (...parts) => Buffer.concat(parts.flatMap(part => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(part.length)
  return [length, Buffer.from(part)]
}))

// The phone's side waits for the hub's answer between two questions.
const blinds = new Map()

const answers = {
  keyPair() {
    const { secretKey, publicKey } = voprf.generateKeyPair()
    return { secretKey: hex(secretKey), publicKey: hex(publicKey) }
  },
  blind({ input }) {
    const { blind, blinded } = voprf.blind(bytes(input))
    blinds.set(hex(blinded), blind)
    return hex(blinded)
  },
  evaluate({ secretKey, publicKey, blinded }) {
    const { evaluated, proof } = voprf.blindEvaluate(bytes(secretKey), bytes(publicKey), bytes(blinded))
    return { evaluated: hex(evaluated), proof: hex(proof) }
  },
  // Checks the proof first and throws if it is false.
  finalize: ({ input, blinded, evaluated, publicKey, proof }) =>
    hex(voprf.finalize(bytes(input), blinds.get(blinded), bytes(evaluated), bytes(blinded), bytes(publicKey), bytes(proof))),
  stretch: ({ pin, salt, memory, passes }) => hex(argon2id(Buffer.from(pin, 'utf8'), bytes(salt), { m: memory, t: passes, p: 1, dkLen: 32 })),
  openBlob({ output, stretched, salt, hub, keyId, version, publicKey, blob }) {
    const info = join(Buffer.from('pin'), Buffer.from(hub), Buffer.from(keyId), Buffer.from(String(version)))
    const key = hkdfSync('sha256', join(bytes(output), bytes(stretched)), bytes(salt), info, 32)
    const sealed = bytes(blob)
    const decipher = createDecipheriv('aes-256-gcm', new Uint8Array(key), sealed.subarray(0, 12))
    decipher.setAAD(join(Buffer.from(keyId), Buffer.from(String(version)), bytes(publicKey))).setAuthTag(sealed.subarray(-16))
    return hex(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]))
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...question } = JSON.parse(line)
  process.stdout.write(JSON.stringify(answers[ask](question)) + '\n')
}
