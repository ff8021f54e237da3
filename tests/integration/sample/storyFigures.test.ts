import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getTender } from '#db/repositories/tenders.ts';
import { listVersionsOfContract } from '#db/repositories/versions.ts';
import { exposureByDimension } from '#engine';
import { ContractId, type LimitId, PlanId, TenderId } from '#shared/domain/ids.ts';
import { monthOf, type Year } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import type { ValuedPlan } from '../../../core/portfolio/portfolio.ts';
import { readDefaultRates } from '../../../core/tenders/netback.ts';
import { tenderView } from '../../../core/tenders/tenderViews.ts';
import { versionList } from '../../../core/versions/versionList.ts';
import { type OpenSample, openSample } from './sampleBook.ts';

/** The page that describes the sample, its lines joined. */
const PAGE = readFileSync(new URL('../../../docs/sample-mine.md', import.meta.url), 'utf8')
  .replace(/\*\*/g, '')
  .replace(/\n(?=[a-z0-9(])| +\n?/g, ' ')
  .replace(/\n {2}/g, ' ');

const toNumber = (text: string): number => Number(text.replaceAll(',', '').replace(' %', ''));

/** The numbers that the groups of a pattern match on the page. */
const figures = (pattern: RegExp): readonly number[] => {
  const found = pattern.exec(PAGE);
  expect(found, `docs/sample-mine.md has no "${pattern.source}"`).not.toBeNull();
  return found!.slice(1).map(toNumber);
};

/** The cells of a row of the table of the three plans. */
const row = (name: string): readonly string[] => {
  const line = PAGE.split('\n').find((one) => one.startsWith(`| ${name}`));
  expect(line, `docs/sample-mine.md has no row "${name}"`).toBeDefined();
  return line!
    .split('|')
    .slice(2, 5)
    .map((cell) => cell.trim());
};

const MILLION = 1e6;
const PLANS = ['as-signed', 'renew-hai-long', 'spread-three-ways'];
const millions = (usd: number): number => Math.round(usd / MILLION);
const wholePercent = (share: number): number => Math.round(share * 100);

let sample: OpenSample;
let plans: readonly ValuedPlan[];

beforeAll(async () => {
  sample = await openSample();
  plans = PLANS.map((id) => sample.book.plan(PlanId.parse(id)));
});
afterAll(() => sample.close());

const limit = (plan: ValuedPlan, id: string) => plan.limits().find(({ limitId }) => limitId === (id as LimitId))!;

const chinaShare = (plan: ValuedPlan, year: Year): number => {
  const exposure = plan.exposure();
  const at = exposure.years.indexOf(year);
  const china = exposureByDimension(exposure, 'zone').find(({ member }) => member === 'china')!.grossValue[at]!;
  return china / sumBy(exposure.rows, ({ grossValue }) => grossValue[at]!);
};

const valueIn = (plan: ValuedPlan, id: string, year: Year): number => limit(plan, id).years.find((one) => one.year === year)!.value;

describe('the figures of docs/sample-mine.md are those of the engine: the three plans', () => {
  it.each<[name: string, of: (plan: ValuedPlan) => number]>([
    ['NPV of net revenue', ({ value }) => millions(value.npv)],
    ['of which contracts', ({ value }) => millions(sumBy(value.contracts, ({ npv }) => npv))],
    ['China, share of value in 2028', (plan) => wholePercent(chinaShare(plan, 2028))],
    ['One group, copper in 2028', (plan) => wholePercent(valueIn(plan, 'copper-group', 2028))],
    ['Cost of the slump', (plan) => millions(-plan.inScenario()!.total.change)],
  ])('%s', (name, of) => {
    expect(row(name).map(toNumber)).toEqual(plans.map(of));
  });

  it('the years above the China limit', () => {
    const breachedYears = (plan: ValuedPlan) => limit(plan, 'china-revenue').years.filter(({ state }) => state === 'breached');
    expect(row('Years above the China limit')).toEqual(
      plans.map((plan) =>
        breachedYears(plan)
          .map(({ year }) => year)
          .join(', '),
      ),
    );
  });

  it('what spreading costs by the tonne and saves in the slump', () => {
    const [, renew, spread] = plans as [ValuedPlan, ValuedPlan, ValuedPlan];
    const netIn2028 = (plan: ValuedPlan, code: string) =>
      plan.value.contracts.find(({ contractId }) => contractId === code)!.months.find(({ month }) => month === monthOf(2028, 1))!.netPrice;
    const tonnesOf = (code: string) => sample.book.contracts.find((one) => one.code === code)!.terms[0]!.quantity.tonnesPerYear;
    const codes = ['C-043', 'C-044', 'C-045'];
    const mean = sumBy(codes, (code) => netIn2028(spread, code) * tonnesOf(code)) / sumBy(codes, tonnesOf);
    expect(figures(/Spreading costs about ([\d,]+) USD\/dmt/)).toEqual([Math.round(netIn2028(renew, 'C-042') - mean)]);
    const lossInSlump = (plan: ValuedPlan) => -plan.inScenario()!.total.change;
    expect(figures(/loses ([\d,]+) m USD less in the slump/)).toEqual([millions(lossInSlump(renew) - lossInSlump(spread))]);
  });
});

describe('the figures of docs/sample-mine.md are those of the engine: the story', () => {
  it('the shares of China and of one group, and the limits at risk', () => {
    const [signed] = plans as [ValuedPlan];
    expect(figures(/([\d.]+) % of committed gross payable value goes to China in 2026 and 2027/)).toEqual([
      wholePercent(chinaShare(signed, 2026)),
    ]);
    expect(wholePercent(chinaShare(signed, 2027))).toBe(wholePercent(chinaShare(signed, 2026)));
    expect(figures(/They buy ([\d.]+) % of planned copper/)).toEqual([wholePercent(limit(signed, 'copper-group').worst!.value)]);
    const worst = (id: string) => limit(signed, id).worst!.value;
    expect(figures(/copper sold in 2027 \((\d+) %/)).toEqual([wholePercent(worst('copper-sold-2027'))]);
    expect(figures(/buyers rated B or lower \(([\d.]+) %/)).toEqual([Math.round(worst('rated-b-or-lower') * 1000) / 10]);
  });

  it('the cost of a slump and what floors and take-or-pay save', () => {
    const { total } = plans[0]!.inScenario()!;
    const [billions, saved] = figures(/costs ([\d.]+) bn USD of net revenue to 2032.*?save ([\d,]+) m USD/);
    expect(billions).toBe(Math.round(-total.change / 1e8) / 10);
    expect(saved).toBe(millions(total.saved));
  });

  it('the NPV of the three versions of the draft', async () => {
    const id = ContractId.parse('C-042');
    const draft = sample.book.contracts.find((one) => one.id === id)!;
    const { rows } = versionList(sample.book, draft, await listVersionsOfContract(sample.db, id));
    expect(figures(/NPV is ([\d,]+), ([\d,]+) and ([\d,]+) m USD/)).toEqual(rows.map(({ npv }) => millions(Number(npv?.value))));
  });

  it('the best bid of the tender and the price of breaching nothing', async () => {
    const { bids } = tenderView(sample.book, await getTender(sample.db, TenderId.parse('T-1')), await readDefaultRates(sample.db));
    const netback = (buyer: string) => Number(bids.find((bid) => bid.buyer === buyer)!.netback?.value);
    const [best, otori] = [netback('Yunfeng Copper'), netback('Otori Refining')];
    expect(figures(/at the mine gate \(([\d,]+) USD\/dmt\)/)).toEqual([Math.round(best)]);
    expect(figures(/Otori breaches nothing and costs ([\d,]+) USD\/dmt/)).toEqual([Math.round(best) - Math.round(otori)]);
  });
});
