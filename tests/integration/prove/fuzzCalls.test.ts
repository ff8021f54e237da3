import { Agent, request } from 'node:http';
import { expect, it } from 'vitest';
import type { Result } from '#shared/contract/result.ts';
import { createFuzzer } from '../../helpers/fuzzCalls.ts';
import { type BrowserClient, connectBrowser } from '../../helpers/http.ts';
import { startTestHost } from '../../helpers/loopback.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';

const CALLS = proofCount('CALLS', 400);
/** Calls under way at the same time. */
const AT_ONCE = 6;

const send = (agent: Agent, { port, headers }: BrowserClient, call: string, input: unknown): Promise<Result<unknown>> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', path: `/api/${call}`, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(input));
  });

it('the browser host answers any input of any call with a result or a refusal, never with an internal error', async () => {
  const host = await startTestHost();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const browser = await connectBrowser(host.host.url);
    const product = { name: 'Copper concentrate', metal: 'copper', tonnes: [{ year: 2026, tonnes: 1000 }] };
    const created = await send(agent, browser, 'workspace.create', { name: 'Fuzz', discountRate: 0.1, products: [product] });
    expect(created).toMatchObject({ ok: true });
    const listed = await send(agent, browser, 'products.list', {});
    const ids = [...new Set(JSON.stringify(listed).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g)), 'copper', 'CU', 'china-slump', 'base', 'CN'];
    const next = createFuzzer(PROOF_SEED, ids);
    const codes: Record<string, number> = {};
    const internal: string[] = [];
    let sent = 0;
    const work = async (): Promise<void> => {
      while (sent < CALLS) {
        sent += 1;
        const { call, input } = next();
        const result = await send(agent, browser, call, input);
        const code = result.ok ? 'ok' : result.error.code;
        codes[code] = (codes[code] ?? 0) + 1;
        if (code === 'INTERNAL' || code === 'UNAVAILABLE') internal.push(`${code} ${call} ${JSON.stringify(input).slice(0, 2000)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(internal).toEqual([]);
    expect(await send(agent, browser, 'workspace.state', {})).toMatchObject({ ok: true, value: { open: true } });
    recordFigures('calls to the browser host', { calls: sent, answered: codes.ok ?? 0, refused: sent - (codes.ok ?? 0) });
  } finally {
    agent.destroy();
    await host.close();
  }
});
