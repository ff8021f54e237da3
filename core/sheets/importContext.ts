import { listBuyers, listGroups } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { listCountries } from '#db/repositories/countries.ts';
import { listDeckPoints, listDecks } from '#db/repositories/decks.ts';
import { getProjectFinance, listFacilities } from '#db/repositories/financing.ts';
import { listLimits } from '#db/repositories/limits.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { listScenarios } from '#db/repositories/scenarios.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { listTenders } from '#db/repositories/tenders.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { Db } from '#db/schema.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import type { DeckPoint, Reference } from '#shared/domain/reference.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import type { Country } from '#shared/domain/zone.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { createYielder, yieldIfDue } from '../yielding.ts';
import { lettersOnly } from './cellValues.ts';
import type { Draft } from './columns.ts';

export type RecordKind =
  | 'group'
  | 'buyer'
  | 'product'
  | 'contract'
  | 'version'
  | 'tender'
  | 'facility'
  | 'projectFinance'
  | 'plan'
  | 'limit'
  | 'scenario'
  | 'deck';

/** The id of the only record of its kind: the costs and assumptions of the project. */
export const PROJECT_ID = 'project';

/** A record before and after the import. */
export type Entry = {
  readonly kind: RecordKind;
  readonly id: string;
  /** The stored record; undefined for a record that the import adds. */
  readonly before: Draft | undefined;
  value: Draft;
  /** Whether the import adds or changes the record. */
  readonly hasChanged: () => boolean;
  /** The record to be read alone: the stored one itself until `value` is read. */
  readonly read: () => Draft;
  /** Whether the record can't be saved, or a row that creates it was refused. */
  isRefused: boolean;
};

export type StoredPoint = DeckPoint & { readonly deck: DeckId };

/** The stored records with those that earlier rows of the file added or changed. */
export type ImportContext = {
  readonly entries: ReadonlyMap<RecordKind, ReadonlyMap<string, Entry>>;
  /** The stored references; the check of a file adds those of the file. */
  readonly references: Reference[];
  readonly countries: readonly Country[];
  readonly settings: WorkspaceSettings;
  readonly points: ReadonlyMap<string, StoredPoint>;
  /** Finds the records that a cell names: by id in brackets, by id, else by name, ignoring case and punctuation. */
  readonly find: (kind: RecordKind, text: string) => readonly Entry[];
  readonly add: (kind: RecordKind, id: string, value: Draft) => Entry;
  /** Adds a group of buyers that a cell names; absent where unknown groups are refused. */
  readonly addGroup?: (name: string) => Entry;
  /** Adds the name of an entry to the index after it was set or changed. */
  readonly indexName: (entry: Entry) => void;
};

/** The abbreviation of the trade: "copper conc." */
const CONCENTRATE = /\bconcs?\b\.?/iu;

export const pointKey = (deck: DeckId, reference: string, month: number): string => `${deck}|${reference}|${month}`;

/** The names by which a record is found; a deck that ships has one in every language. */
const namesOf = (kind: RecordKind, value: Draft): readonly string[] => {
  const name = String((kind === 'contract' ? value.code : value.name) ?? '');
  return kind === 'deck' ? everyShippedText(name) : [name];
};

/** Copies plain data, so that a change does not affect the original. */
export const copyOf = (value: unknown): Draft => JSON.parse(JSON.stringify(value)) as Draft;

/** The entry of a record that an import adds, or has changed. */
export const newEntry = (kind: RecordKind, id: string, recordBefore: Draft | undefined, value: Draft): Entry => {
  const entry: Entry = { kind, id, before: recordBefore, value, hasChanged: () => true, read: () => entry.value, isRefused: false };
  return entry;
};

/** The entry of a stored record, which is copied when it is first read: most of thousands are only found by their names. */
const storedEntry = (kind: RecordKind, record: { readonly id: string }): Entry => {
  let recordBefore: Draft | undefined;
  let value: Draft | undefined;
  return {
    kind,
    id: record.id,
    get before() {
      recordBefore ??= copyOf(record);
      return recordBefore;
    },
    get value() {
      value ??= copyOf(record);
      return value;
    },
    set value(changedRecord) {
      value = changedRecord;
    },
    hasChanged: () => value !== undefined && JSON.stringify(record) !== JSON.stringify(value),
    read: () => value ?? (record as unknown as Draft),
    isRefused: false,
  };
};

/** Lists the entries that are new or differ from their records. */
export const listChangedEntries = async ({ entries }: ImportContext): Promise<readonly Entry[]> => {
  const changedEntries: Entry[] = [];
  for (const entriesOfKind of entries.values()) {
    for (const entry of entriesOfKind.values()) {
      if (!entry.isRefused && entry.hasChanged() && entry.value.id !== undefined) changedEntries.push(entry);
      await yieldIfDue();
    }
  }
  return changedEntries;
};

export const loadImportContext = async (db: Db): Promise<ImportContext> => {
  const entries = new Map<RecordKind, Map<string, Entry>>();
  const names = new Map<string, Set<Entry>>();

  const indexNames = (entry: Entry, record: Draft): void => {
    for (const name of namesOf(entry.kind, record)) {
      const key = `${entry.kind}|${lettersOnly(name)}`;
      const entriesOfName = names.get(key);
      if (entriesOfName) entriesOfName.add(entry);
      else names.set(key, new Set([entry]));
    }
  };
  const addEntry = (entry: Entry, record: Draft): Entry => {
    entries.get(entry.kind)?.set(entry.id, entry);
    indexNames(entry, record);
    return entry;
  };
  const yieldNow = createYielder();
  const load = async (kind: RecordKind, records: readonly { readonly id: string }[]): Promise<void> => {
    entries.set(kind, new Map());
    for (const record of records) {
      const entry = storedEntry(kind, record);
      addEntry(entry, entry.read());
      await yieldNow();
    }
  };

  await load('group', await listGroups(db));
  await load('buyer', await listBuyers(db, yieldNow));
  await load('product', await listProducts(db));
  await load('contract', await listContracts(db, yieldNow));
  await load('version', await listVersions(db));
  await load(
    'tender',
    (await listTenders(db)).map(({ tender }) => tender),
  );
  await load(
    'facility',
    (await listFacilities(db)).map(({ facility }) => facility),
  );
  await load('projectFinance', [{ id: PROJECT_ID, ...(await getProjectFinance(db)).project }]);
  await load('plan', await listPlans(db));
  await load('limit', await listLimits(db));
  await load(
    'scenario',
    (await listScenarios(db)).filter(({ shipped }) => !shipped),
  );
  await load('deck', await listDecks(db));
  const points = await listDeckPoints(db);

  return {
    entries,
    references: await listReferences(db),
    countries: await listCountries(db),
    settings: await getSettings(db),
    points: new Map(points.map((point) => [pointKey(point.deck, point.reference, point.month), point])),
    find: (kind, text) => {
      const idMatch = /\[([A-Za-z0-9_.:-]{1,64})\]\s*$/.exec(text);
      const byId = entries.get(kind)?.get(idMatch?.[1] ?? text.trim());
      if (byId) return [byId];
      const namedEntries = names.get(`${kind}|${lettersOnly(text)}`);
      if (namedEntries || kind !== 'product') return [...(namedEntries ?? [])];
      return [...(names.get(`product|${lettersOnly(text.replace(CONCENTRATE, 'concentrate'))}`) ?? [])];
    },
    add: (kind, id, value) => addEntry(newEntry(kind, id, undefined, value), value),
    indexName: (entry) => indexNames(entry, entry.value),
  };
};
