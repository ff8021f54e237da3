import { listBuyers } from '#db/repositories/buyers.ts';
import { getContract, saveContract } from '#db/repositories/contracts.ts';
import { listFacilities } from '#db/repositories/financing.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { getVersion, listVersionsOfContract, removeVersion, saveVersion } from '#db/repositories/versions.ts';
import type { Db } from '#db/schema.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { VersionRef } from '#shared/contract/versions.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type ContractId, VersionId } from '#shared/domain/ids.ts';
import type { Version } from '#shared/domain/version.ts';
import { message } from '#shared/messages/text.ts';
import { throwIfIssues } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { contractIssues } from '../contracts/contractIssues.ts';
import { changeLabel } from '../editLabels.ts';
import { restorePrepayment } from '../financing/prepayments.ts';
import { date as dateFigure } from '../portfolio/figures.ts';
import { workbook } from '../portfolio/portfolio.ts';
import type { DealState } from '../portfolio/resolver.ts';
import { prepaymentOf } from '../portfolio/valuedPrepayments.ts';
import { yieldIfDue } from '../yielding.ts';
import { compareVersions } from './compareVersions.ts';
import { currentState, stateOfVersion } from './dealParts.ts';
import { versionList, versionName } from './versionList.ts';

const isOpen = ({ status }: OfftakeContract): boolean => status === 'prospect' || status === 'negotiating';

const readFacilities = async (db: Db) => (await listFacilities(db)).map(({ facility }) => facility);

/** Reads the deal of a version, or of the contract as it is now, with its names. */
const readState = async (
  ctx: ServiceContext,
  contractId: ContractId,
  ref: VersionRef,
): Promise<{ deal: DealState; name: Label; short: Label }> => {
  const db = ctx.workspace.db();
  if (ref === 'now')
    return {
      deal: currentState(await readFacilities(db), (await getContract(db, contractId)).contract),
      name: message('versions.name.now'),
      short: message('versions.now'),
    };
  const { dealVersion } = await getVersion(db, ref);
  return { deal: stateOfVersion(dealVersion), name: versionName(await workbook(ctx), dealVersion), short: dateFigure(dealVersion.date) };
};

const dateOf = (time: Date): string => time.toISOString().slice(0, 10);

export const versionsHandlers: HandlersOf<'versions'> = {
  'versions.list': async ({ contractId }, ctx) => {
    const db = ctx.workspace.db();
    const { contract } = await getContract(db, contractId);
    return versionList(await workbook(ctx), contract, await listVersionsOfContract(db, contractId));
  },

  'versions.compare': async ({ contractId, from, to }, ctx) => {
    const [before, after] = [await readState(ctx, contractId, from), await readState(ctx, contractId, to)];
    return compareVersions(await workbook(ctx), before.deal, after.deal, {
      from: before.name,
      to: after.name,
      shortFrom: before.short,
      shortTo: after.short,
    });
  },

  'versions.create': async ({ contractId, kind, side }, { workspace, newId, clock }) => {
    const { contract, version } = await getContract(workspace.db(), contractId);
    const deal: OfftakeContract = kind === 'signed' && isOpen(contract) ? { ...contract, status: 'signed', probability: 1 } : contract;
    const prepayment = prepaymentOf(await readFacilities(workspace.db()), contractId);
    const newVersion: Version = {
      ...{ id: VersionId.parse(newId()), contractId, kind, side, by: '', date: dateOf(clock()), note: '', deal },
      ...(prepayment && { prepayment }),
    };
    return workspace.change(message(`history.versionKept.${kind}`, { code: contract.code }), async (tx) => {
      if (deal !== contract) await saveContract(tx, deal, version);
      await saveVersion(tx, newVersion);
      return { id: newVersion.id };
    });
  },

  'versions.saveMany': async ({ entries }, { workspace }) => {
    const db = workspace.db();
    const editedVersions = await Promise.all(
      entries.map(async ({ id, version, ...fields }) => ({
        dealVersion: { ...(await getVersion(db, id)).dealVersion, ...fields },
        version,
      })),
    );
    const labels = editedVersions.map(({ dealVersion }) => message('history.versionEdited', { code: dealVersion.deal.code }));
    await workspace.change(changeLabel(labels, 'history.versionsEdited'), async (tx) => {
      for (const { dealVersion, version } of editedVersions) await saveVersion(tx, dealVersion, version);
    });
    return { done: true };
  },

  'versions.restore': async ({ id }, { workspace, newId }) => {
    const db = workspace.db();
    const { dealVersion } = await getVersion(db, id);
    const { contract, version } = await getContract(db, dealVersion.contractId);
    const { code, name, status, probability, note, opening } = contract;
    // the contract keeps its own opening position
    const { opening: _opening, ...deal } = dealVersion.deal;
    const restoredContract: OfftakeContract = {
      ...deal,
      code,
      name,
      status,
      probability,
      note,
      ...(opening === undefined ? {} : { opening }),
    };
    throwIfIssues(
      contractIssues(restoredContract, {
        buyers: await listBuyers(db, yieldIfDue),
        products: await listProducts(db),
        references: await listReferences(db),
      }),
    );
    await workspace.change(message('history.versionTakenUp', { code }), async (tx) => {
      await saveContract(tx, restoredContract, version);
      await restorePrepayment(tx, restoredContract, dealVersion.prepayment, newId);
    });
    return { done: true };
  },

  'versions.remove': async ({ ids }, { workspace }) => {
    const db = workspace.db();
    const selectedIds = new Set(ids);
    const { dealVersion } = await getVersion(db, ids[0]!);
    await workspace.change(message('history.versionsDeleted', { code: dealVersion.deal.code, count: selectedIds.size }), async (tx) => {
      for (const id of selectedIds) await removeVersion(tx, id);
    });
    return { done: true };
  },
};
