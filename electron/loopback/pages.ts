import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { readPageFiles } from '../host/pageFiles.ts';

/** Where the page's files come from: the built ones, or in development the bundler. */
export type Pages = {
  /** index.html with its places for nonce and token, as text. */
  readonly index: (path: string) => Promise<string>;
  /** Answers the file at a path of the address; false when there is none. */
  readonly serve: (path: string, request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** True when a reload client is part of the page: the policy then makes room for it. */
  readonly reload: boolean;
  /** The reload client's socket, after the sender was checked. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/** The built page. Throws when there is no build. */
export const builtPages = (folder: string): Pages => {
  const { index, files } = readPageFiles(folder);
  return {
    index: async () => index,
    serve: async (path, request, response) => {
      const file = files.get(path);
      if (!file) return false;
      response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
      response.end(request.method === 'HEAD' ? undefined : file.body);
      return true;
    },
    reload: false,
  };
};
