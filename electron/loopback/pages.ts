import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { readPageFiles } from '../host/pageFiles.ts';

/** The source of the page's files: the build, or the bundler in development. */
export type PageSource = {
  /** Returns index.html with its placeholder for the nonce. */
  readonly index: (path: string) => Promise<string>;
  /** Sends the file at a URL path; returns false when there is none. */
  readonly serve: (path: string, request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** True when the page contains the reload client, which the content policy then allows. */
  readonly hasReloadClient: boolean;
  /** Upgrades to the reload client's socket, after the sender check. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/** Serves the built page. Throws when there is no build. */
export const createBuildPageSource = (folder: string): PageSource => {
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
    hasReloadClient: false,
  };
};
