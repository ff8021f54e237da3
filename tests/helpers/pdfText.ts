import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export type PdfPage = { readonly text: string; readonly width: number; readonly height: number };

/** Reads the text of each page of a PDF with another program than its writer. */
export const readPdfPages = async (bytes: Uint8Array): Promise<readonly PdfPage[]> => {
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

export type PlacedText = { readonly text: string; readonly x: number; readonly y: number; readonly size: number };

/** Reads the texts of each page of a PDF with their positions, in points from the lower left corner. */
export const readPdfTexts = async (bytes: Uint8Array): Promise<readonly (readonly PlacedText[])[]> => {
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  const document = await task.promise;
  const pages: PlacedText[][] = [];
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
