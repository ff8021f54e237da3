import { type IncomingHttpHeaders, request } from 'node:http';

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

export type Ask = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

/** One request with exactly these headers, on a connection of its own. */
export const ask = (port: number, { method = 'GET', path, headers = {}, body }: Ask): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, agent: false, setHost: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    for (const [name, value] of Object.entries({ host: `127.0.0.1:${port}`, ...headers })) sent.setHeader(name, value);
    sent.end(body);
  });

/** A browser that was let in and has loaded the page. */
export type Visitor = {
  readonly port: number;
  readonly cookie: string;
  readonly token: string;
  /** The headers of a call from a page of ours. */
  readonly headers: Readonly<Record<string, string>>;
  readonly call: (name: string, input: unknown) => Promise<unknown>;
};

/** Follows the printed address as a browser does: key to cookie, redirect, page with its token. */
export const enter = async (url: string): Promise<Visitor> => {
  const { port: portText, pathname, search } = new URL(url);
  const port = Number(portText);
  const first = await ask(port, { path: `${pathname}${search}` });
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const page = await ask(port, { path: '/', headers: { cookie, accept: 'text/html' } });
  const token = /name="orebook-token" content="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const headers = { cookie, origin: `http://127.0.0.1:${port}`, 'x-orebook-token': token, 'content-type': 'application/json' };
  return {
    port,
    cookie,
    token,
    headers,
    call: async (name, input) =>
      JSON.parse((await ask(port, { method: 'POST', path: `/api/${name}`, headers, body: JSON.stringify(input) })).body),
  };
};
