import { listBuyers } from '#db/repositories/buyers.ts';
import { getContract, listContractHeads, saveContract } from '#db/repositories/contracts.ts';
import { linkAcceptedBid, removeBidLinks } from '#db/repositories/financing.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { getTender, listTenders, removeTender, saveTender } from '#db/repositories/tenders.ts';
import type { Db, Tx } from '#db/schema.ts';
import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { type BuyerId, ContractId, TenderId } from '#shared/domain/ids.ts';
import type { Bid, Tender } from '#shared/domain/tender.ts';
import { dateOfMonth, monthOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues, withEntryPath } from '../badInput.ts';
import { type HandlersOf, memoizeLastAnswer, type ServiceContext } from '../context.ts';
import { contractIssues } from '../contracts/contractIssues.ts';
import { contractFromTemplate } from '../contracts/contractTemplates.ts';
import { nextCode } from '../contracts/nextCode.ts';
import { changeLabel } from '../editLabels.ts';
import { valuedWorkbook, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { newBidCode, newTenderName } from '../recordTexts.ts';
import { yieldIfDue } from '../yielding.ts';
import { requireOpenBids } from './assessBids.ts';
import { bidBreakEvens } from './bidBreakEvens.ts';
import { bidFinancing, withFinancing } from './bidFinancing.ts';
import { readDefaultRates } from './netback.ts';
import { bidEffect, listTenderRows, tenderTerms, tenderView } from './tenderViews.ts';

const MAX_NAME = 120;
/** Months until bids are due, and months of delivery, of a new tender: default assumptions. */
const MONTHS_TO_BID = 2;
const DELIVERY_MONTHS = 36;

/** Reads the records that a bid is checked against. */
const readReferences = async (db: Db) => ({
  buyers: await listBuyers(db, yieldIfDue),
  products: await listProducts(db),
  references: await listReferences(db),
});

/** Dry tonnes a year of a product that the chosen plan does not sell, to two digits; 0 where all are sold. */
const uncommittedTonnes = (book: Workbook, productId: Tender['productId'], year: number): number => {
  const commitments = book
    .plan()
    .commitments()
    .find((candidate) => candidate.productId === productId)
    ?.years.find((candidate) => candidate.year === year);
  const unsoldTonnes = commitments ? Math.max(0, commitments.planned - commitments.nominal) : 0;
  return unsoldTonnes === 0 ? 0 : Number(unsoldTonnes.toPrecision(2));
};

/** Throws NOT_FOUND. */
const findBid = ({ bids }: Tender, id: ContractId): Bid => recordOf(new Map(bids.map((bid) => [bid.deal.id, bid])), id, 'bid');

/** The buyer of a new bid: the first without a bid in the tender, buyers of the product first; else `fallbackId`. */
const nextBuyer = (book: Workbook, { productId, bids }: Tender, fallbackId: BuyerId): BuyerId => {
  const buyersWithBid = new Set(bids.map(({ deal }) => deal.buyerId));
  const usualBuyers = book.contracts.filter((contract) => contract.productId === productId).map(({ buyerId }) => buyerId);
  return [...usualBuyers, ...book.buyers.keys()].find((id) => !buyersWithBid.has(id)) ?? fallbackId;
};

/** Changes a tender in one undoable change, which returns `answer`. */
const editTender = async <T>(
  ctx: ServiceContext,
  id: TenderId,
  edit: (tender: Tender) => Tender,
  label: ReturnType<typeof message>,
  answer: T,
  alsoChange: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<T> => {
  const { tender, version } = await getTender(ctx.workspace.db(), id);
  return ctx.workspace.change(label, async (tx) => {
    await saveTender(tx, edit(tender), version);
    await alsoChange(tx);
    return answer;
  });
};

const getTenderView = memoizeLastAnswer(async ({ id }: ParsedInput<'tenders.get'>, ctx): Promise<Output<'tenders.get'>> => {
  const db = ctx.workspace.db();
  const book = await valuedWorkbook(ctx);
  const storedTender = await getTender(db, id);
  const view = await tenderView(book, storedTender, await readDefaultRates(db));
  return { ...view, bids: await withFinancing(ctx, book, storedTender.tender, view.bids) };
});

const getBreakEvens = memoizeLastAnswer(async ({ id }: ParsedInput<'tenders.breakEvens'>, ctx) => {
  const db = ctx.workspace.db();
  const { tender } = await getTender(db, id);
  return bidBreakEvens(await valuedWorkbook(ctx), tender, await readDefaultRates(db));
});

export const tendersHandlers: HandlersOf<'tenders'> = {
  'tenders.list': async (_input, ctx) => {
    const db = ctx.workspace.db();
    return listTenderRows(await valuedWorkbook(ctx), await listTenders(db), await readDefaultRates(db));
  },

  'tenders.terms': async ({ id }, ctx) => tenderTerms(await workbook(ctx), await getTender(ctx.workspace.db(), id)),

  'tenders.get': getTenderView,

  'tenders.bid': async ({ tenderId, id }, { workspace }) => {
    const db = workspace.db();
    const { tender, version } = await getTender(db, tenderId);
    const { deal, contractId } = findBid(tender, id);
    const accepted = contractId && { id: contractId, code: (await getContract(db, contractId)).contract.code };
    return { deal, version, tender: tender.name, ...(accepted && { accepted }) };
  },

  'tenders.effect': async ({ tenderId, id }, ctx) => {
    const { tender } = await getTender(ctx.workspace.db(), tenderId);
    const book = await valuedWorkbook(ctx);
    const bid = findBid(tender, id);
    const bidEffectFacts = await bidEffect(book, tender, bid);
    if (bidEffectFacts.effect === undefined) return bidEffectFacts;
    const rows = await bidFinancing(ctx, book, tender, bid);
    return { ...bidEffectFacts, effect: { ...bidEffectFacts.effect, rows: [...bidEffectFacts.effect.rows, ...rows] } };
  },

  'tenders.breakEvens': getBreakEvens,

  'tenders.add': async ({ productId }, ctx) => {
    const book = await valuedWorkbook(ctx);
    const product = productId === undefined ? [...book.products.values()][0] : book.products.get(productId);
    if (product === undefined) {
      throwIfIssues([issue('productId', productId === undefined ? 'required' : 'gone')]);
      throw new Error('throwIfIssues throws');
    }
    const start = monthOf(book.year, 1);
    const takenNames = (await listTenders(ctx.workspace.db())).map(({ tender }) => tender.name);
    const tender: Tender = {
      id: TenderId.parse(ctx.newId()),
      name: newTenderName({ product: product.name, year: book.year }, takenNames, MAX_NAME),
      productId: product.id,
      start,
      end: start + DELIVERY_MONTHS - 1,
      tonnesPerYear: uncommittedTonnes(book, product.id, book.year),
      due: dateOfMonth(book.valuationMonth + MONTHS_TO_BID),
      note: '',
      bids: [],
    };
    return ctx.workspace.change(message('history.tenderAdded', { name: tender.name }), async (tx) => {
      await saveTender(tx, tender);
      return { id: tender.id };
    });
  },

  'tenders.save': async ({ entries }, { workspace }) => {
    const db = workspace.db();
    const changedTenders = await Promise.all(
      entries.map(async ({ head, version }) => {
        const { tender } = await getTender(db, head.id);
        return { tender: { ...head, bids: tender.bids }, version };
      }),
    );
    throwIfIssues(
      changedTenders.flatMap(({ tender: { start, end } }, index) =>
        withEntryPath(index, end < start ? [issue('head.end', 'endBeforeStart')] : []),
      ),
    );
    const labels = changedTenders.map(({ tender: { name } }) => message('history.tenderEdited', { name }));
    await workspace.change(changeLabel(labels, 'history.tendersEdited'), async (tx) => {
      for (const { tender, version } of changedTenders) await saveTender(tx, tender, version);
    });
    return { done: true };
  },

  'tenders.addBid': async ({ tenderId, from }, ctx) => {
    const book = await valuedWorkbook(ctx);
    const { tender } = await getTender(ctx.workspace.db(), tenderId);
    const { productId, start, end, tonnesPerYear } = tender;
    const template = 'template' in from ? from.template : undefined;
    const fromTemplate = (key: ContractTemplateKey, buyerId?: BuyerId) =>
      contractFromTemplate({ key, productId, ...(buyerId === undefined ? {} : { buyerId }) }, book, ctx.newId).contract;
    const modelDeal = 'bid' in from ? findBid(tender, from.bid).deal : fromTemplate(from.template);
    const buyerId = nextBuyer(book, tender, modelDeal.buyerId);
    const newDeal = template === undefined ? modelDeal : fromTemplate(template, buyerId);
    const id = ContractId.parse(ctx.newId());
    const deal: OfftakeContract = {
      ...newDeal,
      id,
      code: newBidCode(tender.bids.length + 1),
      name: '',
      buyerId,
      status: 'negotiating',
      probability: 0.5,
      ...(template !== undefined
        ? {
            start,
            end,
            terms: newDeal.terms.map((terms) => ({ ...terms, from: start, quantity: { ...terms.quantity, tonnesPerYear } })),
            dates: [],
          }
        : {}),
    };
    const buyer = recordOf(book.buyers, buyerId, 'buyer').name;
    return editTender(
      ctx,
      tenderId,
      (currentTender) => ({ ...currentTender, bids: [...currentTender.bids, { deal }] }),
      message('history.bidAdded', { buyer, name: tender.name }),
      { id },
    );
  },

  'tenders.saveBids': async ({ tenderId, deals, version }, { workspace }) => {
    const db = workspace.db();
    const { tender, version: storedVersion } = await getTender(db, tenderId);
    const referencedRecords = await readReferences(db);
    throwIfIssues(deals.flatMap((deal, index) => withEntryPath(index, contractIssues(deal, referencedRecords))));
    throwIfIssues(
      deals.flatMap((deal, index) =>
        withEntryPath(index, deal.productId === tender.productId ? [] : [issue('contract.productId', 'notOffered')]),
      ),
    );
    const byId = new Map(deals.map((deal) => [deal.id, deal]));
    await requireOpenBids(
      db,
      deals.map(({ id }) => findBid(tender, id)),
    );
    const bids = tender.bids.map((bid) => ({ ...bid, deal: byId.get(bid.deal.id) ?? bid.deal }));
    const label = message('history.bidsEdited', { name: tender.name, count: deals.length });
    return workspace.change(label, async (tx) => ({ version: await saveTender(tx, { ...tender, bids }, version ?? storedVersion) }));
  },

  'tenders.removeBids': async ({ tenderId, ids }, ctx) => {
    const removedIds = new Set(ids);
    const { tender } = await getTender(ctx.workspace.db(), tenderId);
    for (const id of ids) findBid(tender, id);
    return editTender(
      ctx,
      tenderId,
      (currentTender) => ({ ...currentTender, bids: currentTender.bids.filter(({ deal }) => !removedIds.has(deal.id)) }),
      message('history.bidsDeleted', { name: tender.name, count: removedIds.size }),
      { done: true },
      (tx) => removeBidLinks(tx, ids),
    );
  },

  'tenders.accept': async ({ tenderId, id }, { workspace, newId }) => {
    const db = workspace.db();
    const { tender, version } = await getTender(db, tenderId);
    const { deal, contractId: existingContractId } = findBid(tender, id);
    if (existingContractId !== undefined)
      return { contractId: existingContractId, code: (await getContract(db, existingContractId)).contract.code };
    throwIfIssues(contractIssues(deal, await readReferences(db)));
    const contract: OfftakeContract = {
      ...deal,
      id: ContractId.parse(newId()),
      code: nextCode((await listContractHeads(db)).map(({ code }) => code)),
      status: 'signed',
      probability: 1,
    };
    const bids = tender.bids.map((bid) => (bid.deal.id === id ? { ...bid, contractId: contract.id } : bid));
    return workspace.change(message('history.bidAccepted', { name: tender.name, code: contract.code }), async (tx) => {
      await saveContract(tx, contract);
      await saveTender(tx, { ...tender, bids }, version);
      await linkAcceptedBid(tx, id, contract.id);
      return { contractId: contract.id, code: contract.code };
    });
  },

  'tenders.remove': async ({ ids }, { workspace }) => {
    const tenderIds = new Set(ids);
    const { tender } = await getTender(workspace.db(), ids[0]!);
    await workspace.change(message('history.tendersDeleted', { name: tender.name, count: tenderIds.size }), async (tx) => {
      for (const id of tenderIds) {
        await removeBidLinks(
          tx,
          (await getTender(tx, id)).tender.bids.map(({ deal }) => deal.id),
        );
        await removeTender(tx, id);
      }
    });
    return { done: true };
  },
};
