import { listBuyers } from '#db/repositories/buyers.ts';
import { getContract, saveContract } from '#db/repositories/contracts.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { getVersion, listVersionsOfContract, removeVersion, saveVersion } from '#db/repositories/versions.ts';
import type { VersionRef } from '#shared/contract/versions.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type ContractId, VersionId } from '#shared/domain/ids.ts';
import type { Version } from '#shared/domain/version.ts';
import { message, text } from '#shared/messages/text.ts';
import { formatDate } from '#shared/units/format.ts';
import { refuseIf } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { contractIssues } from '../contracts/checks.ts';
import { labelOfMany } from '../contracts/editedPart.ts';
import { workbook } from '../portfolio/portfolio.ts';
import { comparison } from './compare.ts';
import { versionName, versionsView } from './view.ts';

const isOpen = ({ status }: OfftakeContract): boolean => status === 'prospect' || status === 'negotiating';

/** The deal of a version, or of the contract as it stands, and what it is called. */
const stateOf = async (
  ctx: ServiceContext,
  contractId: ContractId,
  ref: VersionRef,
): Promise<{ deal: OfftakeContract; name: string; short: string }> => {
  const db = ctx.workspace.db();
  if (ref === 'now')
    return { deal: (await getContract(db, contractId)).contract, name: text('versions.name.now'), short: text('versions.now') };
  const { dealVersion: kept } = await getVersion(db, ref);
  return { deal: kept.deal, name: versionName(await workbook(ctx), kept), short: formatDate(kept.date) };
};

const dateOf = (time: Date): string => time.toISOString().slice(0, 10);

export const versionsHandlers: HandlersOf<'versions'> = {
  'versions.list': async ({ contractId }, ctx) => {
    const db = ctx.workspace.db();
    const { contract } = await getContract(db, contractId);
    return versionsView(await workbook(ctx), contract, await listVersionsOfContract(db, contractId));
  },

  'versions.compare': async ({ contractId, from, to }, ctx) => {
    const [before, after] = [await stateOf(ctx, contractId, from), await stateOf(ctx, contractId, to)];
    return comparison(await workbook(ctx), before.deal, after.deal, {
      from: before.name,
      to: after.name,
      shortFrom: before.short,
      shortTo: after.short,
    });
  },

  'versions.keep': async ({ contractId, kind, side }, { workspace, newId, clock }) => {
    const { contract, version } = await getContract(workspace.db(), contractId);
    const deal: OfftakeContract = kind === 'signed' && isOpen(contract) ? { ...contract, status: 'signed', probability: 1 } : contract;
    const kept: Version = { id: VersionId.parse(newId()), contractId, kind, side, by: '', date: dateOf(clock()), note: '', deal };
    return workspace.change(message(`history.versionKept.${kind}`, { code: contract.code }), async (tx) => {
      if (deal !== contract) await saveContract(tx, deal, version);
      await saveVersion(tx, kept);
      return { id: kept.id };
    });
  },

  'versions.saveMany': async ({ entries }, { workspace }) => {
    const db = workspace.db();
    const edited = await Promise.all(
      entries.map(async ({ id, version, ...fields }) => ({ kept: { ...(await getVersion(db, id)).dealVersion, ...fields }, version })),
    );
    const labels = edited.map(({ kept }) => message('history.versionEdited', { code: kept.deal.code }));
    await workspace.change(labelOfMany(labels, 'history.versionsEdited'), async (tx) => {
      for (const { kept, version } of edited) await saveVersion(tx, kept, version);
    });
    return { done: true };
  },

  'versions.takeUp': async ({ id }, { workspace }) => {
    const db = workspace.db();
    const { dealVersion: kept } = await getVersion(db, id);
    const { contract, version } = await getContract(db, kept.contractId);
    const { code, name, status, probability, note, opening } = contract;
    const { opening: _then, ...deal } = kept.deal;
    const taken: OfftakeContract = { ...deal, code, name, status, probability, note, ...(opening === undefined ? {} : { opening }) };
    refuseIf(
      contractIssues(taken, { buyers: await listBuyers(db), products: await listProducts(db), references: await listReferences(db) }),
    );
    await workspace.change(message('history.versionTakenUp', { code }), (tx) => saveContract(tx, taken, version));
    return { done: true };
  },

  'versions.remove': async ({ ids }, { workspace }) => {
    const db = workspace.db();
    const chosen = new Set(ids);
    const { dealVersion: kept } = await getVersion(db, ids[0]!);
    await workspace.change(message('history.versionsDeleted', { code: kept.deal.code, count: chosen.size }), async (tx) => {
      for (const id of chosen) await removeVersion(tx, id);
    });
    return { done: true };
  },
};
