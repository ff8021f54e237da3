import { getBuyer, listBuyers, listGroups } from '#db/repositories/buyers.ts';
import { getContract, listContracts } from '#db/repositories/contracts.ts';
import { listDecks } from '#db/repositories/decks.ts';
import { listLimits, listVersionedLimits } from '#db/repositories/limits.ts';
import { getProduct, listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { getScenario, listScenarios } from '#db/repositories/scenarios.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { listTenders } from '#db/repositories/tenders.ts';
import { getVersion, listVersions } from '#db/repositories/versions.ts';
import { sampleTenders } from '#db/seeds/sample/tenders.ts';
import { sampleVersions } from '#db/seeds/sample/versions.ts';
import type { Input } from '#shared/contract/contract.ts';
import { CALLS, type CallName } from '#shared/contract/names.ts';
import { BuyerId, GroupId, LimitId, ReferenceCode, TenderId } from '#shared/domain/ids.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { createPng } from '../../helpers/pictures.ts';
import type { Services } from '../../helpers/services.ts';
import { guessedChoice, read } from '../imports/importFiles.ts';
import { FINANCING_ACTS, NothingLeft, type Pick } from './financingActs.ts';
import { NOTE_ACTS } from './noteActs.ts';
import { PLAN_ACTS } from './planActs.ts';

type CommandName = { [K in CallName]: (typeof CALLS)[K] extends 'command' ? K : never }[CallName];

/** Commands that change no record that history has, by the reason. */
const NO_CHANGE = {
  'replaces the open file': [
    'workspace.openSample',
    'workspace.create',
    'workspace.open',
    'workspace.reset',
    'workspace.close',
    'workspace.unlock',
    'workspace.lock',
    'workspace.changePassphrase',
    'backups.restore',
  ],
  'moves in history or shows a past moment': ['history.undo', 'history.redo', 'history.openSnapshot', 'history.closeSnapshot'],
  'is kept by this installation or outside history': [
    'drafts.save',
    'drafts.discard',
    'backups.take',
    'backups.setSecondFolder',
    'workspace.noteActivity',
    'workspace.forgetPassphrase',
    'workspace.setAutoLock',
    'workspace.setUserName',
    'workspace.hideAmounts',
    'workspace.setGuides',
    'simulation.run',
    'simulation.repeat',
    'simulation.analyse',
    'simulation.remove',
    'simulation.import',
    'simulation.saveQuestion',
    'simulation.removeQuestion',
  ],
  'reads or writes a file, or computes': [
    'imports.read',
    'imports.unlockBundle',
    'imports.paste',
    'imports.corrected',
    'imports.template',
    'exports.write',
    'exports.picture',
    'summaries.export',
    'dates.export',
    'sensitivity.export',
    'simulation.export',
    'simulation.exportPaths',
    'host.reveal',
    'jobs.cancel',
    'allocation.start',
    'contracts.simulateClauses',
    'compare.run',
    'sensitivity.table',
    'sensitivity.goalSeekInJob',
  ],
  'changes the link to the team, its members or its log': [
    'team.setUp',
    'team.listWorkspaces',
    'team.join',
    'team.connect',
    'team.forgetPassword',
    'team.upgrade',
    'team.synchronise',
    'team.stopSharing',
    'team.saveMember',
    'team.removeMember',
  ],
  'needs a conflict with a colleague': ['team.resolveConflict'],
} as const satisfies Readonly<Record<string, readonly CommandName[]>>;

/** A command that changes records of the open workspace. */
export type ChangingCommand = Exclude<CommandName, (typeof NO_CHANGE)[keyof typeof NO_CHANGE][number]>;

/** A new command of the contract is either here or, with its reason, in NO_CHANGE. */
type Acts = { readonly [K in ChangingCommand]: (services: Services, pick: Pick) => Promise<Input<K>> };

const dbOf = ({ ctx }: Services) => ctx.workspace.db();

const buyerFor = async (services: Services, { one, fraction, text }: Pick) => {
  const buyer = one(await listBuyers(dbOf(services)));
  return { ...buyer, note: text, cycleSensitivity: fraction, destination: [{ country: one(['JP', 'KR', 'CN']), share: 1 }] };
};

const contractFor = async (services: Services, { one, fraction, text, flag }: Pick) => {
  const contract = one(await listContracts(dbOf(services)));
  const [first, ...laterTerms] = contract.terms;
  const quantity = first && { ...first.quantity, tonnesPerYear: 1000 + fraction * 1e5 };
  const terms = first && quantity ? [{ ...first, quantity }, ...(flag ? [] : laterTerms)] : [];
  return { ...contract, note: text, terms, dates: flag ? [{ kind: 'other' as const, date: '2027-02-28', note: text }] : [] };
};

const productFor = async (services: Services, { one, fraction }: Pick) => {
  const product = one(await listProducts(dbOf(services)));
  return { ...product, production: product.production.map((year) => ({ ...year, tonnes: Math.round(year.tonnes * (0.5 + fraction)) })) };
};

/** An existing tender and one of its bids; an unknown one if there is none. */
const tenderFor = async (services: Services, { one }: Pick) => {
  const storedTenders = await listTenders(dbOf(services));
  const withBids = storedTenders.filter(({ tender: { bids } }) => bids.length > 0);
  const candidates = withBids.length > 0 ? withBids : storedTenders;
  const { tender, version } = candidates.length > 0 ? one(candidates) : { tender: sampleTenders()[0]!, version: 1 };
  return { tender, version, bid: tender.bids.length > 0 ? one(tender.bids).deal : one(await listContracts(dbOf(services))) };
};

/** An existing version; an unknown one if there is none. */
const versionFor = async (services: Services, { one }: Pick) => {
  const storedVersions = await listVersions(dbOf(services));
  return storedVersions.length > 0 ? getVersion(dbOf(services), one(storedVersions).id) : { dealVersion: sampleVersions()[0]!, version: 1 };
};

const deckFor = async (services: Services, { one }: Pick) => ({ id: one(await listDecks(dbOf(services))).id });

const addedReference = async (services: Services, { one }: Pick) =>
  one((await listReferences(dbOf(services))).filter(({ code }) => code.startsWith('OWN-'))).code;

/** Every other command, with an input that fits the present records; some are refused and change nothing. */
const ACTS: Acts = {
  // first: the sample breaches this limit, and a plan can cure it
  'limits.makePlan': async (services, { one, text, flag }) => {
    const limits = await listLimits(dbOf(services));
    const breachedLimit = limits.find(({ id }) => id === 'copper-group');
    return { id: (breachedLimit ?? one(limits)).id, mayBreak: flag, name: text };
  },
  'workspace.moveValuationDate': async (services, { flag }) => {
    const { valuationDate } = await getSettings(dbOf(services));
    return { to: monthOfDate(valuationDate) + (flag ? 1 : -1) };
  },
  'settings.save': async (_services, { fraction, text, one, flag }) => ({
    name: text,
    discountRate: fraction,
    theme: one(['light', 'dark', 'system'] as const),
    ...(flag ? { horizonYear: 2031 } : {}),
  }),
  'houseStyle.save': async (_services, { text, one }) => ({
    name: text,
    accent: one(['#2B3A48', '#97471C', '#1A5276']),
    footer: text,
    mark: one(['', 'Confidential']),
  }),
  'houseStyle.setLogo': async (services, { one }) => ({
    logo: await services.uploadFile('logo.png', one([createPng(3, 2, [10, 20, 30, 255]), createPng(5, 1, [200, 0, 0, 128])])),
  }),
  'houseStyle.removeLogo': async () => ({}),
  'decks.set': async (services, { one, fraction, flag }) => {
    const { valuationDate } = await getSettings(dbOf(services));
    const { code } = one(await listReferences(dbOf(services)));
    const month = monthOfDate(valuationDate) + one([-3, -1, 0, 1, 2, 9]);
    return {
      deck: one(['low', 'base', 'high'] as const),
      points: [{ reference: code, month, ...(flag ? { price: fraction * 1e4 } : {}) }],
    };
  },
  'decks.save': async (_services, { text, fraction }) => ({ deck: { name: `${text} ${fraction}`, rule: 'linear', source: text } }),
  'decks.copy': deckFor,
  'decks.remove': deckFor,
  'market.setProcess': async (services, { one, fraction, text }) => ({
    reference: one(await listReferences(dbOf(services))).code,
    volatility: fraction,
    meanReversion: fraction,
    source: text,
  }),
  'market.setCorrelations': async (services, { one, fraction, text }) => {
    const ownReferences = (await listReferences(dbOf(services))).filter(({ kind, follows }) => kind === 'price' && follows === undefined);
    const a = one(ownReferences);
    const b = one(ownReferences.filter(({ code }) => code !== a.code));
    return { pairs: [{ a: a.code, b: b.code, value: 2 * fraction - 1, source: text }] };
  },
  'buyers.save': async (services, pick) => {
    const fullBuyer = await buyerFor(services, pick);
    return { buyer: pick.flag ? { ...fullBuyer, id: BuyerId.parse(services.ctx.newId()), name: `${pick.text} new` } : fullBuyer };
  },
  'buyers.saveMany': async (services, pick) => {
    const { id, ...fields } = await buyerFor(services, pick);
    const { version } = await getBuyer(dbOf(services), id);
    return { entries: [{ id, version, edits: Object.entries(fields).map(([path, value]) => ({ path, value })) }] };
  },
  'buyers.copy': async (services, { one }) => ({ id: one(await listBuyers(dbOf(services))).id }),
  // one without contracts if possible: the others are refused
  'buyers.remove': async (services, { one }) => {
    const buyers = await listBuyers(dbOf(services));
    const bound = new Set((await listContracts(dbOf(services))).map(({ buyerId }) => buyerId));
    const freeBuyers = buyers.filter(({ id }) => !bound.has(id));
    return { ids: [one(freeBuyers.length > 0 ? freeBuyers : buyers).id] };
  },
  'buyerGroups.save': async (services, { text, flag }) => {
    const db = dbOf(services);
    const [group = { id: GroupId.parse(services.ctx.newId()), name: 'A group', why: '' }] = await listGroups(db);
    const members = (await listBuyers(db)).slice(0, 2).map((buyer) => buyer.id);
    return { group: { ...group, why: text }, ...(flag ? { members } : {}) };
  },
  'contracts.save': async (services, pick) => ({ contract: await contractFor(services, pick) }),
  'contracts.saveMany': async (services, pick) => {
    const { id, ...fields } = await contractFor(services, pick);
    const { version } = await getContract(dbOf(services), id);
    return { entries: [{ id, version, edits: Object.entries(fields).map(([path, value]) => ({ path, value })) }] };
  },
  'contracts.copy': async (services, { one }) => ({ id: one(await listContracts(dbOf(services))).id }),
  'contracts.remove': async (services, { one }) => ({ ids: [one(await listContracts(dbOf(services))).id] }),
  'tenders.add': async (services, { one }) => ({ productId: one(await listProducts(dbOf(services))).id }),
  'tenders.save': async (services, pick) => {
    const { tender, version } = await tenderFor(services, pick);
    const { bids: _bids, walkAway: _line, ...head } = tender;
    return { entries: [{ head: { ...head, name: pick.text, ...(pick.flag ? { walkAway: pick.fraction * 1000 } : {}) }, version }] };
  },
  'tenders.addBid': async (services, pick) => {
    const { tender, bid } = await tenderFor(services, pick);
    return { tenderId: tender.id, from: { bid: bid.id } };
  },
  'tenders.saveBids': async (services, pick) => {
    const { tender, bid } = await tenderFor(services, pick);
    return { tenderId: tender.id, deals: [{ ...bid, note: pick.text }] };
  },
  'tenders.removeBids': async (services, pick) => {
    const { tender, bid } = await tenderFor(services, pick);
    return { tenderId: tender.id, ids: [bid.id] };
  },
  'tenders.accept': async (services, pick) => {
    const { tender, bid } = await tenderFor(services, pick);
    return { tenderId: tender.id, id: bid.id };
  },
  // the last one stays for other actions
  'tenders.remove': async (services, { one }) => {
    const [_last, ...others] = await listTenders(dbOf(services));
    return { ids: [others.length > 0 ? one(others).tender.id : TenderId.parse('not-stored')] };
  },
  'versions.create': async (services, { one }) => ({
    contractId: one(await listContracts(dbOf(services))).id,
    kind: one(['offer', 'counter', 'signed'] as const),
    side: one(['us', 'buyer'] as const),
  }),
  'versions.saveMany': async (services, pick) => {
    const { dealVersion: keptVersion, version } = await versionFor(services, pick);
    const { id, kind, date } = keptVersion;
    return { entries: [{ id, version, kind, date, by: pick.text, note: pick.text, side: pick.flag ? 'us' : 'buyer' }] };
  },
  // a version of the sample differs from its contract, a new one does not
  'versions.restore': async (services, pick) => {
    const [first, second] = sampleVersions();
    const storedVersions = await listVersions(dbOf(services));
    const match = storedVersions.find(({ id }) => id === (pick.flag ? first : second)?.id);
    return { id: match?.id ?? (await versionFor(services, pick)).dealVersion.id };
  },
  'versions.remove': async (services, pick) => {
    const addedVersions = (await listVersions(dbOf(services))).filter(
      ({ id }) => !sampleVersions().some((sampleVersion) => sampleVersion.id === id),
    );
    return { ids: [(addedVersions[0] ?? (await versionFor(services, pick)).dealVersion).id] };
  },
  'products.save': async (services, pick) => ({ product: await productFor(services, pick) }),
  'products.saveMany': async (services, pick) => {
    const product = await productFor(services, pick);
    const { version } = await getProduct(dbOf(services), product.id);
    return { entries: [{ product, version }] };
  },
  'products.copy': async (services, { one }) => ({ id: one(await listProducts(dbOf(services))).id }),
  'products.remove': async (services, { one }) => {
    const soldProducts = new Set((await listContracts(dbOf(services))).map(({ productId }) => productId));
    const products = await listProducts(dbOf(services));
    const unsoldProducts = products.filter(({ id }) => !soldProducts.has(id));
    return { ids: [one(unsoldProducts.length > 0 ? unsoldProducts : products).id] };
  },
  ...PLAN_ACTS,
  'limits.save': async (services, { one, text, fraction, flag }) => {
    const { limit, version } = one(await listVersionedLimits(dbOf(services)));
    return flag
      ? { limit: { ...limit, why: text, breach: Math.max(limit.breach, limit.warn) }, version }
      : {
          limit: {
            ...limit,
            id: LimitId.parse(services.ctx.newId()),
            name: text,
            warn: limit.breach + fraction / 1e3,
            breach: limit.breach + fraction / 1e3,
          },
        };
  },
  'limits.remove': async (services, { one }) => ({ id: one(await listVersionedLimits(dbOf(services))).limit.id }),
  ...FINANCING_ACTS,
  'scenarios.create': async (_services, { text }) => ({ name: text }),
  'scenarios.createLost': async (services, { one, flag }) => ({
    outlet: flag ? { zone: one(['china', 'europe'] as const) } : { buyerId: one(await listBuyers(dbOf(services))).id },
  }),
  'scenarios.copy': async (services, { one }) => ({ id: one(await listScenarios(dbOf(services))).id }),
  'scenarios.combine': async (services, { one, text }) => {
    const allScenarios = await listScenarios(dbOf(services));
    return { ids: [one(allScenarios).id, one(allScenarios).id], name: text };
  },
  'scenarios.scale': async (services, { one, text, fraction }) => ({
    id: one(await listScenarios(dbOf(services))).id,
    by: 0.1 + fraction,
    name: text,
  }),
  'scenarios.save': async (services, { one, text, fraction }) => {
    const { id } = one((await listScenarios(dbOf(services))).toReversed().slice(0, 3));
    const { scenario, version } = await getScenario(dbOf(services), id);
    const prices = scenario.prices.map((shock) => ({ ...shock, knots: shock.knots.map((knot) => ({ ...knot, value: 0.5 + fraction })) }));
    return { scenario: { ...scenario, note: text, prices }, version };
  },
  'scenarios.remove': async (services, { one }) => ({ id: one((await listScenarios(dbOf(services))).toReversed().slice(0, 3)).id }),
  'imports.apply': async (services, { text, one }) => {
    const rows = ['Name;Country;Type;Note', `${text} imported;${one(['CN', 'JP'])};Smelter;${text}`, `${text} two;KR;Smelter;`];
    return guessedChoice(await read(services, 'buyers.csv', rows.join('\r\n')));
  },
  'market.addReference': async (services, { one, fraction, flag, text }) => {
    const knownReferences = await listReferences(dbOf(services));
    const leader = one(knownReferences.filter(({ kind, follows }) => kind === 'price' && !follows));
    return {
      reference: {
        code: ReferenceCode.parse(`OWN-${knownReferences.length}`),
        name: `${text} ${knownReferences.length}`,
        kind: 'price' as const,
        unit: 'USD/t' as const,
        quotation: text,
        incoterm: '',
        vatIncluded: flag,
        volatility: fraction,
        ...(flag ? { follows: { reference: leader.code, beta: fraction, ratio: 1 + fraction } } : {}),
      },
    };
  },
  'market.editReference': async (services, pick) => {
    const { reference } = await services.ask('market.ownReference', { code: await addedReference(services, pick) });
    return { reference: { ...reference, quotation: pick.text, volatility: pick.fraction } };
  },
  'market.removeReference': async (services, pick) => ({ code: await addedReference(services, pick) }),
  'sensitivity.apply': async (services, { one, fraction }) => ({
    contractId: one(await listContracts(dbOf(services))).id,
    driver: 'terms.0.quantity.takeOrPayShare',
    value: fraction,
  }),
  'buyerGroups.remove': async (services) => ({ id: (await listGroups(dbOf(services)))[0]?.id ?? GroupId.parse('none') }),
  ...NOTE_ACTS,
};

export const CHANGING_COMMANDS = Object.keys(ACTS) as readonly ChangingCommand[];

/** The commands of the contract that have neither a generator of inputs nor a reason why they need none. */
export const listUntriedCommands = (): readonly CallName[] => {
  const knownNames = new Set<string>([...CHANGING_COMMANDS, ...Object.values(NO_CHANGE).flat()]);
  return (Object.keys(CALLS) as CallName[]).filter((name) => CALLS[name] === 'command' && !knownNames.has(name));
};

/** An input for a command that fits the present records; undefined while there is no record that it needs. */
export const makeInput = async (services: Services, name: ChangingCommand, pick: Pick): Promise<unknown> => {
  try {
    return await ACTS[name](services, pick);
  } catch (error) {
    if (error instanceof NothingLeft) return undefined;
    throw error;
  }
};
