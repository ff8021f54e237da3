import { readFileSync } from 'node:fs';
import {
  type ChannelEvent,
  deckMarket,
  type HazardParameters,
  type Market,
  type MarketReference,
  type PolicyClosure,
  type Portfolio,
  type PortfolioBuyer,
  type PortfolioContract,
  type PortfolioProduct,
  type PriceDriver,
  type SimulationRequest,
} from '#engine';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { BuyerId, GroupId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Opening } from '#shared/domain/opening.ts';
import { dateOfMonth, endOfMonth, monthOf } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { identity, OFF } from '../simulationOff.ts';
import {
  assayOf,
  basisOf,
  destinationOf,
  freight,
  type GivenContract,
  type GivenProduct,
  type SmallWorkspace,
  termsOf,
  valueAt,
  ZONE_OF,
  type ZoneName,
  zones,
} from './workspaceFields.ts';

const multiplyDemand = (
  { demand, start }: Market,
  paths: NonNullable<SmallWorkspace['demandPath']>,
  valuationMonth: number,
): Market['demand'] => {
  const byZone = new Map(Object.entries(paths).map(([zone, path]) => [ZONE_OF[zone as ZoneName], path]));
  return Object.fromEntries(
    Object.entries(demand).map(([zone, series]) => [
      zone,
      series.map((value, i) => value * (byZone.get(zone as Zone)?.[start + i - valuationMonth - 1] ?? 1)),
    ]),
  ) as Record<Zone, Float64Array>;
};

type GivenOpening = NonNullable<GivenContract['opening']>;

const openingOf = (
  { taken = 0, paidTonnes = 0, paidValue = 0, deferred = 0, deliveries = [], lots = [], unpaid = [] }: GivenOpening,
  valuationMonth: number,
): Opening => ({
  asOf: valuationMonth,
  takenTonnes: taken,
  paidTonnes,
  paidValueUsd: paidValue,
  openDeliveries: deliveries.map(([month, tonnes, provisionalPaidUsd]) => ({ month: valuationMonth + month, tonnes, provisionalPaidUsd })),
  makeUpLots: lots.map(([lastMonth, tonnes]) => ({ lastMonth: valuationMonth + lastMonth, tonnes, priceUsdPerDmt: 0 })),
  deferredTonnes: deferred,
  unpaid: unpaid.map(([month, amountUsd]) => ({ date: dateOfMonth(valuationMonth + month), amountUsd })),
});

/** What a workspace does beside its contracts: which of its events and paths apply. */
type Applied = { readonly channels?: boolean; readonly demandPath?: boolean };

const referencesOf = (workspace: SmallWorkspace): Record<string, MarketReference> => {
  const prices = [...workspace.contracts.map(({ price }) => price), ...workspace.products.flatMap(({ spot }) => spot ?? [])];
  const indexes = new Set(prices.flatMap(({ basis, ref }) => (basis === 'index' ? [ref] : [])));
  return Object.fromEntries(
    workspace.references.map(({ id, type }): [string, MarketReference] => [
      id,
      {
        code: id as ReferenceCode,
        metal: workspace.products.find(({ mainReference }) => mainReference === id)?.metal,
        kind: type === 'tc' ? 'treatmentCharge' : 'price',
        unit: type === 'tc' || indexes.has(id) ? 'USD/dmt' : 'USD/t',
      },
    ]),
  );
};

const productOf = (workspace: SmallWorkspace, product: GivenProduct): PortfolioProduct => {
  const { spotZone, spot } = product;
  const prices = workspace.contracts.flatMap((contract) => (contract.product === product.id ? [contract.price] : []));
  return {
    id: product.id as ProductId,
    metal: product.metal ?? 'copper',
    mainReference: product.mainReference,
    depthShare: product.depthShare,
    depthSlope: product.depthSlope,
    depthCap: product.depthCap,
    production: Array.from({ length: workspace.T }, (_, i) => valueAt(product.production, i + 1)),
    unitCost: [],
    moisture: (spot ?? prices[0])?.moisture ?? 0,
    assay: assayOf([...prices, ...(spot ? [spot] : [])]),
    spotPrice: spot && basisOf(spot, freight(spot)),
    spotDestination: spotZone && destinationOf(spotZone),
    resaleMonths: product.queueMonths ?? 2,
    countryOfOrigin: product.origin,
  };
};

const buyerOf = ({ id, rating, group, parent, beta, zone }: SmallWorkspace['buyers'][number]): PortfolioBuyer => ({
  id: id as BuyerId,
  destination: destinationOf(zone),
  cycleSensitivity: beta ?? 1,
  groupId: group as GroupId | undefined,
  parent,
  rating: rating ?? 'unrated',
  ownership: 'private',
  country: 'CN',
});

const portfolioOf = (workspace: SmallWorkspace, valuationMonth: number): Portfolio => {
  const buyers = new Map(workspace.buyers.map((buyer) => [buyer.id, buyerOf(buyer)]));
  const products = workspace.products.map((product) => productOf(workspace, product));
  const contracts = workspace.contracts.map((contract): PortfolioContract => {
    const [start, end] = [valuationMonth + contract.start, valuationMonth + contract.end];
    const { moisture } = products.find(({ id }) => id === contract.product)!;
    return {
      committedEnd: end,
      priority: contract.priority,
      damagesShare: contract.damagesShare,
      contract: OfftakeContract.parse({
        id: contract.id,
        code: contract.id,
        name: '',
        buyerId: contract.buyer,
        productId: contract.product,
        status: 'active',
        probability: 1,
        start,
        end,
        renewal: { kind: 'none' },
        terms: [termsOf(contract, start, moisture)],
        law: '',
        seat: '',
        reviewTrigger: '',
        benchmarkFallback: '',
        hardship: '',
        changeOfLaw: '',
        dates: [],
        note: '',
        ...(contract.opening && { opening: openingOf(contract.opening, valuationMonth) }),
      }),
      buyer: buyers.get(contract.buyer)!,
    };
  });
  const withContracts = new Set(workspace.contracts.map(({ buyer }) => buyer));
  const main = ({ mainReference }: GivenProduct) => workspace.references.find(({ id }) => id === mainReference) ?? workspace.references[0]!;
  return {
    valuationDate: endOfMonth(valuationMonth),
    valuationMonth,
    lastMonth: valuationMonth + workspace.T,
    discountRate: workspace.discountRate ?? 0.1,
    contracts,
    otherBuyers: [...buyers.values()].filter(({ id }) => !withContracts.has(id)),
    products,
    zoneWeights: Object.fromEntries(workspace.products.map((product) => [product.metal ?? 'copper', zones(main(product).w)])),
    referenceWeights: Object.fromEntries(workspace.references.map(({ id, w }) => [id, zones(w)])),
    references: referencesOf(workspace),
  };
};

/** Multiplies the deck by the stress; shifts it for a treatment charge. */
const stressPrices = ({ deck, start, length }: Market, workspace: SmallWorkspace, valuationMonth: number): Market['prices'] =>
  Object.fromEntries(
    Object.entries(deck).map(([code, series]) => {
      const stress = workspace.stress?.[code];
      const isShift = workspace.references.find(({ id }) => id === code)?.type === 'tc';
      if (stress === undefined) return [code, series];
      return [
        code,
        Float64Array.from({ length }, (_, i) => {
          const t = start + i - valuationMonth;
          if (t < 1) return series[i]!;
          return isShift ? series[i]! + valueAt(stress, t) : series[i]! * valueAt(stress, t);
        }),
      ];
    }),
  );

const rowsOf = ({ channelEvents = [] }: SmallWorkspace, valuationMonth: number): readonly ChannelEvent[] =>
  channelEvents.map((row) => ({
    productId: row.product as ProductId | undefined,
    reference: row.reference as ReferenceCode | undefined,
    countryOfOrigin: row.origin,
    zone: row.zone && ZONE_OF[row.zone],
    buyerId: row.buyer as BuyerId | undefined,
    from: valuationMonth + row.from,
    to: valuationMonth + row.to,
    openShare: row.open,
    discount: row.discount ?? 0,
    freightUsdPerWmt: row.freight ?? 0,
    excused: row.excused ?? true,
  }));

const hazardsOf = ({ hazards = {}, policy = {} }: SmallWorkspace): HazardParameters => ({
  ...OFF.hazards,
  credit: hazards.credit ?? true,
  performance: hazards.performance ?? true,
  policy: hazards.policy ?? true,
  performanceHazard: hazards.performanceBase ?? OFF.hazards.performanceHazard,
  policyClosures: Object.fromEntries(
    Object.entries(policy).map(([metal, { hazard = {}, months, discount, freight: freightUsdPerWmt }]): [string, PolicyClosure] => [
      metal,
      {
        hazard:
          typeof hazard === 'number' ? (Object.fromEntries(ZONES.map((zone) => [zone, hazard])) as Record<Zone, number>) : zones(hazard),
        months,
        discount,
        freightUsdPerWmt,
      },
    ]),
  ),
});

/** A request for the simulation, and the market of the deterministic request. */
export const requestOf = (workspace: SmallWorkspace, paths: number, appliedParts: Applied = {}): SimulationRequest => {
  const valuationMonth = monthOf(Number(workspace.valuation.slice(0, 4)), Number(workspace.valuation.slice(5)));
  const lastMonth = valuationMonth + workspace.T;
  const portfolio = portfolioOf(workspace, valuationMonth);
  const points = workspace.references.flatMap(({ id, deck }) => [
    ...deck.history.map((price, i) => ({ reference: id as ReferenceCode, month: valuationMonth - deck.history.length + 1 + i, price })),
    ...Array.from({ length: workspace.T + 24 }, (_, i) => ({
      reference: id as ReferenceCode,
      month: valuationMonth + 1 + i,
      price: valueAt(deck.forward, i + 1),
    })),
  ]);
  const longestHistory = Math.max(3, ...workspace.references.map(({ deck }) => deck.history.length));
  const deck: Market = deckMarket(points, portfolio.references, valuationMonth - longestHistory + 1, lastMonth + 24);
  const market: Market = {
    ...deck,
    prices: workspace.stress === undefined ? deck.prices : stressPrices(deck, workspace, valuationMonth),
    demand: appliedParts.demandPath ? multiplyDemand(deck, workspace.demandPath ?? {}, valuationMonth) : deck.demand,
    channels: appliedParts.channels ? rowsOf(workspace, valuationMonth) : [],
  };
  return {
    portfolio,
    market,
    drivers: workspace.references.map(
      ({ id, type, k = 0, s, L = 0, follows, w }): PriceDriver => ({
        reference: id,
        volatility: s,
        meanReversion: k,
        cycleExponent: L,
        weights: zones(w),
        follows: follows && { reference: follows.ref, beta: follows.beta },
        additive: type === 'tc',
      }),
    ),
    correlation: workspace.correlation ?? identity(workspace.references.filter(({ follows }) => follows === undefined).length),
    parameters: {
      ...OFF,
      paths,
      centrePaths: 32_768,
      cycle: {
        ...OFF.cycle,
        on: workspace.regimes ?? true,
        start: workspace.startRegime ?? 'plateau',
        deckIsNoCycle: workspace.deckIsNoCycle ?? false,
      },
      hazards: hazardsOf(workspace),
    },
  };
};

export const readWorkspace = (name: string): SmallWorkspace =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as SmallWorkspace;
