import { describe, expect, it } from 'vitest';
import { REFERENCES } from '#db/seeds/references.ts';
import { buildSampleWorkspace } from '#db/seeds/sample/index.ts';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { monthOf } from '#shared/domain/time.ts';
import { mainPort, templateClauses } from '#shared/presentation/contractDefaults.ts';
import { setAt } from '#shared/recordPath.ts';
import { editAt, patternOf } from '../../../editing/fields/fieldPath.ts';
import { formatField, parseField } from '../../../editing/fields/fieldSpec.ts';
import { contractField } from '../fields/contractField.ts';
import { completeness } from './completeness.ts';
import { contractRules } from './contractRules.ts';

const { contracts, buyers, products } = buildSampleWorkspace();

const options: ContractOptions = {
  count: buyers.length,
  buyers: buyers.map(({ id, name, country }) => ({
    id,
    name,
    country,
    zone: country === 'CN' ? ('china' as const) : ('restOfAsia' as const),
  })),
  products,
  references: REFERENCES.map(({ code, name, metal, unit, kind }) => ({
    code,
    name: { shipped: name },
    unit,
    kind,
    ...(metal ? { metal } : {}),
  })),
  templates: [],
  countries: [],
  valuationMonth: monthOf(2026, 5),
};

const find = (code: string): OfftakeContract => {
  const match = contracts.find((contract) => contract.code === code);
  if (!match) throw new Error(code);
  return match;
};

/** A contract of the sample with an opening position that has one open item of every kind. */
const underWay: OfftakeContract = {
  ...find('C-014'),
  opening: {
    asOf: monthOf(2026, 5),
    takenTonnes: 91_666,
    paidTonnes: 82_500.5,
    paidValueUsd: 151_234_567,
    openDeliveries: [{ month: monthOf(2026, 4), tonnes: 9_166.7, provisionalPaidUsd: 15_400_000 }],
    makeUpLots: [{ tonnes: 1_250, priceUsdPerDmt: 1_890.25, lastMonth: monthOf(2027, 6) }],
    deferredTonnes: 600,
    unpaid: [{ date: '2026-06-30', amountUsd: -66_000 }],
  },
};

const listLeaves = (value: unknown, at: string): readonly { path: string; value: unknown }[] =>
  typeof value === 'object' && value !== null && !(Array.isArray(value) && value.length === 0)
    ? Object.entries(value).flatMap(([key, part]) => listLeaves(part, at === '' ? key : `${at}.${key}`))
    : [{ path: at, value }];

/** Paths shown by controls of their own. */
const SHOWN_OTHERWISE = new Set([
  'id',
  'terms.*.quantity.monthWeights',
  'terms.*.quantity.rampUp',
  'terms.*.quantity.excused.importBan',
  'terms.*.quantity.excused.tariff',
  'terms.*.quantity.excused.priceFall',
  'terms.*.payment.letterOfCredit',
  'terms.*.price.penalties',
  'terms.*.price.payables.*.refiningCharge.kind',
  'dates',
]);

const apply = (contract: OfftakeContract, path: string, value: unknown): OfftakeContract =>
  contractRules(options)(contract, editAt(path, value)).reduce(
    (editedContract, edit) => setAt(editedContract, edit.path, edit.value),
    contract,
  );

const issuesOf = (contract: OfftakeContract) => {
  const parseResult = OfftakeContract.safeParse(contract, { reportInput: true });
  return parseResult.success ? [] : fieldIssues(parseResult.error).map(({ path, rule }) => `${path}: ${rule}`);
};

describe('the list of a contract’s fields', () => {
  it('has a field for every term of every contract of the sample', () => {
    const missingFields = [...contracts, underWay].flatMap((contract) =>
      listLeaves(contract, '')
        .filter(({ path }) => !SHOWN_OTHERWISE.has(patternOf(path)) && contractField(path, { contract, options }) === undefined)
        .map(({ path }) => patternOf(path)),
    );
    expect([...new Set(missingFields)]).toEqual([]);
  });

  it('parses the text that it formats, for every term of every contract of the sample', () => {
    for (const contract of [...contracts, underWay]) {
      for (const { path, value } of listLeaves(contract, '')) {
        const spec = contractField(path, { contract, options });
        if (!spec || value === '' || spec.kind === 'series') continue;
        const parseResult = parseField(spec, formatField(spec, value));
        const read = 'value' in parseResult ? parseResult.value : undefined;
        if (typeof value === 'number') expect(read, path).toBeCloseTo(value, 9);
        else expect(read, path).toBe(value);
      }
    }
  });

  it('shows copper in per cent, gold in grams and tonnes in thousands', () => {
    const contract = find('C-042');
    const showField = (path: string, value: number) => {
      const spec = contractField(path, { contract, options });
      return spec && [formatField(spec, value), spec.kind === 'number' ? spec.unit : undefined];
    };
    expect(showField('terms.0.quantity.tonnesPerYear', 120_000)).toEqual(['120.0', 'kdmt a year']);
    expect(showField('terms.0.price.payables.0.deduction', 0.01)).toEqual(['1.0', 'unit']);
    expect(showField('terms.0.price.payables.1.scale.0.from', 0.000001)).toEqual(['1.0', 'g/dmt']);
    expect(showField('terms.0.collar.floor', 9500)).toEqual(['9,500', 'USD/t']);
  });
});

describe('the effects of a field on others', () => {
  it('convert every basis to every other, with only figures without a default missing', () => {
    for (const code of ['C-042', 'C-001', 'C-024']) {
      for (const basis of ['payableMetal', 'indexDmt', 'indexDmtu', 'percentage', 'refined', 'chemical', 'fixed']) {
        const issues = issuesOf(apply(find(code), 'terms.0.price.basis', basis));
        expect(
          issues.filter((issue) => !issue.endsWith(': required')),
          `${code} ${basis}`,
        ).toEqual([]);
      }
    }
  });

  it('set the probability with the status, and keep it where both are open', () => {
    expect(apply(find('C-042'), 'status', 'signed')).toMatchObject({ status: 'signed', probability: 1 });
    expect(apply(find('C-042'), 'status', 'prospect')).toMatchObject({ status: 'prospect', probability: 0.6 });
    expect(apply(find('C-014'), 'status', 'negotiating')).toMatchObject({ probability: 0.5 });
  });

  it('give a first floor its level, and remove floor and cap with the last of them', () => {
    const flooredContract = apply(find('C-014'), 'terms.0.collar.floor', 9000);
    expect(flooredContract.terms[0]?.collar).toEqual({ level: 'reference', floor: 9000 });
    expect(apply(flooredContract, 'terms.0.collar.floor', undefined).terms[0]).not.toHaveProperty('collar');
    expect(issuesOf(flooredContract)).toEqual([]);
  });

  it('set the pricing to the product’s content when the product changes', () => {
    const movedContract = apply(find('C-042'), 'productId', 'iron-fines');
    expect(issuesOf(movedContract)).toEqual([]);
    expect(movedContract.terms[0]?.price).toMatchObject({ basis: 'indexDmt', element: 'Fe', referenceGrade: 0.62 });
  });

  it('remove an opening position with its last field', () => {
    expect(issuesOf(underWay)).toEqual([]);
    expect(apply(underWay, 'opening', undefined)).toEqual(find('C-014'));
  });

  it('move the first set of terms with the start', () => {
    const contract = find('C-042');
    expect(apply(contract, 'start', contract.start + 2).terms[0]?.from).toBe(contract.start + 2);
  });
});

describe('the completeness of a contract', () => {
  it('counts a clause that is not agreed and an invalid field as missing', () => {
    const completeSummary = completeness(find('C-042'), []);
    expect(completeSummary.filled).toBe(completeSummary.total);
    expect(completeness(find('C-020'), [])).toMatchObject({ filled: completeness(find('C-020'), []).total - 1 });
    expect(completeness(find('C-042'), [{ path: 'end', rule: 'endBeforeStart' }]).filled).toBe(completeSummary.filled - 1);
  });
});

describe('the name of a contract', () => {
  const [first, second] = buyers;
  if (!first || !second) throw new Error('the sample has too few buyers');
  const namedContract: OfftakeContract = {
    ...find('C-014'),
    buyerId: first.id,
    start: monthOf(2027, 1),
    end: monthOf(2031, 12),
    name: `${first.name}, copper 2027–31`,
  };
  const edited = (contract: OfftakeContract, path: string, value: unknown): string =>
    contractRules(options)(contract, editAt(path, value)).reduce((record, edit) => setAt(record, edit.path, edit.value), contract).name;

  it('follows the buyer and the years while it is made from them', () => {
    expect(edited(namedContract, 'buyerId', second.id)).toBe(`${second.name}, copper 2027–31`);
    expect(edited(namedContract, 'start', monthOf(2028, 1))).toBe(`${first.name}, copper 2028–31`);
    expect(edited(namedContract, 'end', monthOf(2033, 12))).toBe(`${first.name}, copper 2027–33`);
  });

  it('brings the port and the clauses of the buyer’s zone with it, but no text that was entered is replaced', () => {
    const [chinese, otherBuyer] = [buyers.find(({ country }) => country === 'CN')!, buyers.find(({ country }) => country === 'IN')!];
    const [first] = namedContract.terms;
    const freshContract: OfftakeContract = {
      ...namedContract,
      ...templateClauses(true),
      buyerId: chinese.id,
      terms: [{ ...first!, delivery: { ...first!.delivery, destinationPort: mainPort(true) } }],
    };
    const moved = (contract: OfftakeContract, to: string) =>
      contractRules(options)(contract, editAt('buyerId', to)).reduce((record, edit) => setAt(record, edit.path, edit.value), contract);
    const indianContract = moved(freshContract, otherBuyer.id);
    expect(indianContract).toMatchObject(templateClauses(false));
    expect(indianContract.terms[0]?.delivery.destinationPort).toBe('main port');
    expect(moved(indianContract, chinese.id)).toEqual(freshContract);
    const enteredContract = {
      ...freshContract,
      note: 'Own note',
      terms: [{ ...first!, delivery: { ...first!.delivery, destinationPort: 'Mundra' } }],
    };
    expect(moved(enteredContract, otherBuyer.id)).toMatchObject({ note: 'Own note', terms: [{ delivery: { destinationPort: 'Mundra' } }] });
  });

  it('stays as the user entered it', () => {
    expect(edited({ ...namedContract, name: 'Anchor deal' }, 'buyerId', second.id)).toBe('Anchor deal');
    expect(edited(namedContract, 'buyerId', undefined)).toBe(namedContract.name);
  });
});
