import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Facility } from '#shared/domain/financing.ts';
import { ContractId, FacilityId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { removeFacilities } from '../../helpers/prepayments.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
  await removeFacilities(services);
});
afterAll(() => services.close());

/** The sample is valued at the end of May 2026: every deal begins in June 2026, whatever its year. */
const START = monthOf(2026, 6);
const C014 = ContractId.parse('C-014');

const draw = (amount: number, month = START) => ({ month, amount });
/** A base rate of 4 % in each year up to the maturity: a house figure, the deals name an index. */
const floating = (margin: number, years: number, floor?: number): Facility['rate'] => ({
  kind: 'floating',
  base: Array.from({ length: years + 1 }, (_, i) => ({ year: 2026 + i, rate: 0.04 })),
  margin: [margin],
  ...(floor !== undefined && { floor }),
});

type Financing = {
  readonly kind: Facility['kind'];
  /** The published terms that a facility holds. */
  readonly terms: Partial<Facility>;
  /** Published terms that go to the note, or to the contract. */
  readonly otherTerms: string;
};

/** Public financings linked to offtake, in USD or with the amount in the currency of the deal taken as USD. */
const ENTERED: Readonly<Record<string, Financing>> = {
  'Mincor 2020': {
    kind: 'loan',
    terms: {
      commitment: 55e6,
      draws: [draw(55e6)],
      periodMonths: 3,
      firstRepayment: START + 3,
      finalMaturity: START + 45,
      rate: floating(0.036, 4),
      upfrontFee: 0.0175,
      commitmentFee: 0.0144,
      repayment: { style: 'sculpted', targetDscr: 1.3 },
      sweepShare: 0.4,
    },
    otherTerms:
      'Australian dollars; the sweep is above 8 m of cash, which is the minimum cash of the project; the hedge of 5,500 t; the later waiver',
  },
  'Adventus - Trafigura': {
    kind: 'loan',
    terms: {
      commitment: 45e6,
      draws: [draw(5e6), draw(40e6, START + 6)],
      periodMonths: 6,
      firstRepayment: START + 12,
      finalMaturity: START + 60,
      rate: floating(0.08, 5, 0.005),
    },
    otherTerms: 'the offtake is a contract; when principal is repaid was not published: equal parts after a year are house figures',
  },
  'Cyprium - Glencore': {
    kind: 'prepayment',
    terms: { commitment: 50e6, draws: [draw(50e6)], inBaseline: false, contractIds: [C014] },
    otherTerms:
      'Australian dollars; 100 % of cathode up to 120,000 t is the quantity of the contract; terms of repayment were not published',
  },
  'Liontown - LG Energy Solution 2024': {
    kind: 'loan',
    terms: {
      commitment: 250e6,
      draws: [draw(250e6)],
      periodMonths: 6,
      firstRepayment: START + 60,
      finalMaturity: START + 60,
      rate: floating(0, 5),
      repayment: { style: 'bullet' },
    },
    otherTerms: 'the right to convert at A$1.80 a share; the tonnes are those of contracts',
  },
  'Liontown - banks 2024': {
    kind: 'loan',
    terms: { commitment: 550e6, draws: [draw(550e6)], upfrontFee: 21.3 / 550 },
    otherTerms:
      'Australian dollars; the facility of 760 m that was withdrawn after a cut of the price deck; tenor and rate were not published',
  },
  'Thacker Pass - U.S. DOE, GM': {
    kind: 'loan',
    terms: {
      commitment: 1970e6,
      draws: [draw(985e6), draw(985e6, START + 12)],
      periodMonths: 1,
      firstRepayment: monthOf(2029, 1),
      finalMaturity: START + 24 * 12,
      rate: floating(0, 24),
      graceInterest: 'capitalised',
      repayment: { style: 'level' },
    },
    otherTerms: 'reserves of 120 m USD in all: a reserve is entered in months of debt service; the longer offtake is the contract',
  },
  'MP Materials - U.S. DoD 2025': {
    kind: 'loan',
    terms: {
      commitment: 150e6,
      draws: [draw(150e6)],
      periodMonths: 6,
      firstRepayment: START + 144,
      finalMaturity: START + 144,
      rate: floating(0.01, 12),
      repayment: { style: 'bullet' },
    },
    otherTerms: 'the price floor is that of the contract; 30 % of the price above it goes to the lender: no share of upside',
  },
  'Tanbreez - EXIM 2025': {
    kind: 'loan',
    terms: { commitment: 120e6, draws: [draw(120e6)], finalMaturity: START + 180, inBaseline: false },
    otherTerms: 'letter of interest only: outside the baseline; the capital cost of 290 m is that of gearing',
  },
  'Syrah - U.S. DOE': {
    kind: 'loan',
    terms: { commitment: 107e6, draws: [draw(107e6)], finalMaturity: START + 120, rate: { kind: 'fixed', rate: 0.0445 } },
    otherTerms: 'the approval was conditional; the Treasury rate was not published: a house figure',
  },
  'Nyrstar 2015': {
    kind: 'prepayment',
    terms: {
      commitment: 150e6,
      draws: [draw(150e6)],
      firstRepayment: START + 13,
      finalMaturity: START + 36,
      contractIds: [C014],
    },
    otherTerms: 'interest was not published: the default assumption',
  },
  'PLS - Canmax 2026': {
    kind: 'prepayment',
    terms: {
      commitment: 100e6,
      draws: [draw(100e6)],
      firstRepayment: START + 1,
      finalMaturity: START + 24,
      rate: { kind: 'fixed', rate: 0 },
      recourse: false,
      contractIds: [C014],
    },
    otherTerms: 'the floor of 1,000 USD/t is that of the contract; that the deal is conditional on the money',
  },
};

/** Streams deliver metal at a share of spot until a deposit is credited: no debt that is repaid. */
const NOT_ENTERED = ['Marmato - Wheaton (stream)', 'Mineral Park - Wheaton (stream)'] as const;

describe('public financings', () => {
  test('thirteen are known: eleven can be entered as facilities, two streams cannot', () => {
    expect(Object.keys(ENTERED).length + NOT_ENTERED.length).toBe(13);
  });

  test.each(Object.entries(ENTERED))('%s is entered, read back and computed', async (name, { kind, terms, otherTerms }) => {
    const { facility: blankFacility } = await services.ask('financing.blank', { kind });
    const start = terms.draws![0]!.month;
    const life = terms.finalMaturity ?? start + 84;
    const facility = Facility.parse({
      ...blankFacility,
      firstRepayment: start + (terms.periodMonths ?? blankFacility.periodMonths),
      finalMaturity: life,
      ...terms,
      id: FacilityId.parse(`public-${name.slice(0, 20).replaceAll(/\W/g, '')}`),
      name,
      note: otherTerms,
    });
    await services.ask('financing.save', { facility });
    expect((await services.ask('financing.facility', { id: facility.id })).facility).toEqual(facility);
    const { facilities, omittedFacilities, excluded } = await services.ask('financing.get', { caseId: 'base' });
    expect(omittedFacilities).toEqual([]);
    if (facility.inBaseline) {
      expect(facilities).toMatchObject([{ facilityId: facility.id, amount: facility.commitment, maturity: facility.finalMaturity }]);
      expect(facilities[0]!.aboveCapacity === undefined ? facilities[0]!.averageLife : 0).not.toBeNull();
    } else expect(excluded.map(({ facilityId }) => facilityId)).toEqual([facility.id]);
    await services.ask('history.undo', {});
  });
});
