import { strFromU8, unzipSync } from 'fflate';

/** Unzips a document and returns its parts as text. */
export const unzipParts = (bytes: Uint8Array): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));

/** Replaces the entities of XML. */
export const unescapeXml = (xml: string): string =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

type SheetCell = { readonly ref: string; readonly value: string; readonly formula: string | undefined; readonly isText: boolean };

/** Reads the cells of every sheet, by sheet name. */
export const readSheets = (bytes: Uint8Array): ReadonlyMap<string, readonly SheetCell[]> => {
  const parts = unzipParts(bytes);
  const strings = [...(parts['xl/sharedStrings.xml'] ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) =>
    unescapeXml([...item!.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, words]) => words).join('')),
  );
  const names = [...parts['xl/workbook.xml']!.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => unescapeXml(name!));
  return new Map(
    names.map((name, i) => [
      name,
      [...parts[`xl/worksheets/sheet${i + 1}.xml`]!.matchAll(/<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(
        ([, ref, attributes = '', inside = '']): SheetCell => {
          const rawText = /<v>(.*?)<\/v>/s.exec(inside)?.[1] ?? /<t[^>]*>(.*?)<\/t>/s.exec(inside)?.[1] ?? '';
          const formula = /<f[^>]*>(.*?)<\/f>/s.exec(inside)?.[1];
          const isShared = attributes.includes('t="s"');
          return {
            ref: ref!,
            value: isShared ? (strings[Number(rawText)] ?? '') : unescapeXml(rawText),
            formula: formula === undefined ? undefined : unescapeXml(formula),
            isText: isShared || attributes.includes('t="inlineStr"') || attributes.includes('t="str"'),
          };
        },
      ),
    ]),
  );
};
