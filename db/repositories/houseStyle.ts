import { DEFAULT_HOUSE_STYLE, type HouseLogo, type HouseStyle } from '#shared/domain/houseStyle.ts';
import type { Db, Tx } from '../schema.ts';
import { upsert } from './records.ts';

/** Reads the house style of documents; the plain style if none was saved. */
export const getHouseStyle = async (db: Db): Promise<HouseStyle> => {
  const row = await db.selectFrom('house_style').selectAll().executeTakeFirst();
  const logo = await db.selectFrom('house_logo').selectAll().executeTakeFirst();
  const { only: _row, ...style } = row ?? { only: 1, ...DEFAULT_HOUSE_STYLE };
  if (!logo) return style;
  const { only: _logo, ...picture } = logo;
  return { ...style, logo: picture };
};

/** Writes the house style without the logo. */
export const saveHouseStyle = async (tx: Tx, { name, accent, footer, mark }: Omit<HouseStyle, 'logo'>): Promise<void> =>
  upsert(tx, 'house_style', ['only'], [{ only: 1, name, accent, footer, mark }]);

/** Writes the logo, replacing an earlier one. */
export const saveHouseLogo = async (tx: Tx, { kind, width, height, data }: HouseLogo): Promise<void> =>
  upsert(tx, 'house_logo', ['only'], [{ only: 1, kind, width, height, data }]);

/** Deletes the logo. */
export const removeHouseLogo = async (tx: Tx): Promise<void> => {
  await tx.deleteFrom('house_logo').execute();
};
