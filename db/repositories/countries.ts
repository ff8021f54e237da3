import type { Country } from '#shared/domain/zone.ts';
import type { Db, Tx } from '../schema.ts';
import { upsert } from './records.ts';

/** Lists all countries by name. */
export const listCountries = async (db: Db): Promise<Country[]> =>
  db.selectFrom('country').select(['code', 'name', 'zone']).orderBy('name').execute();

/** Inserts or updates countries by code. */
export const saveCountries = async (tx: Tx, countries: readonly Country[]): Promise<void> =>
  upsert(
    tx,
    'country',
    ['code'],
    countries.map(({ code, name, zone }) => ({ code, name, zone })),
  );
