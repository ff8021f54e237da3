import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { createObjectField } from '#shared/objectField.ts';
import type { Db, Tx } from '../schema.ts';
import { type ContractRow, type DateRow, type TermsRow, toContract, toContractRow, toTermsRow } from './contractRows.ts';
import { currentVersion, notFound, replaceRows, requireCurrent, requireRow, requireRows, requireUnused, upsert } from './records.ts';
import { reopenBids } from './tenders.ts';

/** Lists the ids, codes and statuses of all contracts, without their terms. */
export const listContractHeads = async (db: Db): Promise<Pick<OfftakeContract, 'id' | 'code' | 'status'>[]> =>
  db.selectFrom('contract').select(['id', 'code', 'status']).execute();

type StoredContract = { readonly contract: OfftakeContract; readonly version: number };

/** The rows of a contract, and the contract that they make. */
type ContractRows = {
  readonly row: ContractRow;
  readonly terms: readonly TermsRow[];
  readonly dates: readonly DateRow[];
  readonly contract: OfftakeContract;
};

/** The contracts of each database as they were listed last: one whose rows are the same is not parsed and checked again. */
const listedContracts = createObjectField<Db, Map<ContractId, ContractRows>>();

const NO_PAUSE = async (): Promise<void> => undefined;

/** Reads those of the contracts that are stored, with their rows; one of `earlierContracts` with the same rows is the same object. */
const readContracts = async (
  db: Db,
  ids: readonly ContractId[],
  earlierContracts?: ReadonlyMap<ContractId, ContractRows>,
  afterPart = NO_PAUSE,
): Promise<readonly ContractRows[]> => {
  const rows = await db.selectFrom('contract').selectAll().where('id', 'in', ids).execute();
  if (rows.length === 0) return [];
  await afterPart();
  const termsById = Map.groupBy(
    await db.selectFrom('contract_terms').selectAll().where('contract_id', 'in', ids).orderBy('from_month').execute(),
    (row) => row.contract_id,
  );
  await afterPart();
  const datesById = Map.groupBy(
    await db.selectFrom('contract_date').selectAll().where('contract_id', 'in', ids).orderBy('position').execute(),
    (row) => row.contract_id,
  );
  return rows.map((row) => {
    const terms = termsById.get(row.id) ?? [];
    const dates = datesById.get(row.id) ?? [];
    const earlierRows = earlierContracts?.get(row.id);
    const isUnchanged =
      earlierRows !== undefined &&
      isDeepEqual(earlierRows.row, row) &&
      isDeepEqual(earlierRows.terms, terms) &&
      isDeepEqual(earlierRows.dates, dates);
    return isUnchanged ? earlierRows : { row, terms, dates, contract: toContract(row, terms, dates) };
  });
};

/** Contracts that are read at once, few enough for a few milliseconds. */
const READ_AT_ONCE = 100;

/**
 * Lists all contracts with their terms and dates, by code; calls `afterPart` between parts of a long list. A contract that did not change
 * since the last list is the same object.
 */
export const listContracts = async (db: Db, afterPart = NO_PAUSE): Promise<OfftakeContract[]> => {
  const heads = await db.selectFrom('contract').select('id').orderBy('code').execute();
  const earlierContracts = listedContracts.get(db);
  const contracts = new Map<ContractId, ContractRows>();
  for (let first = 0; first < heads.length; first += READ_AT_ONCE) {
    await afterPart();
    const ids = heads.slice(first, first + READ_AT_ONCE).map(({ id }) => id);
    for (const contractRows of await readContracts(db, ids, earlierContracts, afterPart)) contracts.set(contractRows.row.id, contractRows);
  }
  listedContracts.set(db, contracts);
  // one that was deleted between two parts is left out
  return heads.flatMap(({ id }) => contracts.get(id)?.contract ?? []);
};

/** Counts the contracts of each product; one without contracts is left out. */
export const countContractsByProduct = async (db: Db): Promise<ReadonlyMap<ProductId, number>> => {
  const rows = await db
    .selectFrom('contract')
    .select(({ fn }) => ['product_id', fn.countAll<number>().as('count')])
    .groupBy('product_id')
    .execute();
  return new Map(rows.map(({ product_id, count }) => [product_id, count]));
};

/** Finds those of the contracts that are stored. */
const findContracts = async (db: Db, ids: readonly ContractId[]): Promise<ReadonlyMap<ContractId, StoredContract>> =>
  new Map((await readContracts(db, ids)).map(({ row, contract }) => [row.id, { contract, version: row.version }]));

/** Reads a contract and its version. Throws NOT_FOUND. */
export const getContract = async (db: Db, id: ContractId): Promise<StoredContract> => {
  const storedContract = (await findContracts(db, [id])).get(id);
  if (!storedContract) throw notFound('contract', id);
  return storedContract;
};

/** Throws DUPLICATE for a code in use. Case is ignored: C-014 and c-014 are the same code. */
const requireFreeCodes = async (tx: Tx, contracts: readonly OfftakeContract[]): Promise<void> => {
  const codes = contracts.map(({ code }) => code);
  const contractsWithCode = await tx.selectFrom('contract').select(['id', 'code']).where('code', 'in', codes).execute();
  const owners = new Map(contractsWithCode.map(({ id, code }) => [code.toUpperCase(), id]));
  for (const { id, code } of contracts) {
    const owner = owners.get(code.toUpperCase());
    if (owner !== undefined && owner !== id)
      throw new OrebookError('DUPLICATE', { kind: 'contract', id: owner, field: 'code', value: code });
  }
};

const toTermsRows = ({ id, terms }: OfftakeContract) => terms.map((termsSet) => toTermsRow(id, termsSet));

const toDateRows = ({ id, dates }: OfftakeContract) =>
  dates.map(({ kind, date, note }, position) => ({ contract_id: id, position, kind, date, note }));

const writeContracts = async (
  tx: Tx,
  contracts: readonly OfftakeContract[],
  storedContracts: ReadonlyMap<ContractId, StoredContract>,
): Promise<number> => {
  await requireFreeCodes(tx, contracts);
  await requireRows(
    tx,
    'buyer',
    'id',
    'buyer',
    contracts.map(({ buyerId }) => buyerId),
  );
  await requireRows(
    tx,
    'product',
    'id',
    'product',
    contracts.map(({ productId }) => productId),
  );
  const version = await currentVersion(tx);
  await upsert(
    tx,
    'contract',
    ['id'],
    contracts.map((contract) => toContractRow(contract, version)),
  );
  const newContracts = contracts.filter(({ id }) => !storedContracts.has(id));
  await upsert(tx, 'contract_terms', ['contract_id', 'from_month'], newContracts.flatMap(toTermsRows));
  await upsert(tx, 'contract_date', ['contract_id', 'position'], newContracts.flatMap(toDateRows));
  for (const contract of contracts) {
    if (!storedContracts.has(contract.id)) continue;
    const owner = { column: 'contract_id', id: contract.id };
    await replaceRows(tx, 'contract_terms', owner, 'from_month', toTermsRows(contract));
    await replaceRows(tx, 'contract_date', owner, 'position', toDateRows(contract));
  }
  return version;
};

/**
 * Inserts or updates a contract; returns its version, which is new if anything changed. Throws STALE when the record changed after
 * `expectedVersion`, DUPLICATE {kind, id, field: 'code', value} for a code in use, NOT_FOUND for a missing buyer or product.
 */
export const saveContract = async (tx: Tx, contract: OfftakeContract, expectedVersion?: number): Promise<number> => {
  const storedContracts = await findContracts(tx, [contract.id]);
  const storedContract = storedContracts.get(contract.id);
  requireCurrent('contract', contract.id, storedContract?.version, expectedVersion);
  return storedContract && isDeepEqual(storedContract.contract, contract)
    ? storedContract.version
    : writeContracts(tx, [contract], storedContracts);
};

/** Inserts new contracts, several hundred at once. Throws what `saveContract` throws. */
export const addContracts = async (tx: Tx, contracts: readonly OfftakeContract[]): Promise<void> => {
  if (contracts.length > 0) await writeContracts(tx, contracts, new Map());
};

/**
 * Deletes a contract with its versions, notes and plan overrides, and reopens the bid it was made from. Throws NOT_FOUND, and IN_USE while a
 * facility is linked to it.
 */
export const removeContract = async (tx: Tx, id: ContractId): Promise<void> => {
  await requireRow(tx, 'contract', 'id', 'contract', id);
  await requireUnused(tx, { kind: 'contract', id }, { table: 'facility_contract', column: 'contract_id', by: 'facility' });
  await tx.deleteFrom('plan_override').where('contract_id', '=', id).execute();
  await reopenBids(tx, id);
  await tx.deleteFrom('deal_version').where('contract_id', '=', id).execute();
  await tx.deleteFrom('note').where('contract_id', '=', id).execute();
  await tx.deleteFrom('contract_terms').where('contract_id', '=', id).execute();
  await tx.deleteFrom('contract_date').where('contract_id', '=', id).execute();
  await tx.deleteFrom('contract').where('id', '=', id).execute();
};
