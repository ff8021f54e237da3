import { type IncomingHttpHeaders, request } from 'node:http';

export type HttpResponse = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

export type HttpRequest = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

/** Sends one request with exactly these headers on a new connection. */
export const sendRequest = (port: number, { method = 'GET', path, headers = {}, body }: HttpRequest): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    const clientRequest = request({ host: '127.0.0.1', port, method, path, agent: false, setHost: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    clientRequest.on('error', reject);
    for (const [name, value] of Object.entries({ host: `127.0.0.1:${port}`, ...headers })) clientRequest.setHeader(name, value);
    clientRequest.end(body);
  });

/** A browser that is signed in and has loaded the page. */
export type BrowserClient = {
  readonly port: number;
  readonly cookie: string;
  readonly token: string;
  /** Headers of a call from the app's page. */
  readonly headers: Readonly<Record<string, string>>;
  readonly call: (name: string, input: unknown) => Promise<unknown>;
};

/** Opens the printed address as a browser does: exchanges the key for a cookie and the page's token. */
export const connectBrowser = async (url: string): Promise<BrowserClient> => {
  const { port: portText, pathname, search } = new URL(url);
  const port = Number(portText);
  const first = await sendRequest(port, { path: `${pathname}${search}` });
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const token = first.headers.location?.split('#token=')[1] ?? '';
  const headers = { cookie, origin: `http://127.0.0.1:${port}`, 'x-orebook-token': token, 'content-type': 'application/json' };
  return {
    port,
    cookie,
    token,
    headers,
    call: async (name, input) =>
      JSON.parse((await sendRequest(port, { method: 'POST', path: `/api/${name}`, headers, body: JSON.stringify(input) })).body),
  };
};
