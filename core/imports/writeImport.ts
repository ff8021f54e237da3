import { addBuyers, saveBuyer, saveGroup } from '#db/repositories/buyers.ts';
import { addContracts, saveContract } from '#db/repositories/contracts.ts';
import { saveDeck, saveDeckPoints } from '#db/repositories/decks.ts';
import { saveFacility, saveProjectFinance } from '#db/repositories/financing.ts';
import { saveLimit } from '#db/repositories/limits.ts';
import { savePlan } from '#db/repositories/plans.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { saveReference } from '#db/repositories/references.ts';
import { saveScenario } from '#db/repositories/scenarios.ts';
import { saveSettings } from '#db/repositories/settings.ts';
import { saveTender } from '#db/repositories/tenders.ts';
import { saveVersion } from '#db/repositories/versions.ts';
import type { Tx } from '#db/schema.ts';
import { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { Deck } from '#shared/domain/deck.ts';
import { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import { Limit } from '#shared/domain/limit.ts';
import { Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { Scenario } from '#shared/domain/scenario.ts';
import { Tender } from '#shared/domain/tender.ts';
import { Version } from '#shared/domain/version.ts';
import type { Draft } from '../sheets/columns.ts';
import type { RecordKind, StoredPoint } from '../sheets/importContext.ts';
import type { CheckedFile } from './checkSheets.ts';

/** The kinds of records in the order in which they are written: a record refers only to earlier kinds. */
const RECORD_ORDER: readonly RecordKind[] = [
  ...(['group', 'buyer', 'product', 'contract', 'version', 'tender'] as const),
  ...(['facility', 'projectFinance', 'plan', 'limit', 'scenario', 'deck'] as const),
];

/** Writes a record of each kind. It is parsed again, since a list may have become shorter after its row was checked. */
const SAVE_RECORD: Readonly<Record<RecordKind, (tx: Tx, value: Draft) => Promise<unknown>>> = {
  group: (tx, value) => saveGroup(tx, BuyerGroup.parse(value)),
  buyer: (tx, value) => saveBuyer(tx, Buyer.parse(value)),
  product: (tx, value) => saveProduct(tx, Product.parse(value)),
  contract: (tx, value) => saveContract(tx, OfftakeContract.parse(value)),
  tender: (tx, value) => saveTender(tx, Tender.parse(value)),
  version: (tx, value) => saveVersion(tx, Version.parse(value)),
  facility: (tx, value) => saveFacility(tx, Facility.parse(value)),
  projectFinance: (tx, value) => saveProjectFinance(tx, ProjectFinance.parse(value)),
  plan: (tx, value) => savePlan(tx, Plan.parse(value)),
  limit: (tx, value) => saveLimit(tx, Limit.parse(value)),
  scenario: (tx, value) => saveScenario(tx, Scenario.parse(value)),
  deck: (tx, value) => saveDeck(tx, Deck.parse(value)),
};

/** Number of records and of prices in one write, chosen so that it takes some milliseconds. */
const RECORDS_PER_WRITE = 200;
const POINTS_PER_WRITE = 500;

/** Reports the number of finished rows and yields to other requests. */
export type ReportProgress = (doneCount: number, total: number) => Promise<void>;

export const savePoints = async (
  tx: Tx,
  points: readonly StoredPoint[],
  reportWritten: (count: number) => Promise<void>,
): Promise<void> => {
  for (const [deck, deckPoints] of Map.groupBy(points, (point): DeckId => point.deck)) {
    for (let i = 0; i < deckPoints.length; i += POINTS_PER_WRITE) {
      const part = deckPoints.slice(i, i + POINTS_PER_WRITE);
      await saveDeckPoints(tx, deck, part);
      await reportWritten(part.length);
    }
  }
};

/** Writes many new records at once, for the kinds that can have thousands. */
const ADD_RECORDS: Readonly<Partial<Record<RecordKind, (tx: Tx, values: readonly Draft[]) => Promise<void>>>> = {
  buyer: (tx, values) =>
    addBuyers(
      tx,
      values.map((value) => Buyer.parse(value)),
    ),
  contract: (tx, values) =>
    addContracts(
      tx,
      values.map((value) => OfftakeContract.parse(value)),
    ),
};

/** Writes checked records, settings and prices inside one change. */
export const writeChecked = async (
  tx: Tx,
  { entries, references, settings, points }: Pick<CheckedFile, 'entries' | 'references' | 'settings' | 'points'>,
  report: ReportProgress,
): Promise<void> => {
  const total = entries.length + points.length;
  let doneCount = 0;
  const reportWritten = (count: number): Promise<void> => {
    doneCount += count;
    return report(doneCount, total);
  };
  // leaders before their followers, and all before the records that are priced on them
  for (const reference of references) await saveReference(tx, reference);
  for (const kind of RECORD_ORDER) {
    const ofKind = entries.filter((candidate) => candidate.kind === kind);
    // changed records first, as one may free a code or name that a new record uses
    for (const entry of ofKind.filter(({ before }) => before)) {
      await SAVE_RECORD[kind](tx, entry.value);
      await reportWritten(1);
    }
    const addedRecords = ofKind.filter(({ before }) => !before).map(({ value }) => value);
    const add = ADD_RECORDS[kind];
    for (let i = 0; i < addedRecords.length; i += RECORDS_PER_WRITE) {
      const batch = addedRecords.slice(i, i + RECORDS_PER_WRITE);
      if (add) await add(tx, batch);
      else for (const value of batch) await SAVE_RECORD[kind](tx, value);
      await reportWritten(batch.length);
    }
  }
  if (settings) await saveSettings(tx, settings);
  await savePoints(tx, points, reportWritten);
};
