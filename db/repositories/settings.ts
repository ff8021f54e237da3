import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { settingsDocument } from '../documents/documents.ts';
import type { Db, Tx } from '../schema.ts';
import { notFound, requireRow, upsert } from './records.ts';

/**
 * Reads the settings. If the selected plan no longer exists (its creation was undone), the oldest plan is selected; if the selected deck no
 * longer exists, the base deck. Throws NOT_FOUND before the settings were saved.
 */
export const getSettings = async (db: Db): Promise<WorkspaceSettings> => {
  const row = await db.selectFrom('setting').selectAll().executeTakeFirst();
  const planId = row?.plan_id ?? (await db.selectFrom('plan').select('id').orderBy('id').executeTakeFirst())?.id;
  if (!row || planId === undefined) throw notFound('workspace', 'settings');
  return {
    name: row.name,
    valuationDate: row.valuation_date,
    discountRate: row.discount_rate,
    deck: row.deck ?? 'base',
    planId,
    horizonYear: row.horizon_year,
    moneyScale: row.money_scale,
    theme: row.theme,
    language: row.language,
    ...readDocument(settingsDocument, row, 'settings'),
    sample: row.sample === 1,
  };
};

/**
 * Writes the settings. Plan, deck, money scale, theme and language are display settings: changing them makes a revision but no undo step.
 * Throws NOT_FOUND for a missing plan or deck.
 */
export const saveSettings = async (tx: Tx, settings: WorkspaceSettings): Promise<void> => {
  await requireRow(tx, 'plan', 'id', 'plan', settings.planId);
  await requireRow(tx, 'deck', 'id', 'deck', settings.deck);
  const row = {
    only: 1,
    name: settings.name,
    valuation_date: settings.valuationDate,
    discount_rate: settings.discountRate,
    deck: settings.deck,
    plan_id: settings.planId,
    horizon_year: settings.horizonYear,
    money_scale: settings.moneyScale,
    theme: settings.theme,
    language: settings.language,
    ...writeDocument(settingsDocument, { budget: settings.budget }),
    sample: Number(settings.sample),
  };
  await upsert(tx, 'setting', ['only'], [row]);
};
