import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';
import { sfntOf } from './sfnt.ts';

export type Weight = 'regular' | 'semibold';

/** A stretch of text that one font can write. */
export type FontRun = { readonly font: string; readonly text: string };

/** Tried in this order, character by character: buyers' names come in many scripts. */
const SUBSETS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'cyrillic-ext', 'vietnamese'] as const;
/** The one face of Chinese; it has one weight. */
export const CHINESE = 'noto-sans-sc';
const NUMBER: Readonly<Record<Weight, string>> = { regular: '400', semibold: '600' };

const bundled = !import.meta.url.endsWith('.ts');
const require = createRequire(import.meta.url);

/** Fonts stand beside the bundle in a build and in the font packages when the sources run. */
const fontFile = (pack: 'inter' | 'noto-sans-sc', file: string): string =>
  bundled ? fileURLToPath(new URL(`fonts/${file}`, import.meta.url)) : require.resolve(`@fontsource/${pack}/files/${file}`);

type Face = { readonly name: string; readonly path: string; readonly data: Buffer; readonly font: Font };

const openFace = (name: string, path: string): Face => {
  const data = sfntOf(readFileSync(path));
  const font = create(data);
  if (!('hasGlyphForCodePoint' in font)) throw new TypeError(`${path} is not a single font`);
  return { name, path, data, font };
};

const loadFaces = (weight: Weight): readonly Face[] => [
  ...SUBSETS.map((subset) => {
    const file = `inter-${subset}-${NUMBER[weight]}-normal.woff`;
    return openFace(`inter-${subset}-${weight}`, fontFile('inter', file));
  }),
  openFace(CHINESE, fontFile('noto-sans-sc', 'noto-sans-sc-chinese-simplified-400-normal.woff')),
];

const loaded = new Map<Weight, readonly Face[]>();

/** The faces of a weight, read once a process. */
export const faces = (weight: Weight): readonly Face[] => {
  const held = loaded.get(weight) ?? loadFaces(weight);
  loaded.set(weight, held);
  return held;
};

/** A face of a weight by its name. */
export const face = (name: string, weight: Weight): Face | undefined => faces(weight).find((one) => one.name === name);

/** Cuts a text into stretches that one face can write; what no face has (an emoji) is written as a hollow square. */
export const fontRuns = (text: string, weight: Weight): readonly FontRun[] => {
  const runs: { font: string; text: string }[] = [];
  const all = faces(weight);
  // marks that only say where a line may break have no glyph to write
  for (const char of text.replace(/\p{Default_Ignorable_Code_Point}/gu, '')) {
    const code = char.codePointAt(0) as number;
    const last = runs.at(-1);
    const found = all.find((f) => f.font.hasGlyphForCodePoint(code));
    const name = found?.name ?? CHINESE;
    const written = found ? char : '□';
    if (last?.font === name) last.text += written;
    else runs.push({ font: name, text: written });
  }
  return runs;
};
