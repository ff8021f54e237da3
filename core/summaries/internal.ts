import type { ContractEffect, ContractPreview, Effect, EffectRow } from '#shared/contract/contracts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message, semicolon, serial, text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { withLimitEffect } from '#shared/presentation/contractVerdict.ts';
import { figureText, joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { limitRoute } from '#shared/routes.ts';
import { columnMoneyDecimals, formatCountedYears, formatDate } from '#shared/units/format.ts';
import type { ServiceContext } from '../context.ts';
import { contractEffect } from '../contracts/contractEffect.ts';
import { contractPreview } from '../contracts/contractPreview.ts';
import { financingEffect } from '../financing/headline.ts';
import { limitLines } from '../overview/limitLines.ts';
import { identifyDeal } from '../portfolio/figureIdentity.ts';
import { chartMoney, usd, year as yearFigure } from '../portfolio/figures.ts';
import { type ValuedPlan, valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { assumptionTornado } from '../simulation/assumptionTornado.ts';
import {
  chapter,
  column,
  figureCell,
  figureRows,
  heading,
  missingCell,
  note,
  numbers,
  percent,
  priceTable,
  sentences,
  sideBySide,
  stateCell,
  table,
  textCell,
  tonnesColumn,
  type YieldToOthers,
} from './blockBuilders.ts';
import { assumptionBlocks, sourceBlocks } from './foundation.ts';
import { contractNameOfDocument } from './namesOfDocument.ts';
import { noteBlocks } from './noteBlocks.ts';
import { deckName, scenarioOf } from './recordNames.ts';
import { sensitivityBlocks } from './sensitivity.ts';
import { dealSlump } from './slump.ts';
import type { Deal } from './subject.ts';
import { termBlocks } from './termBlocks.ts';

/** Returns the name of a contract, or else buyer and product. */
export const dealName = (deal: Deal): string =>
  deal.contract.name === ''
    ? text('summaries.title.counterparty', { product: deal.product.name, buyer: deal.buyer.name })
    : contractNameOfDocument(deal);

export const titleOf = (deals: readonly Deal[]): string => {
  const [first] = deals;
  if (deals.length === 1 && first) return text('summaries.title.deal', { name: dealName(first), code: first.contract.code });
  return text('summaries.title.several', { count: deals.length, codes: deals.map(({ contract }) => contract.code).join(serial()) });
};

const formatUnit = (figure: Figure, book: Workbook): string => joinUnit(figureText(figure, book.settings.moneyScale));

/** Returns the level of a limit with its direction in words, since the fonts of documents lack the signs. */
const levelText = (level: Figure, direction: 'atMost' | 'atLeast', book: Workbook): string =>
  text(`summaries.${direction}`, { level: formatUnit(level, book) });

const FIGURE_LABEL = {
  netPrice: 'economics.netPrice',
  breakEven: 'economics.breakEven',
  revenue: 'economics.revenue',
  margin: 'economics.margin',
  slumpSaved: 'economics.slumpSaved',
  slumpCost: 'economics.slumpCost',
} as const;

const previewRows = (book: Workbook, { figures }: ContractPreview): readonly SummaryBlock[] =>
  figureRows(
    figures.map(({ key, figure, basis }) => ({
      label: key === 'npv' ? message('economics.npv', { rate: percent(book.settings.discountRate) }) : message(FIGURE_LABEL[key]),
      figure,
      ...(basis === undefined ? {} : { basis }),
    })),
  );

const yearBlocks = (book: Workbook, { contract }: Deal, plan: ValuedPlan, { yearTable }: ContractPreview): readonly SummaryBlock[] => {
  const rows = yearTable.filter(({ tonnes, revenue }) => tonnes !== 0 || revenue !== 0);
  const { unit } = chartMoney(book.settings);
  const tonnes = tonnesColumn(rows.map((row) => row.tonnes));
  const sum = (of: (row: (typeof rows)[number]) => number) => sumBy(rows, of);
  const decimals = columnMoneyDecimals(rows.flatMap(({ revenue, presentValue }) => [revenue, presentValue]));
  const money = (value: number, measure: 'revenue' | 'npv', period?: Year) =>
    figureCell(usd(value, { decimals, identity: identifyDeal(book, plan, contract, measure, period === undefined ? {} : { period }) }));
  const { name } = plan.plan;
  return table(
    [
      column('summaries.column.year'),
      numbers('summaries.column.tonnes', tonnes.unit),
      numbers('summaries.column.minimum', tonnes.unit),
      numbers('summaries.column.revenueInPlan', unit, 1.6, { plan: name }),
      numbers('summaries.column.presentValueInPlan', unit, 1.6, { plan: name }),
    ],
    rows.map((row) => [
      figureCell(yearFigure(row.year)),
      tonnes.cell(row.tonnes),
      tonnes.cell(row.minimumTonnes),
      money(row.revenue, 'revenue', row.year),
      money(row.presentValue, 'npv', row.year),
    ]),
    [
      textCell(text('common.total')),
      tonnes.cell(sum((row) => row.tonnes)),
      tonnes.cell(sum((row) => row.minimumTonnes)),
      money(
        sum((row) => row.revenue),
        'revenue',
      ),
      money(
        sum((row) => row.presentValue),
        'npv',
      ),
    ],
  );
};

const effectCells = (book: Workbook, { label, now, signed, change, limit }: EffectRow) => [
  textCell(renderMessage(label)),
  textCell(formatUnit(now, book)),
  textCell(formatUnit(signed, book)),
  textCell(formatUnit(change, book)),
  limit === undefined ? missingCell() : textCell(levelText(limit.level, limit.direction, book)),
  limit === undefined ? textCell('') : stateCell(limit.state),
];

const effectBlocks = (book: Workbook, { plan, year, rows, breached, warned, cured, oversold }: Effect): readonly SummaryBlock[] => [
  heading('summaries.head.effect', { plan, year: String(year) }),
  ...(oversold.length === 0 ? [] : [sentences(oversold)]),
  ...table(
    [
      column('summaries.column.measure', { weight: 2 }),
      numbers('summaries.column.now', undefined, 1.2),
      numbers('summaries.column.signed', undefined, 1.2),
      numbers('summaries.column.change', undefined, 1.2),
      column('summaries.column.limit', { weight: 1.2 }),
      column('summaries.column.state', { weight: 0.9 }),
    ],
    rows.map((row) => effectCells(book, row)),
  ),
  ...(['breached', 'warned', 'cured'] as const).flatMap((kind) => {
    const names = { breached, warned, cured }[kind];
    return names.length === 0 ? [] : [note(`summaries.effect.${kind}`, { names: names.join(semicolon()) })];
  }),
];

/** Returns a table of the limits of a plan with their worst year. */
export const limitTable = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] =>
  table(
    [
      column('summaries.column.limit', { weight: 2.2 }),
      numbers('summaries.column.value', undefined),
      column('summaries.column.level', { weight: 1.4 }),
      column('summaries.column.years', { weight: 1.2 }),
      column('summaries.column.state'),
    ],
    limitLines(book, plan).map(({ id, name, group, value, level, direction, years, firstYear, state }) => [
      {
        ...textCell(group === undefined ? name : text('summaries.limitOfGroup', { limit: name, group })),
        route: limitRoute(id, plan.plan.id),
      },
      textCell(formatUnit(value, book)),
      textCell(levelText(level, direction, book)),
      textCell(formatCountedYears(years, firstYear)),
      stateCell(state),
    ]),
  );

const limitBlocks = (book: Workbook, { contract }: Deal, plan: ValuedPlan): readonly SummaryBlock[] => {
  const limits = limitTable(book, plan);
  return limits.length === 0 ? [] : [heading('summaries.head.limits', { code: contract.code }), ...limits];
};

/** Returns the preview of a contract and its effect, or the reason why it has none. */
const previewOf = async (
  book: Workbook,
  { contract }: Deal,
  planId: PlanId,
): Promise<{ readonly preview: ContractPreview; readonly effect: ContractEffect } | OrebookError> => {
  try {
    return { preview: await contractPreview(contract, book, planId), effect: await contractEffect(contract, book, planId) };
  } catch (error) {
    if (error instanceof OrebookError && error.code !== 'CANCELLED') return error;
    throw error;
  }
};

const netPriceBlocks = ({ figures }: ContractPreview): readonly SummaryBlock[] => {
  const explanation = figures.find(({ key }) => key === 'netPrice')?.figure.explanation;
  return explanation === undefined ? [] : priceTable(explanation.lines, { label: explanation.title, amount: explanation.total.amount });
};

/** Returns all blocks of one contract in a plan: sentences, figures, terms, price, payoff, years, effect, limits, slump. */
export const dealBlocks = async (ctx: ServiceContext, book: Workbook, deal: Deal, planId: PlanId): Promise<readonly SummaryBlock[]> => {
  const valuedDeal = await previewOf(book, deal, planId);
  const { contract } = deal;
  if (valuedDeal instanceof OrebookError) {
    const problem = renderMessage(problemMessage(valuedDeal, book.references));
    return [note('summaries.unpriced', { code: contract.code, problem }), ...termBlocks(book, deal, 'internal')];
  }
  const { preview, effect } = valuedDeal;
  const plan = book.withDraft(contract, planId);
  const financing = await financingEffect(ctx, {
    before: (bookOfStep) => bookOfStep.without([contract.id], planId),
    after: (bookOfStep) => bookOfStep.withDraft(contract, planId),
    dealId: contract.id,
  });
  const delivers = preview.yearTable.some(({ tonnes }) => tonnes > 0);
  return [
    sentences(withLimitEffect(preview.sentence, effect.result)),
    ...(delivers ? previewRows(book, preview) : [note('summaries.over', { code: contract.code })]),
    ...preview.warnings.map(({ message: warning }): SummaryBlock => ({ kind: 'note', text: warning })),
    ...termBlocks(book, deal, 'internal'),
    ...(delivers
      ? [
          heading('summaries.head.economics'),
          { kind: 'waterfall' as const, view: presentChart(preview.waterfall, book.settings) },
          ...netPriceBlocks(preview),
          ...sideBySide([
            ...(preview.payoff === undefined ? [] : [presentChart(preview.payoff, book.settings)]),
            presentChart(preview.years, book.settings),
          ]),
          ...yearBlocks(book, deal, plan, preview),
          ...effectBlocks(book, { ...effect, rows: [...effect.rows, ...financing] }),
          ...limitBlocks(book, deal, plan),
          ...dealSlump(book, deal, plan),
        ]
      : []),
    ...(await noteBlocks(ctx, [deal])),
  ];
};

/** Returns the internal summary of contracts: all blocks of each, measured separately against the chosen plan. */
export const internalBlocks = async (
  ctx: ServiceContext,
  book: Workbook,
  deals: readonly Deal[],
  title: string,
  yieldToOthers: YieldToOthers,
): Promise<readonly SummaryBlock[]> => {
  const { settings } = book;
  const plan = book.plan();
  const hasSeveral = deals.length > 1;
  const subtitle = { workspace: settings.name, date: formatDate(settings.valuationDate), deck: deckName(book) };
  const blocks: SummaryBlock[] = [{ kind: 'title', title, subtitle: message('summaries.subtitle.internal', subtitle) }];
  if (hasSeveral) blocks.push(note('summaries.eachAlone', { plan: plan.plan.name }));
  for (const [i, deal] of deals.entries()) {
    const blocksOfDeal = await dealBlocks(ctx, book, deal, plan.plan.id);
    blocks.push(...(hasSeveral ? chapter({ code: deal.contract.code, name: dealName(deal) }, blocksOfDeal) : blocksOfDeal));
    await yieldToOthers({ work: 'figures', doneCount: i + 1, total: deals.length });
  }
  // a single contract that the plan does not have is added to it, as in its figures
  const [onlyDeal] = deals;
  const measuredPlan = hasSeveral || onlyDeal === undefined ? plan : book.withDraft(onlyDeal.contract);
  await valueInSteps(measuredPlan);
  const tornado = measuredPlan === plan ? await assumptionTornado(ctx, book, plan.plan.id) : undefined;
  const sensitivity = await sensitivityBlocks(book, measuredPlan, yieldToOthers, tornado);
  const foundation = { book, plan, deals, scenario: scenarioOf(book.scenarios, undefined) };
  return [...blocks, ...sensitivity, ...(await assumptionBlocks(foundation)), ...(await sourceBlocks(foundation))];
};
