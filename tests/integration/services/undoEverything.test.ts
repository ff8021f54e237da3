import fc from 'fast-check';
import { expect, it } from 'vitest';
import { getBuyer, listBuyers, listGroups } from '#db/repositories/buyers.ts';
import { getContract, listContracts } from '#db/repositories/contracts.ts';
import { listDecks } from '#db/repositories/decks.ts';
import { listChanges } from '#db/repositories/history.ts';
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
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';
import { guessedChoice, read } from '../imports/importFiles.ts';
import { createPick, FINANCING_ACTS, NothingLeft, type Pick } from './financingActs.ts';
import { readTrackedRows, replayHistory } from './historyReplay.ts';
import { NOTE_ACTS } from './noteActs.ts';
import { PLAN_ACTS } from './planActs.ts';

type CommandName = { [K in CallName]: (typeof CALLS)[K] extends 'command' ? K : never }[CallName];

/** Commands that change no record of the open workspace. */
const NO_CHANGE = [
  // another file replaces it; a reset and a restore make a backup first
  ...(['workspace.openSample', 'workspace.create', 'workspace.open', 'workspace.reset', 'workspace.close', 'backups.restore'] as const),
  ...(['workspace.unlock', 'workspace.lock', 'workspace.changePassphrase', 'workspace.noteActivity'] as const),
  ...(['workspace.forgetPassphrase'] as const),
  // history itself, and unsaved input
  ...(['history.undo', 'history.redo', 'history.openSnapshot', 'history.closeSnapshot', 'drafts.save', 'drafts.discard'] as const),
  // sharing with a team; files that are imported, exported or stored
  ...(['imports.read', 'imports.unlockBundle', 'imports.paste', 'imports.corrected', 'imports.template'] as const),
  ...(['exports.write', 'exports.picture', 'summaries.export', 'dates.export'] as const),
  ...(['backups.take', 'backups.setSecondFolder', 'host.reveal', 'jobs.cancel', 'allocation.start', 'contracts.simulateClauses'] as const),
  ...(['team.setUp', 'team.listWorkspaces', 'team.join', 'team.connect', 'team.upgrade', 'team.synchronise', 'team.stopSharing'] as const),
  ...([
    'team.forgetPassword',
    'team.saveMember',
    'team.removeMember',
    'team.resolveConflict',
    'workspace.setAutoLock',
    'workspace.setUserName',
    'workspace.hideAmounts',
    'workspace.setGuides',
  ] as const),
  // runs are stored outside history, tables nowhere
  ...(['simulation.run', 'simulation.repeat', 'simulation.analyse', 'simulation.remove'] as const),
  ...(['simulation.saveQuestion', 'simulation.removeQuestion', 'sensitivity.export'] as const),
  ...(['sensitivity.table', 'sensitivity.goalSeekOnPaths'] as const),
  ...(['simulation.export', 'simulation.exportPaths', 'simulation.import', 'compare.run'] as const),
] satisfies readonly CommandName[];

type Changing = Exclude<CommandName, (typeof NO_CHANGE)[number]>;

type Acts = { readonly [K in Changing]: (services: Services, pick: Pick) => Promise<Input<K>> };

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
    const buyer = await buyerFor(services, pick);
    const { version } = await getBuyer(dbOf(services), buyer.id);
    return { entries: [{ buyer, version }] };
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
    const contract = await contractFor(services, pick);
    const { version } = await getContract(dbOf(services), contract.id);
    return { entries: [{ contract, version }] };
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

const NAMES = Object.keys(ACTS) as readonly Changing[];

const newestChange = async (services: Services): Promise<number> => (await listChanges(dbOf(services), { limit: 1 }))[0]?.id ?? 0;

/** Runs one action; returns whether it made an undo step. */
const doAct = async (services: Services, name: Changing, pick: Pick): Promise<boolean> => {
  const before = await newestChange(services);
  let input: unknown;
  try {
    input = await ACTS[name](services, pick);
  } catch (error) {
    if (error instanceof NothingLeft) return false;
    throw error;
  }
  const result = await services.call(name, input);
  if (result.ok && name === 'imports.apply') await services.waitForJob(result.value as { jobId: string });
  if (!result.ok) expect(['IN_USE', 'BAD_INPUT', 'DUPLICATE', 'NOT_FOUND']).toContain(result.error.code);
  return (await newestChange(services)) > before;
};

it('every command that changes something is among the actions below', () => {
  const commands = (Object.keys(CALLS) as CallName[]).filter((name) => CALLS[name] === 'command');
  expect([...NAMES, ...NO_CHANGE].sort()).toEqual(commands.sort());
});

const LENGTH = proofCount('ACTS', 200);
/** Inputs that are tried for an action to make its first change. */
const TRIES = 12;

it('undo of any 200 actions restores, step by step, every earlier state, and redo every later one', async () => {
  const finishedChanges = new Set<Changing>();
  const randomAct = fc.tuple(fc.constantFrom(...NAMES), fc.nat());
  await fc.assert(
    fc.asyncProperty(fc.array(randomAct, { minLength: LENGTH, maxLength: LENGTH }), async (acts) => {
      const services = await openServices();
      try {
        const states = [await digestWorkspace(dbOf(services))];
        const seedRows = await readTrackedRows(dbOf(services));
        const act = async (name: Changing, seed: number): Promise<boolean> => {
          if (!(await doAct(services, name, createPick(seed)))) {
            expect([name, await digestWorkspace(dbOf(services))]).toEqual([name, states.at(-1)]);
            return false;
          }
          finishedChanges.add(name);
          states.push(await digestWorkspace(dbOf(services)));
          return true;
        };
        // each of them at least once, while there are records of every kind
        for (const name of NAMES) {
          for (let seed = 0; seed < TRIES; seed++) if (await act(name, seed)) break;
        }
        for (const [name, seed] of acts) await act(name, seed);
        const { rows, images } = await replayHistory(dbOf(services), seedRows);
        expect(rows).toEqual(await readTrackedRows(dbOf(services)));
        for (const state of states.slice(0, -1).reverse()) {
          const { label } = await services.ask('history.undo', {});
          expect([label, await digestWorkspace(dbOf(services))]).toEqual([label, state]);
        }
        expect(await services.call('history.undo', {})).toMatchObject({ ok: false, error: { code: 'NOTHING_TO_UNDO' } });
        for (const state of states.slice(1)) {
          const { label } = await services.ask('history.redo', {});
          expect([label, await digestWorkspace(dbOf(services))]).toEqual([label, state]);
        }
        recordFigures('history', { 'actions undone to the seed and redone': states.length - 1, 'images replayed': images });
      } finally {
        await services.close();
      }
    }),
    { numRuns: 1, seed: PROOF_SEED + 1, endOnFailure: true },
  );
  // the choice of a plan is a display setting and makes no undo step
  expect([...finishedChanges, 'plans.choose'].sort()).toEqual([...NAMES].sort());
});
