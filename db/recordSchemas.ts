import type { z } from 'zod';
import { Decision } from '#shared/contract/decisions.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { Note } from '#shared/contract/notes.ts';
import { Buyer } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { Deck } from '#shared/domain/deck.ts';
import { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import { HouseStyle } from '#shared/domain/houseStyle.ts';
import {
  BuyerId,
  ContractId,
  DecisionId,
  DeckId,
  FacilityId,
  LimitId,
  NoteId,
  PlanId,
  ProductId,
  ReferenceCode,
  ScenarioId,
  TableViewId,
  TenderId,
  VersionId,
} from '#shared/domain/ids.ts';
import { Limit } from '#shared/domain/limit.ts';
import { Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { Reference } from '#shared/domain/reference.ts';
import { Scenario } from '#shared/domain/scenario.ts';
import { TableView } from '#shared/domain/tableView.ts';
import { Tender } from '#shared/domain/tender.ts';
import { Version } from '#shared/domain/version.ts';
import { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { getBuyer } from './repositories/buyers.ts';
import { getContract } from './repositories/contracts.ts';
import { getDecision } from './repositories/decisions.ts';
import { getDeck } from './repositories/decks.ts';
import { getFacility, getProjectFinance } from './repositories/financing.ts';
import { getHouseStyle } from './repositories/houseStyle.ts';
import { getLimit } from './repositories/limits.ts';
import { getNote } from './repositories/notes.ts';
import { getPlan } from './repositories/plans.ts';
import { getProduct } from './repositories/products.ts';
import { getReference } from './repositories/references.ts';
import { getScenario } from './repositories/scenarios.ts';
import { getSettings } from './repositories/settings.ts';
import { getTableView } from './repositories/tableViews.ts';
import { getTender } from './repositories/tenders.ts';
import { getVersion } from './repositories/versions.ts';
import type { Db } from './schema.ts';

/** Reads a record of a kind and its schema. */
type ReadRecord = (db: Db, id: string) => Promise<readonly [z.ZodType, unknown]>;

const READ_RECORD: Readonly<Record<string, ReadRecord>> = {
  reference: async (db, id) => [Reference, await getReference(db, ReferenceCode.parse(id))],
  deck: async (db, id) => [Deck, await getDeck(db, DeckId.parse(id))],
  buyer: async (db, id) => [Buyer, (await getBuyer(db, BuyerId.parse(id))).buyer],
  product: async (db, id) => [Product, (await getProduct(db, ProductId.parse(id))).product],
  contract: async (db, id) => [OfftakeContract, (await getContract(db, ContractId.parse(id))).contract],
  version: async (db, id) => [Version, (await getVersion(db, VersionId.parse(id))).dealVersion],
  tender: async (db, id) => [Tender, (await getTender(db, TenderId.parse(id))).tender],
  plan: async (db, id) => [Plan, (await getPlan(db, PlanId.parse(id))).plan],
  facility: async (db, id) => [Facility, (await getFacility(db, FacilityId.parse(id))).facility],
  projectFinance: async (db) => [ProjectFinance, (await getProjectFinance(db)).project],
  limit: async (db, id) => [Limit, (await getLimit(db, LimitId.parse(id))).limit],
  scenario: async (db, id) => [Scenario, (await getScenario(db, ScenarioId.parse(id))).scenario],
  note: async (db, id) => [Note, (await getNote(db, NoteId.parse(id))).note],
  tableView: async (db, id) => [TableView, (await getTableView(db, TableViewId.parse(id))).view],
  decision: async (db, id) => [Decision, (await getDecision(db, DecisionId.parse(id))).decision],
  workspace: async (db) => [WorkspaceSettings, await getSettings(db)],
  houseStyle: async (db) => [HouseStyle, await getHouseStyle(db)],
};

/** Reads a record as its rows are now, of any kind that has a schema; undefined if it does not exist or its kind has none. */
export const readRecord = async (db: Db, kind: string, id: string): Promise<unknown> => {
  try {
    return (await READ_RECORD[kind]?.(db, id))?.[1];
  } catch (error) {
    if (error instanceof OrebookError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
};

/**
 * Whether a record, as its rows are now, matches the schema of its kind. True for a record that does not exist and for a kind whose rows
 * are constrained by the database alone.
 */
export const isRecordValid = async (db: Db, kind: string, id: string): Promise<boolean> => {
  const read = READ_RECORD[kind];
  if (!read) return true;
  try {
    const [schema, record] = await read(db, id);
    return schema.safeParse(record).success;
  } catch (error) {
    if (error instanceof OrebookError) return error.code === 'NOT_FOUND';
    throw error;
  }
};
