import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getTender } from '#db/repositories/tenders.ts';
import { listVersionsOfContract } from '#db/repositories/versions.ts';
import { exposureByDimension } from '#engine';
import { ContractId, type LimitId, PlanId, TenderId } from '#shared/domain/ids.ts';
import { type Month, monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { DAYS_AHEAD } from '../../../core/dates/datesAhead.ts';
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

/** Where the numbers stand that a test has compared with the engine. */
const compared = new Set<number>();

/** The texts that the groups of a pattern match on the page; their numbers count as compared. */
const texts = (pattern: RegExp): readonly string[] => {
  const found = new RegExp(pattern, 'd').exec(PAGE);
  expect(found, `docs/sample-mine.md has no "${pattern.source}"`).not.toBeNull();
  for (const [from, to] of found!.indices!.slice(1) as [number, number][]) for (let at = from; at < to; at++) compared.add(at);
  return found!.slice(1);
};

/** The numbers that the groups of a pattern match on the page. */
const figures = (pattern: RegExp): readonly number[] => texts(pattern).map(toNumber);

/** The cells of a row of the table of the three plans. */
const row = (name: string): readonly string[] => {
  const line = PAGE.split('\n').find((one) => one.startsWith(`| ${name}`));
  expect(line, `docs/sample-mine.md has no row "${name}"`).toBeDefined();
  const from = PAGE.indexOf(line!) + line!.indexOf('|', 2);
  for (let at = from; at < PAGE.indexOf(line!) + line!.length; at++) compared.add(at);
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
    const netback = (buyer: string) => Number(bids.find((bid) => bid.buyer === buyer)!.riskAdjusted?.value);
    const [best, otori] = [netback('Yunfeng Copper'), netback('Otori Refining')];
    expect(figures(/at the mine gate \(([\d,]+) USD\/dmt\)/)).toEqual([Math.round(best)]);
    expect(figures(/best admissible bid, ([\d,]+) USD\/dmt less/)).toEqual([Math.round(best - netback('Lechuga Trading'))]);
    expect(figures(/Otori\s+breaches nothing and costs ([\d,]+) USD\/dmt/)).toEqual([Math.round(best) - Math.round(otori)]);
  });
});

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const monthName = (month: Month): string => `${MONTH_NAMES[month % 12]} ${yearOf(month)}`;
const dayName = (date: string): string => `${Number(date.slice(8))} ${MONTH_NAMES[Number(date.slice(5, 7)) - 1]}`;

describe('the terms on docs/sample-mine.md are those of the records', () => {
  const contract = (code: string) => sample.book.contracts.find((one) => one.code === code)!;
  const percentOf = (id: string) => wholePercent(sample.book.limits.find((one) => one.id === (id as LimitId))!.breach);

  it('dates, products, buyers and contracts', () => {
    const { settings, products, buyers, contracts, valuationMonth } = sample.book;
    expect(texts(/valued at (\d+ \w+ \d+)\./)).toEqual([`${dayName(settings.valuationDate)} ${settings.valuationDate.slice(0, 4)}`]);
    const years = [...products.values()].flatMap(({ unitCost }) => unitCost.map(({ year }) => year));
    expect(figures(/unit costs from (\d+) to (\d+)/)).toEqual([Math.min(...years), Math.max(...years)]);
    expect(figures(/\| Buyers \| (\d+) in (\d+) countries/)).toEqual([
      buyers.size,
      new Set([...buyers.values()].map(({ country }) => country)).size,
    ]);
    const count = (status: string) => contracts.filter((one) => one.status === status).length;
    expect(
      figures(/\| Contracts \| (\d+): (\d+) active, (\d+) signed but not started, (\d+) in negotiation, (\d+) prospects, (\d+) ended/),
    ).toEqual([contracts.length, ...['active', 'signed', 'negotiating', 'prospect', 'ended'].map(count)]);
    expect(texts(/\| Budget \| by year, from (\w+ \d+) to (\d+)/)).toEqual([
      monthName(valuationMonth + 1),
      String(settings.budget.at(-1)!.year),
    ]);
    expect(settings.budget[0]!.year).toBe(yearOf(valuationMonth + 1));
    expect(figures(/within the next (\d+) days/)).toEqual([DAYS_AHEAD]);
    expect(figures(/NPV of net revenue at (\d+) %/)).toEqual([settings.discountRate * 100]);
    expect(figures(/net revenue to (\d+), mostly/)).toEqual([settings.horizonYear]);
  });

  it('limits', () => {
    const breached = limit(plans[0]!, 'china-revenue').years.filter(({ state }) => state === 'breached');
    const years = breached.map(({ year }) => year);
    const [first, second, level, last] = figures(/goes to China in (\d+) and (\d+), above the limit of (\d+) % until the end of (\d+)/);
    expect([[first, second], level, last]).toEqual([years, percentOf('china-revenue'), years.at(-1)]);
    expect(figures(/against a limit of (\d+) %/)).toEqual([percentOf('copper-group')]);
    expect(figures(/copper sold in (\d+) \(\d+ %, minimum (\d+) %\)/)).toEqual([
      limit(plans[0]!, 'copper-sold-2027').worst!.year,
      percentOf('copper-sold-2027'),
    ]);
    expect(figures(/rated B or lower \([\d.]+ %, maximum (\d+) %\)/)).toEqual([percentOf('rated-b-or-lower')]);
    const clean = figures(/meets every limit from (\d+) on/)[0]!;
    const breachedLater = plans[2]!
      .limits()
      .flatMap(({ years: all }) => all.filter(({ year, state }) => state === 'breached' && year >= clean));
    expect(breachedLater).toEqual([]);
    expect(plans[2]!.limits().some(({ years: all }) => all.some(({ year, state }) => state === 'breached' && year === clean - 1))).toBe(
      true,
    );
  });

  it('the contract that ends, its draft and the contracts that could replace it', async () => {
    const { end } = contract('C-014');
    expect(texts(/ends in (\d+) months, in (\w+ \d+),/)).toEqual([String(end - sample.book.valuationMonth), monthName(end)]);
    const [terms] = contract('C-042').terms;
    const [tonnes, from, to, floor, cap] = texts(/C-042: (\d+) kdmt a year, (\w+ \d+) to (\w+ \d+), floor ([\d,]+), cap ([\d,]+) USD/) as [
      string,
      string,
      string,
      string,
      string,
    ];
    expect([toNumber(tonnes) * 1000, from, to]).toEqual([
      terms!.quantity.tonnesPerYear,
      monthName(contract('C-042').start),
      monthName(contract('C-042').end),
    ]);
    expect({ floor: toNumber(floor), cap: toNumber(cap) }).toEqual({ floor: terms!.collar?.floor, cap: terms!.collar?.cap });
    const floors = ['C-043', 'C-044', 'C-045'].map((code) => contract(code).terms[0]!.collar!.floor!);
    expect(figures(/floors of ([\d,]+) to ([\d,]+)/)).toEqual([Math.min(...floors), Math.max(...floors)]);
    expect(figures(/USD\/dmt on the (\d+) kdmt/)).toEqual([terms!.quantity.tonnesPerYear / 1000]);
    const stored = await listVersionsOfContract(sample.db, ContractId.parse('C-042'));
    const deals = stored.map(({ dealVersion }) => dealVersion);
    const [offer, offered, offeredFloor, counter, countered, third] = texts(
      /our offer of (\d+ \w+) \((\d+) kdmt, floor ([\d,]+) USD\/t\), its counter-offer of (\d+ \w+) \((\d+) kdmt[\s\S]*?our third draft of (\d+ \w+)\./,
    ) as [string, string, string, string, string, string];
    expect([offer, counter, third]).toEqual(deals.map(({ date }) => dayName(date)));
    expect([toNumber(offered) * 1000, toNumber(countered) * 1000]).toEqual(
      deals.slice(0, 2).map(({ deal }) => deal.terms[0]!.quantity.tonnesPerYear),
    );
    expect(toNumber(offeredFloor)).toBe(deals[0]!.deal.terms[0]!.collar!.floor);
  });

  it('the tender', async () => {
    const { tender } = await getTender(sample.db, TenderId.parse('T-1'));
    const [tonnes, first, last] = figures(/A tender for (\d+) kdmt of copper a year, (\d+)-(\d+),/) as [number, number, number];
    expect([tonnes * 1000, first, 2000 + last]).toEqual([tender.tonnesPerYear, yearOf(tender.start), yearOf(tender.end)]);
  });
});

it('every number on docs/sample-mine.md is compared by a test above', () => {
  // names of a scenario, and years in the names of rows
  texts(/A slump like (2011-16) costs/);
  texts(/China, share of value in (2028)/);
  texts(/One group, copper in (2028)/);
  const numbers = [...PAGE.matchAll(/(?<![\w-])\d[\d,]*(?:\.\d+)?/g)];
  const left = numbers.filter(({ index }) => !compared.has(index)).map(({ index }) => PAGE.slice(Math.max(0, index - 30), index + 20));
  expect(left).toEqual([]);
});
