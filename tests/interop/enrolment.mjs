// Section 6: what of a CA's code passes through the hub.
import { createHmac } from 'node:crypto';
import { join } from './wire.mjs';

/** The code without its secret, and the proof that whoever has these keys has it. */
export function useCode(code, signingRequest, encryptionRequest, deviceKey) {
  const [authority, secret, anchors] = code.split('.');
  const hmac = data => createHmac('sha256', secret).update(data).digest();
  return {
    code: `${authority}.${hmac('enrolment-name/1').toString('hex', 0, 16)}.${anchors}`,
    proof: hmac(join('enrolment-proof/1', signingRequest, encryptionRequest, deviceKey)),
  };
}
