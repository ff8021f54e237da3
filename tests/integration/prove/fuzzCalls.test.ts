import { Agent, request } from 'node:http';
import { expect, it } from 'vitest';
import { CALL_NAMES } from '#shared/contract/names.ts';
import type { FuzzedCall } from '../../helpers/fuzzCalls.ts';
import { ANSWER_LENGTH, fuzzHost } from '../../helpers/fuzzHost.ts';
import { type BrowserClient, connectBrowser } from '../../helpers/http.ts';
import { startTestHost } from '../../helpers/loopback.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';
import { readLoggedFaults } from '../../helpers/readLog.ts';

const CALLS = proofCount('CALLS', 400);

const send = (agent: Agent, client: BrowserClient, fuzzedCall: FuzzedCall): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port, headers } = client;
    const { call, body, requestId } = fuzzedCall;
    const allHeaders = requestId === undefined ? headers : { ...headers, 'x-orebook-request': requestId };
    const callRequest = request(
      { host: '127.0.0.1', port, method: 'POST', path: `/api/${call}`, agent, headers: allHeaders },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          JSON.parse(text);
          resolve(text.slice(0, ANSWER_LENGTH));
        });
      },
    );
    callRequest.on('error', (error: NodeJS.ErrnoException) => {
      // the server may close an idle connection while a request is sent on it
      if (callRequest.reusedSocket && error.code === 'ECONNRESET') send(agent, client, fuzzedCall).then(resolve, reject);
      else reject(error);
    });
    callRequest.end(body);
  });

it('the browser host answers any input of any call with a result or a refusal, never with an internal error', async () => {
  const host = await startTestHost();
  const agent = new Agent({ keepAlive: true });
  try {
    const browser = await connectBrowser(host.host.url);
    const { faults, ...figures } = await fuzzHost({
      seed: PROOF_SEED,
      count: CALLS,
      calls: CALL_NAMES,
      sendAll: (calls) => Promise.all(calls.map((call) => send(agent, browser, call))),
    });
    expect({ faults, logged: readLoggedFaults(host.dataFolder) }).toEqual({ faults: [], logged: [] });
    recordFigures('calls to the browser host', figures);
  } finally {
    agent.destroy();
    await host.close();
  }
});
