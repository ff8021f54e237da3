import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliverySchedule } from '#engine';
import type { Input } from '#shared/contract/contract.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { pastedSchedule } from '../../../core/contracts/pastedSchedule.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let plainContract: OfftakeContract;
beforeAll(async () => {
  services = await openServices();
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
  plainContract = {
    ...contract,
    terms: [{ ...contract.terms[0]!, quantity: { ...contract.terms[0]!.quantity, rampUp: [], monthWeights: [] } }],
  };
});
afterAll(() => services.close());

/** The contract with other start and end months. */
const contractOver = (start: number, end: number): OfftakeContract => ({
  ...plainContract,
  start,
  end,
  terms: plainContract.terms.map((terms) => ({ ...terms, from: start })),
});
/** January 2027 to December 2030. */
const fourYears = () => contractOver(monthOf(2027, 1), monthOf(2030, 12));

const ask = (contract: OfftakeContract, block: string, fields: Partial<Input<'contracts.schedule'>> = {}) =>
  services.ask('contracts.schedule', { contract, block, ...fields });

/** Tonnes of every month after the answer is applied. */
const monthsOf = (contract: OfftakeContract, terms: OfftakeContract['terms']) =>
  deliverySchedule({ ...contract, terms }, contract.start, contract.end).map(({ nominal }) => nominal);

const yearsOf = (contract: OfftakeContract, terms: OfftakeContract['terms']) => {
  const months = monthsOf(contract, terms);
  return Array.from({ length: Math.ceil(months.length / 12) }, (_, i) =>
    months.slice(i * 12, i * 12 + 12).reduce((sum, tonnes) => sum + tonnes, 0),
  );
};

const expectNear = (actualTonnes: readonly number[], expectedTonnes: readonly number[]) => {
  expect(actualTonnes).toHaveLength(expectedTonnes.length);
  for (const [i, tonnes] of expectedTonnes.entries()) expect(actualTonnes[i]).toBeCloseTo(tonnes, 4);
};

test.each([
  ['down, with heads', 'Year\tTonnes\n2027\t10,000\n2028\t20,000\n2029\t40,000\n2030\t40,000\n'],
  ['down, without heads', '2027\t10000\n2028\t20000\n2029\t40000\n2030\t40000'],
  ['across, with a name before each line', 'Year\t2027\t2028\t2029\t2030\r\nTonnes\t10 000\t20 000\t40 000\t40 000\r\n'],
  ['across, without names', '2027\t2028\t2029\t2030\n10000\t20000\t40000\t40000'],
  ['with a line of the sum below', 'Year\tTonnes\n2027\t10000\n2028\t20000\n2029\t40000\n2030\t40000\nTotal\t110000'],
  ['in thousands, said by the head', 'Year\tkt\n2027\t10\n2028\t20\n2029\t40\n2030\t40'],
  ['with a decimal comma and dots between thousands', '2027\t10.000,0\n2028\t20.000,0\n2029\t40.000,0\n2030\t40.000,0'],
  ['as financial years', 'FY2027/28\t10000\nFY2028/29\t20000\nFY2029/30\t40000\nFY2030/31\t40000'],
  ['as years of the contract', 'Year 1\t10000\nYear 2\t20000\nYear 3\t40000\nYear 4\t40000'],
  ['in Chinese', '年份\t吨数\n2027年\t10000\n2028年\t20000\n2029年\t40000\n2030年\t40000'],
  ['between semicolons', '2027;10000\n2028;20000\n2029;40000\n2030;40000'],
  ['beside a remark', 'Year\tRemark\tTonnes (dmt)\n2027\tramp\t10000\n2028\tramp\t20000\n2029\t\t40000\n2030\t\t40000'],
])('years are read %s', async (_how, block) => {
  const contract = fourYears();
  const { terms, problems, by } = await ask(contract, block);
  expect(problems).toEqual([]);
  expect(by).toBe('years');
  expectNear(yearsOf(contract, terms!), [10_000, 20_000, 40_000, 40_000]);
  expect(terms).toHaveLength(1);
  expect(terms![0]!.quantity).toMatchObject({ tonnesPerYear: 40_000, rampUp: [0.25, 0.5, 1], monthWeights: [] });
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Months of the wet season ship half, in each of two years the second of which is double. */
const SEASON = MONTHS.map((_, i) => (i < 4 ? 500 : 1000));
const TWO_YEARS = [...SEASON, ...SEASON.map((tonnes) => 2 * tonnes)];

test.each([
  ['a column of months', TWO_YEARS.map((tonnes, i) => `${MONTHS[i % 12]} ${2027 + Math.floor(i / 12)}\t${tonnes}`).join('\n')],
  [
    'months as a spreadsheet shortens them',
    TWO_YEARS.map((tonnes, i) => `${MONTHS[i % 12]}-${27 + Math.floor(i / 12)}\t${tonnes}`).join('\n'),
  ],
  [
    'a line of months',
    `${TWO_YEARS.map((_, i) => `${2027 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`).join('\t')}\n${TWO_YEARS.join('\t')}`,
  ],
  ['years down and months across', `Year\t${MONTHS.join('\t')}\n2027\t${SEASON.join('\t')}\n2028\t${TWO_YEARS.slice(12).join('\t')}`],
  [
    'years across and months down',
    `Month\t2027\t2028\n${MONTHS.map((name, i) => `${name}\t${SEASON[i]}\t${TWO_YEARS[12 + i]}`).join('\n')}`,
  ],
  [
    'the tonnes of a year spread by weights of its months',
    `Year\tTonnes\t${MONTHS.join('\t')}\n2027\t10,000\t${MONTHS.map((_, i) => (i < 4 ? 1 : 2)).join('\t')}\n2028\t20,000\t${MONTHS.map((_, i) => (i < 4 ? 5 : 10)).join('\t')}`,
  ],
  [
    'months in Chinese',
    `年份\t${MONTHS.map((_, i) => `${i + 1}月`).join('\t')}\n2027\t${SEASON.join('\t')}\n2028\t${TWO_YEARS.slice(12).join('\t')}`,
  ],
])('months are read as %s, in one set of terms where the years share a pattern', async (_how, block) => {
  const contract = contractOver(monthOf(2027, 1), monthOf(2028, 12));
  const { terms, problems, by, years } = await ask(contract, block);
  expect(problems).toEqual([]);
  expect(by).toBe('months');
  expectNear(monthsOf(contract, terms!), TWO_YEARS);
  expect(terms).toHaveLength(1);
  expect(years.map(({ after, isUneven }) => [Math.round(after), isUneven])).toEqual([
    [10_000, true],
    [20_000, true],
  ]);
});

test('years with different months get a set of terms each, and keep every other term', async () => {
  const contract = contractOver(monthOf(2027, 1), monthOf(2028, 12));
  const otherTonnes = MONTHS.map((_, i) => (i === 6 ? 0 : 700 + i));
  const block = [...SEASON, ...otherTonnes].map((tonnes, i) => `${MONTHS[i % 12]} ${2027 + Math.floor(i / 12)}\t${tonnes}`).join('\n');
  const { terms } = await ask(contract, block);
  expect(terms!.map(({ from }) => from)).toEqual([monthOf(2027, 1), monthOf(2028, 1)]);
  expectNear(monthsOf(contract, terms!), [...SEASON, ...otherTonnes]);
  for (const set of terms!) expect({ ...set, from: 0, quantity: 0 }).toEqual({ ...contract.terms[0], from: 0, quantity: 0 });
  expect(OfftakeContract.safeParse({ ...contract, terms }).success).toBe(true);
});

test('any pasted months are the shipped months, with dated terms and a short last year', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 3, maxLength: 100 }),
      fc.integer({ min: 0, max: 11 }),
      fc.integer({ min: 1, max: 30 }),
      (tonnes, first, laterMonths) => {
        const start = monthOf(2027, 1 + first);
        const base = contractOver(start, start + tonnes.length - 1);
        const [set] = base.terms;
        const contract = { ...base, terms: [set!, { ...set!, from: start + laterMonths }] };
        const block = tonnes
          .map((monthTonnes, i) => `${Math.floor((start + i) / 12)}-${((start + i) % 12) + 1}\t${monthTonnes}`)
          .join('\n');
        const { terms, problems } = pastedSchedule({ contract, block });
        expect(problems).toEqual([]);
        const shippedTonnes = monthsOf(contract, terms!);
        for (const [i, monthTonnes] of tonnes.entries()) expect(shippedTonnes[i]).toBeCloseTo(monthTonnes, 4);
        expect(terms!.some(({ from }) => from === start + laterMonths)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test('a year means the contract year that begins in it, and a short last year gets its own tonnes', async () => {
  const contract = contractOver(monthOf(2027, 8), monthOf(2029, 1));
  const { terms, years } = await ask(contract, '2027\t12000\n2028\t9000');
  expect(years.map(({ from, to, after }) => [from, to, Math.round(after)])).toEqual([
    [monthOf(2027, 8), monthOf(2028, 7), 12_000],
    [monthOf(2028, 8), monthOf(2029, 1), 9000],
  ]);
  expectNear(yearsOf(contract, terms!), [12_000, 9000]);
});

test('a year that the block does not contain, or without a number, stays unchanged', async () => {
  const contract = fourYears();
  const before = yearsOf(contract, contract.terms);
  const { terms, years } = await ask(contract, '2028\t20000\n2029\t');
  expectNear(yearsOf(contract, terms!), [before[0]!, 20_000, before[2]!, before[3]!]);
  expect(years.map(({ isUnchanged }) => isUnchanged)).toEqual([true, false, true, true]);
});

test('the unit and the decimal mark that a user chooses override those that the block suggests', async () => {
  const contract = contractOver(monthOf(2027, 1), monthOf(2027, 12));
  const scheduleWith = async (fields: Partial<Input<'contracts.schedule'>>) => {
    const { years, unit, decimal } = await ask(contract, '2027\t12.500', fields);
    return [Math.round(years[0]!.after * 10) / 10, unit, decimal];
  };
  expect(await scheduleWith({})).toEqual([12.5, 't', 'point']);
  expect(await scheduleWith({ decimal: 'comma' })).toEqual([12_500, 't', 'comma']);
  expect(await scheduleWith({ unit: 'kt' })).toEqual([12_500, 'kt', 'point']);
});

const createLongContract = () => contractOver(monthOf(2027, 1), monthOf(2051, 12));
const noPattern = Array.from({ length: 14 * 12 }, (_, i) => `${2027 + Math.floor(i / 12)}-${(i % 12) + 1}\t${1000 + ((i * i) % 97)}`).join(
  '\n',
);

test.each([
  ['a word for a number', '2027\t10000\n2028\tmuch', 'B2', 'much', /not a number/],
  ['a date for a number, turned', 'Year\t2027\t2028\nTonnes\t10000\t1/2/2027', 'C2', '1/2/2027', /not a number/],
  ['less than nothing', '2027\t-5', 'B1', '-5', /negative/],
  ['a year outside the contract', '2027\t10000\n2035\t10000', 'B2', '10000', /runs from Jan 2027 to Dec 2030/],
  ['a year twice', '2027\t10000\n2027\t20000', 'B2', '20000', /twice/],
  ['numbers without years', '10000\n20000', 'A1', '10000', /No year or month/],
  ['years without numbers', '2027\n2028', 'A1', '2027', /no tonnes/],
  ['two columns of numbers', '2027\t1\t2\n2028\t1\t2', 'B1', '1', /Several columns/],
  ['a line that names neither', '2027\t1\nlater\t2', 'A2', 'later', /neither a year nor a month/],
  ['wet tonnes', 'Year\twmt\n2027\t1000', 'B1', 'wmt', /wet tonnes/],
  [
    'months of years without a number',
    `Year\t${MONTHS.join('\t')}\nYear 1\t${SEASON.join('\t')}`,
    'A2',
    'Year 1',
    /Add the year in the first column/,
  ],
  ['a year without a month of its own', `Year\tTonnes\t${MONTHS.join('\t')}\n2027\t1000`, 'B2', '1000', /none of its months/],
  ['months that are missing', '2027-01\t1\n2027-02\t2', '', '', /10 months are missing, starting with Mar 2027/],
])('%s is reported at its cell, with the remedy, and nothing is changed', async (_case, block, cell, content, why) => {
  const { problems, terms } = await ask(fourYears(), block);
  expect(terms).toBeUndefined();
  expect(problems).toContainEqual(expect.objectContaining({ cell, content }));
  expect(problems.map(({ problem }) => renderMessage(problem)).join(' ')).toMatch(why);
});

test('limits are reported: more patterns than sets of terms, more years than the ramp-up has', async () => {
  const patterns = await ask(createLongContract(), noPattern);
  expect(patterns.problems.map(({ problem }) => problem.key)).toEqual(['schedule.problem.tooManyPatterns']);
  const years = await ask(createLongContract(), Array.from({ length: 25 }, (_, i) => `${2027 + i}\t${1000 + i}`).join('\n'));
  expect(years.problems.map(({ problem }) => problem.key)).toEqual(['schedule.problem.tooManyYears']);
  expect([patterns.terms, years.terms]).toEqual([undefined, undefined]);
});

test('an empty block changes nothing, however long it is', async () => {
  for (const block of [' \n ', '\n'.repeat(200_000), '\t'.repeat(200_000)])
    expect(await ask(fourYears(), block)).toMatchObject({ years: [], problems: [] });
});

test('a whole sheet is refused as too large', async () => {
  const { problems, terms } = await ask(fourYears(), `2027\t1${'\t'.repeat(90_000)}${'\n1'.repeat(40_000)}`);
  expect([problems.map(({ problem }) => problem.key), terms]).toEqual([['schedule.problem.tooLarge'], undefined]);
});

test('saved and undone, the schedule is unchanged', async () => {
  const id = ContractId.parse('C-014');
  const { contract, version } = await services.ask('contracts.get', { id });
  const { terms } = await ask(contract, '2025\t90000\n2026\t80000');
  await services.ask('contracts.save', { contract: { ...contract, terms: terms! }, version });
  const { contract: changedContract } = await services.ask('contracts.get', { id });
  expectNear(yearsOf(changedContract, changedContract.terms), yearsOf(contract, terms!));
  expect(changedContract.terms).not.toEqual(contract.terms);
  await services.ask('history.undo', {});
  expect((await services.ask('contracts.get', { id })).contract.terms).toEqual(contract.terms);
});
