import { strFromU8, unzipSync } from 'fflate';

/** The parts of a packed document as text, read by another program than its writer. */
export const partsOf = (bytes: Uint8Array): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));

/** Words of XML as they read. */
export const unescaped = (xml: string): string =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

type SheetCell = { readonly ref: string; readonly value: string; readonly formula: string | undefined; readonly isText: boolean };

/** Cells of every sheet by the sheet's name. */
export const sheetsOf = (bytes: Uint8Array): ReadonlyMap<string, readonly SheetCell[]> => {
  const parts = partsOf(bytes);
  const strings = [...(parts['xl/sharedStrings.xml'] ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) =>
    unescaped([...item!.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, words]) => words).join('')),
  );
  const names = [...parts['xl/workbook.xml']!.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => unescaped(name!));
  return new Map(
    names.map((name, i) => [
      name,
      [...parts[`xl/worksheets/sheet${i + 1}.xml`]!.matchAll(/<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(
        ([, ref, attributes = '', inside = '']): SheetCell => {
          const raw = /<v>(.*?)<\/v>/s.exec(inside)?.[1] ?? /<t[^>]*>(.*?)<\/t>/s.exec(inside)?.[1] ?? '';
          const formula = /<f[^>]*>(.*?)<\/f>/s.exec(inside)?.[1];
          const shared = attributes.includes('t="s"');
          return {
            ref: ref!,
            value: shared ? (strings[Number(raw)] ?? '') : unescaped(raw),
            formula: formula === undefined ? undefined : unescaped(formula),
            isText: shared || attributes.includes('t="inlineStr"') || attributes.includes('t="str"'),
          };
        },
      ),
    ]),
  );
};
