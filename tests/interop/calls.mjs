// HTTP by the page: JSON bodies, problems by their type, the same call again when the hub says so.
import { setTimeout as pause } from 'node:timers/promises';

/** A problem of section 9. */
export class Problem extends Error {
  constructor(status, body) {
    super(`${status} ${body.type}: ${body.where ?? body.detail ?? ''}`);
    this.type = body.type?.replace('urn:hub:problem:', '');
    this.body = body;
  }
}

const AGAIN = [429, 503];

export async function call(method, url, { body, headers, expect } = {}) {
  for (let tries = 1; ; tries++) {
    const response = await fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(40_000),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.ok) {
      if (expect !== undefined && response.status !== expect) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} instead of ${expect}`);
      if (bytes.length === 0) return null;
      return response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(bytes) : bytes;
    }
    const problem = new Problem(response.status, bytes.length > 0 ? JSON.parse(bytes) : {});
    if (!AGAIN.includes(response.status) || tries === 6) throw problem;
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    await pause(seconds * (1 + Math.random() / 2) * 1000);
  }
}
