import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

export type Weight = 'regular' | 'semibold';

/** A part of a text with characters of one font. */
export type FontRun = { readonly font: string; readonly text: string };

/** Name of the Chinese font. It has one weight. */
export const CHINESE = 'noto-sans-sc';

const isBundled = !import.meta.url.endsWith('.ts');
const require = createRequire(import.meta.url);

/** Returns the path of a font file: beside the bundle in a build, in its package when the sources run. */
const fontPath = (pack: 'inter' | 'noto-sans-sc', style: string, file: string): string =>
  isBundled ? fileURLToPath(new URL(`fonts/${file}`, import.meta.url)) : require.resolve(`@expo-google-fonts/${pack}/${style}/${file}`);

type Face = { readonly name: string; readonly data: Buffer; readonly font: Font };

const openFace = (name: string, path: string): Face => {
  const data = readFileSync(path);
  const font = create(data);
  if (!('hasGlyphForCodePoint' in font)) throw new TypeError(`${path} is not a single font`);
  return { name, data, font };
};

let chineseFace: Face | undefined;

/** Loads the fonts of a weight in the order in which they are tried for each character: Inter has Latin, Greek and Cyrillic letters. */
const loadFaces = (weight: Weight): readonly Face[] => {
  chineseFace ??= openFace(CHINESE, fontPath('noto-sans-sc', '400Regular', 'NotoSansSC_400Regular.ttf'));
  const inter =
    weight === 'regular'
      ? fontPath('inter', '400Regular', 'Inter_400Regular.ttf')
      : fontPath('inter', '600SemiBold', 'Inter_600SemiBold.ttf');
  return [openFace(`inter-${weight}`, inter), chineseFace];
};

const facesByWeight = new Map<Weight, readonly Face[]>();

/** Returns the faces of a weight, read once per process. */
export const facesOf = (weight: Weight): readonly Face[] => {
  const weightFaces = facesByWeight.get(weight) ?? loadFaces(weight);
  facesByWeight.set(weight, weightFaces);
  return weightFaces;
};

/** Finds a face of a weight by its name. */
export const findFace = (name: string, weight: Weight): Face | undefined => facesOf(weight).find((face) => face.name === name);

/** Splits a text into runs of one face each. Characters that no face has, such as emoji, become hollow squares. */
export const fontRuns = (text: string, weight: Weight): readonly FontRun[] => {
  const runs: { font: string; text: string }[] = [];
  const weightFaces = facesOf(weight);
  // invisible characters, such as optional breaks, have no glyph
  for (const char of text.replace(/\p{Default_Ignorable_Code_Point}/gu, '')) {
    const code = char.codePointAt(0) as number;
    const last = runs.at(-1);
    const face = weightFaces.find((f) => f.font.hasGlyphForCodePoint(code));
    const name = face?.name ?? CHINESE;
    const glyphText = face ? char : '□';
    if (last?.font === name) last.text += glyphText;
    else runs.push({ font: name, text: glyphText });
  }
  return runs;
};
