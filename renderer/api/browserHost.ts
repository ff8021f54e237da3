import { FILE_KINDS } from '#shared/contract/names.ts';
import { connectEvents } from './events.ts';
import type { Host } from './hostPort.ts';
import { fetchFromHost, readAnswer } from './http.ts';

/** The longest body sent with keepalive, in UTF-16 units of at most three bytes; browsers allow 64 kB. */
const MAX_KEEPALIVE_LENGTH = 20_000;

const upload = async (file: File): Promise<string> => {
  const response = await fetchFromHost('/intake', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-orebook-name': encodeURIComponent(file.name.slice(0, 200)) },
    body: file,
  });
  const { value } = await readAnswer(response);
  return (value as { readonly intake: string }).intake;
};

const pick = (accept: string): Promise<File | undefined> =>
  new Promise((resolve) => {
    const picker = document.createElement('input');
    picker.type = 'file';
    picker.accept = accept;
    picker.addEventListener('change', () => resolve(picker.files?.[0]));
    picker.addEventListener('cancel', () => resolve(undefined));
    picker.click();
  });

/** The host for a browser on this computer: calls over HTTP, files through the browser's file picker and downloads. */
export const browserHost: Host = {
  call: async (name, input, { signal, outlivesPage = false, requestId }) => {
    const body = JSON.stringify(input);
    return readAnswer(
      await fetchFromHost(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(requestId === undefined ? {} : { 'x-orebook-request': requestId }) },
        body,
        keepalive: outlivesPage && body.length <= MAX_KEEPALIVE_LENGTH,
        ...(signal ? { signal } : {}),
      }),
    );
  },
  connect: ({ event }) => connectEvents(event),
  // a page can't change the menu of a browser
  setActions: () => undefined,
  pickFile: async (kind) => {
    const file = await pick(FILE_KINDS[kind].map((extension) => `.${extension}`).join());
    return file && upload(file);
  },
  // a browser gives a page no folder path
  pickFolder: async () => undefined,
  takeFile: upload,
  // the browser's print dialog writes the file
  savePage: async () => {
    window.print();
    return { isSaved: false };
  },
  saveDocument: async (artefact, fileName) => {
    const link = document.createElement('a');
    link.href = `/artefact/${encodeURIComponent(artefact)}`;
    link.download = fileName;
    link.click();
    return { isSaved: true };
  },
};
