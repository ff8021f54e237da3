import { listBuyers } from '#db/repositories/buyers.ts';
import { findContracts, getContract, listContractHeads, listContracts, removeContract, saveContract } from '#db/repositories/contracts.ts';
import { listFacilities } from '#db/repositories/financing.ts';
import { listRecordVersions } from '#db/repositories/history.ts';
import { getPlan } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import { isSameName } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { throwIfIssues } from '../badInput.ts';
import type { HandlersOf } from '../context.ts';
import { editRecords } from '../fieldEdits.ts';
import { financingEffect } from '../financing/headline.ts';
import { valuedWorkbook, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { copyName } from '../recordTexts.ts';
import { yieldIfDue } from '../yielding.ts';
import { contractClauses } from './contractClauses.ts';
import { contractEffect } from './contractEffect.ts';
import { contractIssues } from './contractIssues.ts';
import { contractList } from './contractList.ts';
import { contractMonths } from './contractMonths.ts';
import { contractPreview } from './contractPreview.ts';
import { destinationOf } from './contractRows.ts';
import { contractFromTemplate, OFFERED_TEMPLATES } from './contractTemplates.ts';
import { contractEditLabel } from './editLabels.ts';
import { nextCode } from './nextCode.ts';
import { pastedSchedule } from './pastedSchedule.ts';
import { simulateClauses } from './simulatedClauses.ts';

const MAX_NAME_LENGTH = 200;
/** Default probability of a new prospect. */
const DEFAULT_PROBABILITY = 0.5;

/** Throws DUPLICATE for the code of another contract, before a change begins. */
const refuseDuplicateCode = (contract: OfftakeContract, others: readonly Pick<OfftakeContract, 'id' | 'code'>[]): void => {
  if (others.some((otherContract) => otherContract.id !== contract.id && isSameName(otherContract.code, contract.code))) {
    throw new OrebookError('DUPLICATE', { kind: 'contract', field: 'code', value: contract.code });
  }
};

/** The most contracts that a refused deletion names. */
const MAX_NAMED = 20;

/** Throws IN_USE with the contracts to which facilities are linked: a deletion of many says which of them prevent it. */
const refuseLinkedContracts = async (db: Db, ids: ReadonlySet<ContractId>): Promise<void> => {
  const links = (await listFacilities(db)).flatMap(({ facility: { name, contractIds } }) =>
    contractIds.flatMap((id) => (ids.has(id) ? [{ id, facility: name }] : [])),
  );
  const [first] = links;
  if (first === undefined) return;
  const codes = new Map((await listContractHeads(db)).map(({ id, code }) => [id, code]));
  const names = links.slice(0, MAX_NAMED).map(({ id, facility }) => message('contract.linkedTo', { code: codes.get(id) ?? id, facility }));
  throw new OrebookError('IN_USE', {
    kind: 'contract',
    id: first.id,
    by: 'facility',
    count: links.length,
    contracts: { list: names, by: 'comma' },
  });
};

/** Reads the records that contracts refer to. */
const readReferencedRecords = async (db: Db) => ({
  buyers: await listBuyers(db, yieldIfDue),
  products: await listProducts(db),
  references: await listReferences(db),
});

/** Lists what the contract form offers: buyers, products, references with their last price, and templates. */
const contractOptions = (book: Workbook, first: number): ContractOptions => ({
  buyers: [...book.buyers.values()].slice(first, first + LIST_PAGE_ROWS).map((buyer) => ({
    id: buyer.id,
    name: buyer.name,
    country: buyer.country,
    zone: destinationOf(buyer, book).zone,
  })),
  count: book.buyers.size,
  products: [...book.products.values()],
  references: [...book.references.values()].map(({ code, name, metal, unit, kind }) => {
    const lastPrice = book.deck.get(code)?.findLast(({ month }) => month <= book.valuationMonth)?.price;
    return {
      code,
      name: { shipped: name },
      unit,
      kind,
      ...(metal === undefined ? {} : { metal }),
      ...(lastPrice === undefined ? {} : { lastPrice }),
    };
  }),
  templates: OFFERED_TEMPLATES.map(({ key, metal, forms }) => ({ key, metal, forms })),
  countries: [...book.countries.values()],
  valuationMonth: book.valuationMonth,
});

export const contractsHandlers: HandlersOf<'contracts'> = {
  'contracts.list': ({ first }, ctx) => contractList(ctx, first),

  'contracts.get': async ({ id }, { workspace }) => {
    const db = workspace.db();
    const storedContract = await getContract(db, id);
    const { plan } = await getPlan(db, (await getSettings(db)).planId);
    return { ...storedContract, isIncluded: isInPlan(plan, storedContract.contract) };
  },

  'contracts.getMany': async ({ ids }, { workspace }) => ({ entries: await findContracts(workspace.db(), ids, yieldIfDue) }),

  'contracts.options': async ({ first }, ctx) => contractOptions(await workbook(ctx), first),

  'contracts.template': async (input, ctx) => contractFromTemplate(input, await workbook(ctx), ctx.newId),

  'contracts.preview': async ({ contract }, ctx) => contractPreview(contract, await valuedWorkbook(ctx)),

  'contracts.effect': async ({ contract }, ctx) => {
    const effect = await contractEffect(contract, await valuedWorkbook(ctx));
    const rows = await financingEffect(ctx, {
      before: (book) => book.without([contract.id]),
      after: (book) => book.withDraft(contract),
      dealId: contract.id,
    });
    return { ...effect, rows: [...effect.rows, ...rows] };
  },

  'contracts.clauses': async ({ contract }, ctx) => contractClauses(contract, await valuedWorkbook(ctx)),

  'contracts.simulateClauses': async ({ contract }, ctx) => ({ jobId: await simulateClauses(ctx, contract) }),

  'contracts.months': async ({ contract, year }, ctx) => contractMonths(contract, year, await valuedWorkbook(ctx)),

  'contracts.schedule': (input) => pastedSchedule(input),

  'contracts.save': async ({ contract, version }, { workspace }) => {
    const db = workspace.db();
    throwIfIssues(contractIssues(contract, await readReferencedRecords(db)));
    const storedContracts = await listContractHeads(db);
    refuseDuplicateCode(contract, storedContracts);
    const isStored = storedContracts.some(({ id }) => id === contract.id);
    const contractBefore = isStored ? (await getContract(db, contract.id)).contract : undefined;
    if (contractBefore === undefined && version !== undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: contract.id });
    const label = message(contractBefore ? contractEditLabel(contractBefore, contract) : 'history.contractAdded', { code: contract.code });
    return workspace.change(label, async (tx) => ({ id: contract.id, version: await saveContract(tx, contract, version) }));
  },

  'contracts.saveMany': async ({ entries }, { workspace }) => {
    const db = workspace.db();
    const referenced = await readReferencedRecords(db);
    const changes = await editRecords(entries, {
      kind: 'contract',
      schema: OfftakeContract,
      storedRecords: await listContracts(db, yieldIfDue),
      readVersions: () => listRecordVersions(db, 'contract'),
      createCheck: () => (contract) => contractIssues(contract, referenced),
    });
    const [{ before, after }] = changes as [(typeof changes)[number]];
    const label =
      changes.length === 1
        ? message(contractEditLabel(before, after), { code: after.code })
        : message('history.contractsEdited', { count: changes.length });
    await workspace.change(label, async (tx) => {
      for (const { after: contract, version } of changes) {
        await saveContract(tx, contract, version);
        await yieldIfDue();
      }
    });
    return { done: true };
  },

  'contracts.copy': async ({ id }, { workspace, newId }) => {
    const db = workspace.db();
    // deliveries open on the original are not open on the copy
    const { opening: _opening, ...contract } = (await getContract(db, id)).contract;
    const storedContracts = await listContracts(db, yieldIfDue);
    const copy: OfftakeContract = {
      ...contract,
      id: ContractId.parse(newId()),
      code: nextCode(
        storedContracts.map(({ code }) => code),
        contract.code,
      ),
      name:
        contract.name === ''
          ? ''
          : copyName(
              contract.name,
              storedContracts.map(({ name }) => name),
              MAX_NAME_LENGTH,
            ),
      status: 'prospect',
      probability: contract.status === 'prospect' || contract.status === 'negotiating' ? contract.probability : DEFAULT_PROBABILITY,
    };
    return workspace.change(message('history.contractCopied', { from: contract.code, code: copy.code }), async (tx) => {
      await saveContract(tx, copy);
      return { id: copy.id };
    });
  },

  'contracts.remove': async ({ ids }, { workspace }) => {
    const db = workspace.db();
    const uniqueIds = new Set(ids);
    const { contract } = await getContract(db, ids[0]!);
    await refuseLinkedContracts(db, uniqueIds);
    await workspace.change(message('history.contractsDeleted', { code: contract.code, count: uniqueIds.size }), async (tx) => {
      for (const id of uniqueIds) {
        await removeContract(tx, id);
        await yieldIfDue();
      }
    });
    return { done: true };
  },
};
