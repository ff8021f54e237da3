import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { noYield } from '../noYield.ts';
import { createRecordList } from '../recordLists.ts';
import type { Db, Tx } from '../schema.ts';
import { toContract, toContractRow, toTermsRow } from './contractRows.ts';
import { currentVersion, notFound, replaceRows, requireCurrent, requireRow, requireRows, requireUnused, upsert } from './records.ts';
import { reopenBids } from './tenders.ts';

/** Lists the ids, codes and statuses of all contracts, without their terms. */
export const listContractHeads = async (db: Db): Promise<Pick<OfftakeContract, 'id' | 'code' | 'status'>[]> =>
  db.selectFrom('contract').select(['id', 'code', 'status']).execute();

type StoredContract = { readonly contract: OfftakeContract; readonly version: number };

/** Reads those of the contracts that are stored. */
const readContracts = async (db: Db, ids: readonly ContractId[], afterPart = noYield): Promise<readonly StoredContract[]> => {
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
  return rows.map((row) => ({
    contract: toContract(row, termsById.get(row.id) ?? [], datesById.get(row.id) ?? []),
    version: row.version,
  }));
};

/** Contracts, and ids, that are read at once: few enough for a few milliseconds. */
const READ_AT_ONCE = 100;
const IDS_AT_ONCE = 2000;

/** Lists the ids of all contracts by code. */
const listIds = async (db: Db, afterPart: () => Promise<void>): Promise<readonly ContractId[]> => {
  const ids: ContractId[] = [];
  for (let lastCode = ''; ; ) {
    const heads = await db
      .selectFrom('contract')
      .select(['id', 'code'])
      .where('code', '>', lastCode)
      .orderBy('code')
      .limit(IDS_AT_ONCE)
      .execute();
    for (const { id } of heads) ids.push(id);
    if (heads.length < IDS_AT_ONCE) return ids;
    lastCode = heads.at(-1)!.code;
    await afterPart();
  }
};

/**
 * Lists all contracts with their terms and dates, by code; calls `afterPart` between parts of a long list. A contract that was not written
 * since the last list is the same object.
 */
export const listContracts = createRecordList<OfftakeContract>('contract', {
  listIds,
  readRecords: async (db, ids, afterPart) => (await readContracts(db, ids, afterPart)).map(({ contract }) => contract),
  orderKey: ({ code }) => code,
  atOnce: READ_AT_ONCE,
});

/** Counts the contracts of each product; one without contracts is left out. */
export const countContractsByProduct = async (db: Db): Promise<ReadonlyMap<ProductId, number>> => {
  const rows = await db
    .selectFrom('contract')
    .select(({ fn }) => ['product_id', fn.countAll<number>().as('count')])
    .groupBy('product_id')
    .execute();
  return new Map(rows.map(({ product_id, count }) => [product_id, count]));
};

/** Finds those of the contracts that are stored, with their versions; calls `afterPart` between parts of a long list. */
export const findContracts = async (db: Db, ids: readonly ContractId[], afterPart = noYield): Promise<readonly StoredContract[]> => {
  const contracts: StoredContract[] = [];
  for (let first = 0; first < ids.length; first += READ_AT_ONCE) {
    await afterPart();
    contracts.push(...(await readContracts(db, ids.slice(first, first + READ_AT_ONCE), afterPart)));
  }
  return contracts;
};

/** Reads a contract and its version. Throws NOT_FOUND. */
export const getContract = async (db: Db, id: ContractId): Promise<StoredContract> => {
  const [storedContract] = await findContracts(db, [id]);
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

const writeContracts = async (tx: Tx, contracts: readonly OfftakeContract[], areStored: boolean): Promise<number> => {
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
  if (!areStored) {
    await upsert(tx, 'contract_terms', ['contract_id', 'from_month'], contracts.flatMap(toTermsRows));
    await upsert(tx, 'contract_date', ['contract_id', 'position'], contracts.flatMap(toDateRows));
    return version;
  }
  for (const contract of contracts) {
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
  const [storedContract] = await findContracts(tx, [contract.id]);
  requireCurrent('contract', contract.id, storedContract?.version, expectedVersion);
  return storedContract && isDeepEqual(storedContract.contract, contract)
    ? storedContract.version
    : writeContracts(tx, [contract], storedContract !== undefined);
};

/** Inserts new contracts, several hundred at once. Throws what `saveContract` throws. */
export const addContracts = async (tx: Tx, contracts: readonly OfftakeContract[]): Promise<void> => {
  if (contracts.length > 0) await writeContracts(tx, contracts, false);
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
