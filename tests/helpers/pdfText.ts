import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export type PdfPage = { readonly text: string; readonly width: number; readonly height: number };

/** The text of each page of a PDF, read by another program than the one that wrote it; pieces joined as they stand on the page. */
export const pdfPages = async (bytes: Uint8Array): Promise<readonly PdfPage[]> => {
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  const document = await task.promise;
  try {
    const pages: PdfPage[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const [, , width, height] = page.view as [number, number, number, number];
      const content = await page.getTextContent();
      const text = content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
      pages.push({ text, width, height });
    }
    return pages;
  } finally {
    await task.destroy();
  }
};

export type Placed = { readonly text: string; readonly x: number; readonly y: number; readonly size: number };

/** What stands on each page of a PDF and where, in points from its lower left. */
export const pdfPlaces = async (bytes: Uint8Array): Promise<readonly (readonly Placed[])[]> => {
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  const document = await task.promise;
  const pages: Placed[][] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(
      items.flatMap((item) =>
        'str' in item && item.str.trim() !== ''
          ? [{ text: item.str, x: Number(item.transform[4]), y: Number(item.transform[5]), size: Number(item.transform[0]) }]
          : [],
      ),
    );
  }
  await task.destroy();
  return pages;
};
