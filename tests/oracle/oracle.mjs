// An outside opinion on Hub.Cryptography: reads one question a line (JSON, all bytes as hex), answers one line each, in order.
// SM2, SM3 and SM4 are sm-crypto-v2's, AES and HKDF are node's own; the file cipher is written here a second time, from its description.
import { createDecipheriv, hkdfSync } from 'node:crypto'
import { createInterface } from 'node:readline'
import { sm2, sm3, sm4 } from 'sm-crypto-v2'

const bytes = hex => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = data => Buffer.from(data).toString('hex')

const answers = {
  sm3: ({ data }) => sm3(bytes(data)),
  keyPair: () => sm2.generateKeyPairHex(),
  publicKey: ({ key }) => sm2.getPublicKeyFromPrivateKey(key),
  sign: ({ key, data }) => sm2.doSignature(bytes(data), key, { der: true, hash: true }),
  verify: ({ publicKey, data, signature }) => sm2.doVerifySignature(bytes(data), signature, publicKey, { der: true, hash: true }),
  seal: ({ publicKey, data }) => sm2.doEncrypt(bytes(data), publicKey, 1, { asn1: true }),
  unseal: ({ key, data }) => hex(sm2.doDecrypt(data, key, 1, { asn1: true, output: 'array' })),
  sm4Cbc: ({ key, iv, data }) => hex(sm4.encrypt(bytes(data), bytes(key), { mode: 'cbc', iv: bytes(iv), padding: 'pkcs#7', output: 'array' })),
  sm4Gcm: ({ key, iv, data }) => {
    const { output, tag } = sm4.encrypt(bytes(data), bytes(key), { mode: 'gcm', iv: bytes(iv), padding: 'none', output: 'array', outputTag: true })
    return hex(output) + hex(tag)
  },
  openFile: ({ suite, contentKey, envelopeId, encKeyId, chunkSize, data }) =>
    hex(openFile(suite, bytes(contentKey), envelopeId, encKeyId, chunkSize, bytes(data))),
}

const suites = {
  'aes-256-gcm-stream/1': {
    keyLength: 32,
    open(key, nonce, ciphertext, tag) {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(tag)
      return Buffer.concat([decipher.update(ciphertext), decipher.final()])
    },
  },
  'sm4-gcm-stream/1': {
    keyLength: 16,
    open(key, nonce, ciphertext, tag) {
      if (ciphertext.length === 0) {
        const empty = sm4.encrypt(ciphertext, key, { mode: 'gcm', iv: nonce, padding: 'none', output: 'array', outputTag: true })
        if (hex(empty.tag) !== hex(tag)) throw new Error('tag')
        return ciphertext
      }
      return sm4.decrypt(ciphertext, key, { mode: 'gcm', iv: nonce, padding: 'none', output: 'array', tag })
    },
  },
}

function openFile(suite, contentKey, envelopeId, encKeyId, chunkSize, data) {
  const info = Buffer.concat(['bid-file/1', suite, envelopeId, encKeyId].flatMap(part => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(part.length)
    return [length, Buffer.from(part, 'ascii')]
  }))
  const { keyLength, open } = suites[suite]
  const key = new Uint8Array(hkdfSync('sha256', contentKey, new Uint8Array(0), info, keyLength))
  const stride = chunkSize + 16
  const parts = []
  for (let index = 0, at = 0; at < data.length; index++, at += stride) {
    const chunk = data.subarray(at, at + stride)
    const nonce = Buffer.alloc(12)
    nonce.writeUInt32BE(index, 7)
    nonce[11] = at + stride >= data.length ? 1 : 0
    parts.push(open(key, new Uint8Array(nonce), chunk.subarray(0, -16), chunk.subarray(-16)))
  }
  return Buffer.concat(parts)
}

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...question } = JSON.parse(line)
  process.stdout.write(JSON.stringify(answers[ask](question)) + '\n')
}
