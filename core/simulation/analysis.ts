import { type CommonPathsDifference, differenceOnCommonPaths, type SimulationRequest, withoutContracts } from '#engine';
import type { TableIdentities } from '#shared/contract/figure.ts';
import type { SimulationMarginals, SimulationTornado } from '#shared/contract/simulation.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { IdentifyInRun } from './runIdentity.ts';
import { tornadoChart } from './simulationCharts.ts';
import { type Variant, variantsOf } from './variants.ts';

/** An analysis simulates at most this many paths, the first of the run, because it has dozens of variants. */
const MAX_ANALYSIS_PATHS = 2_048;
/** Paths of the pre-pass of variants that change the moments of the cycle. */
const CENTRE_PATHS = 8_192;

/** Returns the request limited to its first paths. */
const limitPaths = (request: SimulationRequest): SimulationRequest => ({
  ...request,
  parameters: { ...request.parameters, paths: Math.min(request.parameters.paths, MAX_ANALYSIS_PATHS) },
});

/** Simulates variants one after another and returns the net revenue of every path. Throws CANCELLED. */
const outcomesOf = async (
  { simulations }: ServiceContext,
  requests: readonly SimulationRequest[],
  job: JobContext,
): Promise<readonly Float64Array[]> => {
  const outcomes: Float64Array[] = [];
  for (const request of requests) {
    const step = message('simulation.step.variants', { done: outcomes.length, total: requests.length });
    await job.reportAndYield(step, outcomes.length, requests.length);
    const control = { flag: job.flag, report: () => {} };
    const { netRevenueTotal } = await simulations.run(await simulations.addCycleMoments(request, control), control);
    outcomes.push(netRevenueTotal);
  }
  return outcomes;
};

const changeOf = ({ mean, shortfall }: CommonPathsDifference) => ({ mean, shortfall });

/** Computes the effect of removing each contract, and all contracts of each buyer, on common random numbers. Throws CANCELLED. */
export const marginalsOf = async (ctx: ServiceContext, storedRequest: SimulationRequest, job: JobContext): Promise<SimulationMarginals> => {
  const request = limitPaths(storedRequest);
  const { contracts } = request.portfolio;
  const byBuyer = Map.groupBy(contracts, ({ buyer }) => buyer.id);
  const buyersWithSeveral = [...byBuyer].filter(([, of]) => of.length > 1);
  const groups: readonly (readonly ContractId[])[] = [
    ...contracts.map(({ contract }) => [contract.id]),
    ...buyersWithSeveral.map(([, of]) => of.map(({ contract }) => contract.id)),
  ];
  const [baseOutcomes, ...outcomesWithout] = await outcomesOf(
    ctx,
    [request, ...groups.map((ids) => withoutContracts(request, new Set(ids)))],
    job,
  );
  const changes = outcomesWithout.map((outcomes) => changeOf(differenceOnCommonPaths(baseOutcomes!, outcomes, request.parameters.draws)));
  const ofContract = new Map(contracts.map(({ contract }, i) => [contract.id, changes[i]!]));
  const ofBuyer = new Map<BuyerId, (typeof changes)[number]>(buyersWithSeveral.map(([id], i) => [id, changes[contracts.length + i]!]));
  return {
    paths: request.parameters.paths,
    contracts: [...ofContract].map(([contractId, change]) => ({ contractId, ...change })),
    // a buyer with one contract has the result of that contract
    buyers: [...byBuyer].map(([buyerId, of]) => ({ buyerId, ...(ofBuyer.get(buyerId) ?? ofContract.get(of[0]!.contract.id)!) })),
  };
};

/** Identities of the effects of removing a contract or a buyer. */
export const marginalIdentities = (identify: IdentifyInRun): TableIdentities => {
  const effectOf = (measure: FigureMeasure) => {
    const { subject: _subject, ...identity } = identify(measure, { subject: 'removed', variant: '[removed]' });
    return identity;
  };
  const columns = { mean: effectOf('pathMean'), shortfall: effectOf('expectedShortfall') };
  return {
    contracts: { columns, rowSubject: 'contract', rowId: 'contractId' },
    buyers: { columns, rowSubject: 'buyer', rowId: 'buyerId' },
  };
};

type Row = SimulationTornado['rows'][number];

const ENDS = ['fixed', 'low', 'high'] as const;

const widthOf = (row: Row, measure: 'mean' | 'shortfall'): number =>
  Math.max(...ENDS.map((end) => Math.abs(row[end]?.[measure].value ?? 0)));

/** What an end of a row changes. */
const MEASURES = { mean: 'sensitivity', shortfall: 'shortfallSensitivity' } as const;

/** Identities of the changes at the ends of the rows. */
const rowIdentities = (identify: IdentifyInRun): TableIdentities => {
  const columns = ENDS.flatMap((end) =>
    (['mean', 'shortfall'] as const).map((measure) => {
      const { subject: _subject, ...identity } = identify(MEASURES[measure], { subject: 'driver', variant: `[${end}]` });
      return [`${end}.${measure}`, identity] as const;
    }),
  );
  return { rows: { columns: Object.fromEntries(columns), rowSubject: 'driver', rowId: 'key' } };
};

/** Returns the charts of a tornado; absent where nothing changes. */
const tornadoCharts = (rows: readonly Row[], identify: IdentifyInRun): Pick<SimulationTornado, 'mean' | 'shortfall'> => {
  const chartOf = (measure: 'mean' | 'shortfall') =>
    tornadoChart(
      rows.map((row) => ({
        label: row.label,
        ...Object.fromEntries(
          ENDS.flatMap((end) => {
            const value = row[end]?.[measure].value;
            const identity = identify(MEASURES[measure], { subject: `driver:${row.key}`, variant: `[${end}]` });
            return value === undefined ? [] : [[end, { value, identity }] as const];
          }),
        ),
      })),
      message(`simulation.tornado.${measure}`),
      (driver) => message('simulation.tornado.summary', { driver }),
    );
  const [mean, shortfall] = [chartOf('mean'), chartOf('shortfall')];
  return { ...(mean ? { mean } : {}), ...(shortfall ? { shortfall } : {}) };
};

/** Returns a tornado with its charts of the rows with the widest ranges. */
export const tornadoWithCharts = (paths: number, rows: readonly Row[], identify: IdentifyInRun): SimulationTornado => ({
  paths,
  rows,
  identities: rowIdentities(identify),
  ...tornadoCharts(rows, identify),
});

/** Computes the effect of every source of randomness and every main parameter on mean and shortfall, on common random numbers. Throws CANCELLED. */
export const tornadoOf = async (
  ctx: ServiceContext,
  book: Workbook,
  storedRequest: SimulationRequest,
  identify: IdentifyInRun,
  job: JobContext,
): Promise<SimulationTornado> => {
  const limitedRequest = limitPaths(storedRequest);
  const parameters = { ...limitedRequest.parameters, centrePaths: Math.min(limitedRequest.parameters.centrePaths, CENTRE_PATHS) };
  // all variants use the same paths in the pre-pass, so that its sampling error cancels
  const request = await ctx.simulations.addCycleMoments(
    { ...limitedRequest, parameters, centre: undefined },
    { flag: job.flag, report: () => {} },
  );
  const variants = variantsOf(book, request);
  const ends = variants.flatMap((row) => ENDS.flatMap((end) => (row[end] ? [{ key: row.key, end, variant: row[end] }] : [])));
  const [baseOutcomes, ...outcomes] = await outcomesOf(ctx, [request, ...ends.map(({ variant }) => variant.request)], job);
  const settingOf = ({ label }: Variant, place: number) => ({
    label,
    ...changeOf(differenceOnCommonPaths(baseOutcomes!, outcomes[place]!, parameters.draws)),
  });
  const rows = variants
    .map(
      ({ key, label }): Row => ({
        key,
        label,
        ...Object.fromEntries(
          ends.flatMap((rowEnd, place) => (rowEnd.key === key ? [[rowEnd.end, settingOf(rowEnd.variant, place)] as const] : [])),
        ),
      }),
    )
    .toSorted((a, b) => widthOf(b, 'shortfall') - widthOf(a, 'shortfall'));
  return tornadoWithCharts(parameters.paths, rows, identify);
};
