import { getHouseStyle, removeHouseLogo, saveHouseLogo, saveHouseStyle } from '#db/repositories/houseStyle.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { HouseLogo } from '#shared/domain/houseStyle.ts';
import { message } from '#shared/messages/text.ts';
import { issue } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { readPictureInThread } from '../workers/pictureClient.ts';

const MAX_FILE_BYTES = 4 * 1024 * 1024;

const refusal = (rule: 'noPicture' | 'pictureTooBig'): OrebookError => new OrebookError('BAD_INPUT', { issues: [issue('logo', rule)] });

const readLogo = async ({ intake }: ServiceContext, token: string): Promise<HouseLogo> => {
  const file = await intake.takeContent(token);
  try {
    if (file.bytes > MAX_FILE_BYTES) throw refusal('pictureTooBig');
    const result = await readPictureInThread(await file.read());
    if ('fault' in result) throw refusal(result.fault);
    return result.logo;
  } finally {
    await file.discard();
  }
};

export const houseStyleHandlers: HandlersOf<'houseStyle'> = {
  'houseStyle.get': (_input, { workspace }) => getHouseStyle(workspace.db()),

  'houseStyle.save': async ({ name, accent, footer, mark }, { workspace }) => {
    const styleBefore = await getHouseStyle(workspace.db());
    const style = {
      name: name ?? styleBefore.name,
      accent: accent ?? styleBefore.accent,
      footer: footer ?? styleBefore.footer,
      mark: mark ?? styleBefore.mark,
    };
    await workspace.change(message('history.houseStyle'), (tx) => saveHouseStyle(tx, style));
    return { done: true };
  },

  'houseStyle.setLogo': async ({ logo }, ctx) => {
    ctx.workspace.requireWritable();
    const picture = await readLogo(ctx, logo);
    await ctx.workspace.change(message('history.logo'), (tx) => saveHouseLogo(tx, picture));
    return { done: true };
  },

  'houseStyle.removeLogo': async (_input, { workspace }) => {
    await workspace.change(message('history.logoRemoved'), removeHouseLogo);
    return { done: true };
  },
};
