import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Figure } from '#shared/contract/figure.ts';
import type { OpenPricing } from '#shared/contract/openPricing.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let answer: OpenPricing;
beforeAll(async () => {
  services = await openServices();
  answer = await services.ask('openPricing.get', {});
});
afterAll(() => services.close());

const expectExplained = ({ value, explanation }: Figure): void => {
  expect(explanation?.total.amount).toBeCloseTo(Number(value), 6);
  expect(explanation!.lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(Number(value), 2);
};
const sum = (figures: readonly (Figure | undefined)[]): number => figures.reduce((total, figure) => total + Number(figure?.value ?? 0), 0);

test('every number of open pricing has an explanation whose lines sum to it', () => {
  for (const { tonnes, total, onePercent } of answer.references) {
    for (const { figure } of tonnes) expectExplained(figure);
    expectExplained(total);
    if (onePercent) expectExplained(onePercent);
    expect(sum(tonnes.map(({ figure }) => figure))).toBeCloseTo(Number(total.value), 6);
  }
  for (const { markToMarket, onePercent } of answer.delivered) for (const figure of [markToMarket, onePercent]) expectExplained(figure);
  for (const { worth } of answer.declarations) expectExplained(worth);
});

test('the verdict agrees with the page: its 1 % effect with the references, its mark-to-market with the deliveries', () => {
  const figureOf = (key: string, name: string) => answer.verdict.find((sentence) => sentence.key === key)?.figures[name];
  expect(Number(figureOf('openPricing.verdict.worth', 'move')?.value)).toBeCloseTo(
    sum(answer.references.map(({ onePercent }) => onePercent)),
    3,
  );
  expect(Number(answer.markToMarket?.value)).toBeCloseTo(sum(answer.delivered.map(({ markToMarket }) => markToMarket)), 3);
  const drawnTotal = answer.moves!.series.reduce(
    (total, { values }) => total + values.reduce((seriesTotal, value) => seriesTotal + value, 0),
    0,
  );
  expect(drawnTotal).toBeCloseTo(sum(answer.references.map(({ onePercent }) => onePercent)), 1);
});

test('a contract with an opening position has its own open deliveries instead of assumed ones', async () => {
  const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
  const before = answer.delivered.filter(({ contractId }) => contractId === contract.id);
  expect(before.length).toBeGreaterThan(0);
  expect(before.every(({ isRecorded }) => !isRecorded)).toBe(true);
  const asOf = Math.max(...before.map(({ month }) => month));
  const opening = {
    asOf,
    takenTonnes: 10_000,
    paidTonnes: 0,
    paidValueUsd: 0,
    openDeliveries: [{ month: asOf, tonnes: 5000, provisionalPaidUsd: 12e6 }],
    makeUpLots: [],
    deferredTonnes: 0,
    unpaid: [],
  };
  await services.ask('contracts.save', { contract: { ...contract, opening }, version });
  const recordedDeliveries = (await services.ask('openPricing.get', {})).delivered.filter(({ contractId }) => contractId === contract.id);
  expect(recordedDeliveries).toHaveLength(1);
  expect(recordedDeliveries[0]).toMatchObject({ isRecorded: true, month: asOf });
  expect(recordedDeliveries[0]!.tonnes.value).toBe(5000);
});
