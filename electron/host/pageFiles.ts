import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** A file of the built page with its response headers. */
export type PageFile = { readonly body: Buffer<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> };

export type PageFiles = {
  /** index.html with its placeholder for the nonce. */
  readonly index: string;
  /** Every other file by its URL path: `/assets/…`. */
  readonly files: ReadonlyMap<string, PageFile>;
};

/**
 * Reads the built page into memory, so that a build while the app runs does not change it and a path outside the folder can't be served.
 * Throws when there is no build.
 */
export const readPageFiles = (folder: string): PageFiles => {
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    // the bundler puts a digest of the content into every name under /assets/
    const isImmutable = name.startsWith('/assets/');
    files.set(name, {
      body: readFileSync(path),
      headers: {
        'content-type': MEDIA_TYPES[extname(name)] ?? 'application/octet-stream',
        'cache-control': isImmutable ? 'private, max-age=31536000, immutable' : 'no-cache',
      },
    });
  }
  const index = files.get('/index.html')?.body.toString('utf8');
  if (index === undefined) throw new Error(`no index.html in ${folder}`);
  files.delete('/index.html');
  return { index, files };
};

/** The placeholder in renderer/index.html that a host fills for every load. */
const NONCE = '%OREBOOK_NONCE%';

/** Fills the nonce into the page. It is base64url, so nothing needs escaping. Throws when the placeholder is missing. */
export const fillPage = (html: string, nonce: string): string => {
  if (!html.includes(NONCE)) throw new Error('renderer/index.html lacks the place for the nonce');
  return html.replaceAll(NONCE, nonce);
};
