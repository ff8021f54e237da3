import { readFile, rm, stat } from 'node:fs/promises';
import { getHouseStyle, removeHouseLogo, saveHouseLogo, saveHouseStyle } from '#db/repositories/houseStyle.ts';
import { type HouseLogo, LOGO_SIDE } from '#shared/domain/houseStyle.ts';
import { message } from '#shared/messages/text.ts';
import { issue, refuseIf } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { readJpeg } from './jpeg.ts';
import { readPng, shrunk, writePng } from './png.ts';

/** Bytes of a file that is read as a picture. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Dots of a picture that is made smaller. */
const MOST_DOTS = 6_000_000;
/** A JPEG is kept as it is, so that it has to be small. */
const MOST_JPEG = { bytes: 400_000, side: 4096 } as const;

const refuse = (rule: 'noPicture' | 'pictureTooBig' | 'pictureTurned'): void => refuseIf([issue('logo', rule)]);

/** A file as the picture that documents carry. Throws BAD_INPUT for what is no PNG or JPEG, is too large for one, or lies turned. */
const pictureOf = async (file: Buffer): Promise<HouseLogo | undefined> => {
  const jpeg = readJpeg(file);
  if (jpeg) {
    const { width, height, turned, file: bare } = jpeg;
    // documents show its dots as they are stored
    if (turned) refuse('pictureTurned');
    if (bare.length > MOST_JPEG.bytes || Math.max(width, height) > MOST_JPEG.side) refuse('pictureTooBig');
    return { kind: 'jpeg', width, height, data: bare.toString('base64') };
  }
  const dots = await readPng(file, MOST_DOTS);
  if (dots === 'tooBig') refuse('pictureTooBig');
  else if (dots) {
    const { width, height, rgba } = await shrunk(dots, LOGO_SIDE);
    const written = await writePng({ width, height, rgba });
    if (written.length > MOST_JPEG.bytes) refuse('pictureTooBig');
    return { kind: 'png', width, height, data: written.toString('base64') };
  }
  return undefined;
};

const readLogo = async ({ intake }: ServiceContext, token: string): Promise<HouseLogo> => {
  const { path, inPlace } = await intake.take(token);
  try {
    if ((await stat(path)).size > MOST_BYTES) refuse('pictureTooBig');
    const picture = await pictureOf(await readFile(path));
    if (!picture) refuse('noPicture');
    return picture!;
  } finally {
    // a person's own file is read where it stands, and left there
    if (!inPlace) await rm(path, { force: true });
  }
};

export const houseStyleHandlers: HandlersOf<'houseStyle'> = {
  'houseStyle.get': (_input, { workspace }) => getHouseStyle(workspace.db()),

  'houseStyle.save': async ({ name, accent, footer, mark }, { workspace }) => {
    const before = await getHouseStyle(workspace.db());
    const style = {
      name: name ?? before.name,
      accent: accent ?? before.accent,
      footer: footer ?? before.footer,
      mark: mark ?? before.mark,
    };
    await workspace.change(message('history.houseStyle'), (tx) => saveHouseStyle(tx, style));
    return { done: true };
  },

  'houseStyle.setLogo': async ({ logo }, ctx) => {
    ctx.workspace.present();
    const picture = await readLogo(ctx, logo);
    await ctx.workspace.change(message('history.logo'), (tx) => saveHouseLogo(tx, picture));
    return { done: true };
  },

  'houseStyle.removeLogo': async (_input, { workspace }) => {
    await workspace.change(message('history.logoRemoved'), removeHouseLogo);
    return { done: true };
  },
};
