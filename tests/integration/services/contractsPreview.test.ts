import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revalue, valuePortfolio, xnpv } from '#engine';
import type { ContractPreview, EffectRow } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, PlanId, ReferenceCode } from '#shared/domain/ids.ts';
import type { PriceBasis, Terms } from '#shared/domain/terms.ts';
import { monthOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { findScenario } from '../../../core/portfolio/valuedPortfolio.ts';
import { type ContractPage, readContractPage } from '../../helpers/contractPage.ts';
import { addPrepayment } from '../../helpers/prepayments.ts';
import { sentenceWords } from '../../helpers/sentenceWords.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let draft: OfftakeContract;
beforeAll(async () => {
  services = await openServices();
  draft = (await services.ask('contracts.get', { id: ContractId.parse('C-042') })).contract;
});
afterAll(() => services.close());

/** Rows whose lines are the inputs of a formula that is no sum. */
const BY_FORMULA = /^(?:debtCapacity|minimumDscr|minimumLlcr|allInCost)/;

const preview = (contract: OfftakeContract): Promise<ContractPage> => readContractPage(services, contract);
const withTerms = (fields: Partial<Terms>, contract = draft): OfftakeContract => ({
  ...contract,
  terms: [{ ...contract.terms[0]!, ...fields }],
});
const figure = ({ figures }: ContractPreview, key: ContractPreview['figures'][number]['key']) => figures.find((item) => item.key === key);
const number = (preview: ContractPreview, key: ContractPreview['figures'][number]['key']) => Number(figure(preview, key)?.figure.value);
const effectRow = ({ effect }: ContractPage, key: EffectRow['key']) => effect.rows.find((row) => row.key === key);

describe('the sentence', () => {
  test('describes the deal, and its numbers equal the figures beside it', async () => {
    const answer = await preview(draft);
    expect(sentenceWords(answer.sentence)).toBe(
      'We sell Hai Long Smelting 120 kdmt a year of copper concentrate from Aug 2027 to Jul 2032, CIF Qingdao, priced at LME cash in the third ' +
        'month after shipment, less the copper TC, annual benchmark, and a copper refining charge of a tenth of it in USc/lb, with penalties on arsenic and bismuth, with a floor of 9,500 USD/t ' +
        'and a cap of 16,000 USD/t; take-or-pay covers 80 % of the quantity. Its NPV in Base plan is 1.51 bn USD at 10 %. Signing it would breach two limits.',
    );
    expect(answer.sentence.at(-1)?.figures.npv).toEqual(figure(answer, 'npv')?.figure);
    expect(answer.effect.breached).toHaveLength(2);
  });

  test('states what earlier deliveries will still pay, explains it by parts, and warns of outdated data', async () => {
    const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
    const { valuationMonth } = await services.book();
    const plainPreview = await preview(contract);
    expect(plainPreview.elapsed).toEqual({ since: monthOf(2025, 8), tonnes: expect.closeTo((110_000 * 10) / 12, 6) });
    expect(await preview(draft)).not.toHaveProperty('elapsed');
    const opening = {
      asOf: valuationMonth,
      takenTonnes: plainPreview.elapsed!.tonnes,
      paidTonnes: 0,
      paidValueUsd: 0,
      openDeliveries: [{ month: valuationMonth, tonnes: 9_000, provisionalPaidUsd: 0 }],
      makeUpLots: [],
      deferredTonnes: 0,
      unpaid: [{ date: '2026-06-30', amountUsd: 2_000_000 }],
    };
    const openedPreview = await preview({ ...contract, opening });
    expect(openedPreview.warnings).toEqual(plainPreview.warnings);
    expect(sentenceWords(openedPreview.sentence)).toMatch(/ \d+\.\d m USD is still to be received for earlier deliveries\. Its NPV in /);
    const arrears = openedPreview.sentence.find(({ key }) => key === 'sentence.arrears')?.figures.amount;
    expect(arrears?.explanation?.lines.map(({ label }) => label.key)).toEqual(['line.openDelivery', 'line.unpaid']);
    expect(arrears?.explanation?.lines[1]?.amount).toBe(2_000_000);
    expect(arrears?.explanation?.lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(Number(arrears?.value), 6);
    const revenueOf = ({ yearTable }: ContractPreview) => yearTable.find(({ year }) => year === 2026)!.revenue;
    expect(revenueOf(openedPreview) - revenueOf(plainPreview)).toBeCloseTo(Number(arrears?.value), 3);
    expect(number(openedPreview, 'breakEven')).toBe(number(plainPreview, 'breakEven'));
    const warningsOf = async (fields: Partial<typeof opening>) =>
      (await preview({ ...contract, opening: { ...opening, ...fields } })).warnings.map(({ message }) => message.key);
    expect(await warningsOf({ asOf: valuationMonth - 1, openDeliveries: [] })).toContain('warning.openingBehind');
    expect(await warningsOf({ asOf: valuationMonth + 1, unpaid: [] })).toContain('warning.openingAhead');
    expect(await warningsOf({ openDeliveries: [{ month: valuationMonth - 8, tonnes: 1, provisionalPaidUsd: 0 }] })).toContain(
      'warning.finalDue',
    );
  });

  const reference = (code: string) => ReferenceCode.parse(code);
  const BASES: readonly (readonly [PriceBasis, string])[] = [
    [
      {
        basis: 'indexDmt',
        reference: reference('BAUX'),
        element: 'Al2O3',
        adjustment: { kind: 'proRata' },
        referenceGrade: 0.5,
        premium: 0,
        penalties: [],
      },
      'at the index bauxite, CIF China, in the third month after shipment',
    ],
    [
      { basis: 'indexDmtu', reference: reference('MN44'), element: 'Fe', premium: 0, penalties: [] },
      'per unit of metal at the index manganese ore 44 %, CIF Tianjin, in the third month after shipment',
    ],
    [
      { basis: 'percentage', payables: [{ element: 'Cu', reference: reference('CU'), payable: 0.9 }], premium: 0 },
      'at 90 % of LME cash in the third month after shipment',
    ],
    [
      {
        basis: 'percentage',
        payables: [
          { element: 'Cu', reference: reference('CU'), payable: 0.925 },
          { element: 'Zn', reference: reference('ZN'), payable: 0.3 },
        ],
        premium: 0,
      },
      'at 92.5 % of LME cash (copper) and 30 % of LME cash (zinc) in the third month after shipment',
    ],
    [
      { basis: 'refined', reference: reference('CU'), premium: 85 },
      'at LME cash in the third month after shipment plus a premium of 85.0 USD/dmt',
    ],
    [
      {
        basis: 'chemical',
        reference: reference('LI2CO3'),
        element: 'Cu',
        referenceGrade: 0.06,
        factor: 1,
        conversion: 3000,
        margin: 200,
        tonnesPerTonne: 7.5,
      },
      'by a formula on lithium carbonate 99.5 %, battery grade, in the third month after shipment',
    ],
    [{ basis: 'fixed', amount: 3200 }, 'CIF Qingdao, at a fixed price of 3,200.0 USD/dmt; take-or-pay covers 80 % of the quantity.'],
  ];

  test.each(BASES)('covers the basis $basis', async (price, phrase) => {
    const { collar: _collar, ...terms } = draft.terms[0]!;
    const book = await services.book();
    const knownReference = 'reference' in price ? book.references.get(price.reference) : undefined;
    const code =
      knownReference === undefined && 'reference' in price
        ? [...book.references.values()].find(({ name }) => shippedText(name).startsWith('Lithium carbonate'))!.code
        : undefined;
    const answer = await preview({
      ...draft,
      terms: [{ ...terms, price: code === undefined ? price : ({ ...price, reference: code } as PriceBasis) }],
    });
    expect(sentenceWords(answer.sentence)).toContain(phrase);
  });

  test.each([
    [{ collar: { level: 'reference', floor: 9000 } }, 'with a floor of 9,000 USD/t;'],
    [{ collar: { level: 'blend', cap: 4200 } }, 'with a cap of 4,200 USD/dmt;'],
    [{ collar: { level: 'leg' } }, 'without floor or cap;'],
    [{ blend: { fixedShare: 0.25, fixedPrice: 3300 } }, 'with 25 % at a fixed price of 3,300.0 USD/dmt,'],
  ] as const)('covers the clause %o', async (fields, phrase) => {
    expect(sentenceWords((await preview(withTerms(fields))).sentence)).toContain(phrase);
  });

  test.each([
    [{ alternatives: [{ offset: 0, length: 1, from: 'arrival' }], holder: 'none' }, 'month of arrival'],
    [{ alternatives: [{ offset: -1, length: 1, from: 'shipment' }], holder: 'none' }, 'month before shipment'],
    [{ alternatives: [{ offset: 1, length: 3, from: 'shipment' }], holder: 'none' }, '3 months from the month after shipment'],
    [
      {
        alternatives: [
          { offset: 1, length: 1, from: 'shipment' },
          { offset: 4, length: 1, from: 'shipment' },
        ],
        holder: 'buyer',
      },
      'month after shipment or fourth month after shipment, buyer’s choice',
    ],
  ] as const)('covers the quotational period %o', async (quotation, phrase) => {
    expect(sentenceWords((await preview(withTerms({ quotation: { ...quotation, declarationMonths: 1 } }))).sentence)).toContain(phrase);
  });

  test('states that tonnes not taken cost nothing, and the prepayment', async () => {
    const terms = draft.terms[0]!;
    const prepayment = { amountUsd: 5e7, date: '2027-07-15', annualRate: 0.07, graceMonths: 0, repayMonths: 24 };
    await addPrepayment(services, { contractId: draft.id }, prepayment);
    const answer = await preview(withTerms({ quantity: { ...terms.quantity, takeOrPayShare: 0 } }));
    await services.ask('history.undo', {});
    expect(sentenceWords(answer.sentence)).toContain(
      'the buyer pays only for tonnes taken. The buyer prepays 50 m USD at 7 % a year, set off over 24 months.',
    );
  });
});

describe('the economics', () => {
  test('the NPV is the XNPV of the dated payments, and of the years in the table', async () => {
    const answer = await preview(draft);
    const book = await services.book();
    const value = book.withDraft(draft).value.contracts.find(({ contractId }) => contractId === draft.id)!;
    const flows = [{ date: book.settings.valuationDate, amount: 0 }, ...value.flows.map(({ date, amount }) => ({ date, amount }))];
    expect(number(answer, 'npv')).toBeCloseTo(xnpv(0.1, flows), 2);
    expect(answer.yearTable.reduce((sum, { presentValue }) => sum + presentValue, 0)).toBeCloseTo(number(answer, 'npv'), 2);
  });

  test('every figure with an explanation equals its last line, and the lines sum to it or are the inputs of its formula', async () => {
    const answer = await preview(draft);
    const explainedFigures = [
      ...answer.figures.map((item) => item.figure),
      ...answer.effect.rows.filter(({ key }) => !BY_FORMULA.test(key)).flatMap(({ now, signed }) => [now, signed]),
    ].filter(({ explanation }) => explanation);
    expect(explainedFigures.length).toBeGreaterThan(8);
    for (const { value, explanation } of explainedFigures) {
      expect(explanation?.total.amount).toBeCloseTo(Number(value), 9);
      expect(explanation?.lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(Number(value), 4);
    }
  });

  test('the waterfall ends at the net price, and its deck prices are explained by their sources', async () => {
    const { waterfall, ...answer } = await preview(draft);
    const total = waterfall.lines.at(-1)!;
    const steps = waterfall.lines.slice(0, -1).reduce((sum, { amount }) => sum + amount, 0);
    expect(steps).toBeCloseTo(total.amount, 8);
    const netPrice = answer.figures.find(({ key }) => key === 'netPrice')!.figure;
    expect(netPrice.value).toBeCloseTo(total.amount, 8);
    const sources = netPrice.explanation?.sources.map(({ label }) => renderMessage(label)) ?? [];
    expect(sources.some((source) => source.startsWith('Copper, LME cash: ') && source.includes('World Bank'))).toBe(true);
  });

  test('the bars of a year are its revenue, four fifths of it under take-or-pay', async () => {
    const { years, yearTable } = await preview(draft);
    const i = yearTable.findIndex(({ year }) => year === 2029);
    const [coveredRevenue, uncoveredRevenue] = [years.series[0]!.values[i]!, years.series[1]!.values[i]!];
    expect(coveredRevenue + uncoveredRevenue).toBeCloseTo(yearTable[i]!.revenue, 2);
    expect(coveredRevenue / (coveredRevenue + uncoveredRevenue)).toBeCloseTo(0.8, 12);
    expect(yearTable[i]).toMatchObject({ tonnes: expect.closeTo(120_000, 6), minimumTonnes: expect.closeTo(108_000, 6) });
  });

  test('the payoff is flat below the floor and above the cap, and follows the price between', async () => {
    const { payoff } = await preview(draft);
    const line = payoff!.series.at(-1)!.points;
    const payoffAt = (price: number) => line.find(({ x }) => x === price)!.y;
    expect(line[0]!.y).toBeCloseTo(payoffAt(9500), 9);
    expect(line.at(-1)!.y).toBeCloseTo(payoffAt(16_000), 9);
    expect(payoffAt(16_000)).toBeGreaterThan(payoffAt(9500));
    expect(payoff!.marks!.map(({ label }) => renderLabel(label))).toEqual(['Floor 9,500', 'Cap 16,000', 'Cash cost 2,200']);
    expect(renderLabel(payoff!.dots![0]!.label)).toBe('May 2026 13,543');
  });

  test('at the break-even price, without floor and cap, a tonne pays its cost', async () => {
    const answer = await preview(draft);
    const unprotectedPoints = answer.payoff!.series[0]!.points;
    const { x, y } = answer.payoff!.dots![1]!;
    expect(x).toBe(number(answer, 'breakEven'));
    const nearestPoint = unprotectedPoints.reduce((bestPoint, point) =>
      Math.abs(point.x - x) < Math.abs(bestPoint.x - x) ? point : bestPoint,
    );
    // costs rise by 100 USD/dmt over the term; the year shown is the second
    expect(nearestPoint.y).toBeGreaterThan(y * 0.97);
    expect(nearestPoint.y).toBeLessThan(y * 1.06);
    expect(figure(answer, 'breakEven')?.basis).toEqual({ key: 'economics.basis.covered' });
    const low = await preview(withTerms({ collar: { level: 'reference', floor: 5000 } }));
    expect(figure(low, 'breakEven')?.basis?.key).toBe('economics.basis.price');
  });

  test('the savings of floor and take-or-pay in the slump are zero without them', async () => {
    const { collar: _collar, ...terms } = draft.terms[0]!;
    const unprotectedTerms = { ...terms, quantity: { ...terms.quantity, takeOrPayShare: 0 } };
    const [protectedDeal, open] = [await preview(draft), await preview({ ...draft, terms: [unprotectedTerms] })];
    expect(number(protectedDeal, 'slumpSaved')).toBeGreaterThan(1e8);
    expect(number(open, 'slumpSaved')).toBe(0);
    expect(number(open, 'slumpCost')).toBeGreaterThan(number(protectedDeal, 'slumpCost'));
  });

  test('an ended contract earns nothing and is marked', async () => {
    const over = { ...draft, start: monthOf(2024, 1), end: monthOf(2025, 12) };
    const answer = await preview(over);
    expect(number(answer, 'npv')).toBe(0);
    expect(answer.warnings.map(({ message }) => message.key)).toContain('warning.over');
    expect(answer.effect.rows.every(({ change }) => change.value === 0)).toBe(true);
  });

  test('a draft warns of years past the plan’s end, missing tonnes, and an assay that the port may refuse', async () => {
    const longPreview = await preview({ ...draft, end: monthOf(2035, 12) });
    expect(longPreview.warnings.map(({ message }) => renderMessage(message))).toContain(
      'The plan ends in 2032. Later income from this contract is not included.',
    );
    const largePreview = await preview(withTerms({ quantity: { ...draft.terms[0]!.quantity, tonnesPerYear: 600_000 } }));
    expect(largePreview.warnings.map(({ message }) => message.key)).toContain('warning.oversold');
    const price = draft.terms[0]!.price;
    if (price.basis !== 'payableMetal') throw new Error('the sample changed');
    const strictPreview = await preview(
      withTerms({
        price: {
          ...price,
          penalties: [{ element: 'As', threshold: 0.002, increment: 0.001, rate: 3, rejectAbove: 0.003, importLimit: 0.003 }],
        },
      }),
    );
    expect(strictPreview.warnings.map(({ path }) => path)).toEqual([
      'terms.0.price.penalties.0.rejectAbove',
      'terms.0.price.penalties.0.importLimit',
    ]);
  });
});

describe('the effect', () => {
  test('equals the difference of two plans valued in full, with the deal and without it', async () => {
    const { effect, ...answer } = await preview(draft);
    const book = await services.book();
    const scenario = findScenario(book.scenarios, undefined)!;
    const valuePlan = (id: string) => {
      const { portfolio } = book.plan(PlanId.parse(id));
      const { total } = revalue(portfolio, book.market, scenario);
      return { value: valuePortfolio(portfolio, book.market), slump: total.base - total.scenario };
    };
    const [currentPlan, signedPlan] = [valuePlan('as-signed'), valuePlan('renew-hai-long')];
    const row = (key: EffectRow['key']) => effect.rows.find((candidate) => candidate.key === key)!;
    const i = currentPlan.value.years.indexOf(effect.year);
    expect(row('slumpCost').now.value).toBeCloseTo(currentPlan.slump, 2);
    expect(row('slumpCost').signed.value).toBeCloseTo(signedPlan.slump, 2);
    expect(row('netRevenue').now.value).toBeCloseTo(currentPlan.value.revenue[i]!, 2);
    expect(row('netRevenue').signed.value).toBeCloseTo(signedPlan.value.revenue[i]!, 2);

    const plans = await services.ask('plans.list', {});
    expect(plans.year).toBe(effect.year);
    const plan = (name: string) => plans.rows.find((candidate) => candidate.name === name)!;
    expect(row('hhi').signed.value).toBeCloseTo(Number(plan('Renew Hai Long').hhi.value), 8);
    expect(row('hhi').now.value).toBeCloseTo(Number(plan('Base plan').hhi.value), 8);
    expect(row('chinaShare').signed.value).toBeCloseTo(Number(plan('Renew Hai Long').chinaShare.value), 12);
    expect(answer.sentence.at(-1)?.figures.effect?.state).toBe('breached');
  });

  test('a change is the signed figure less the present one', async () => {
    const { effect } = await preview(draft);
    for (const { key, now, signed, change } of effect.rows) {
      expect(change.value, key).toBeCloseTo(Number(signed.value) - Number(now.value), 6);
    }
  });

  test('names the limits that the deal breaches and eases, as the limits board has them', async () => {
    const { effect } = await preview(draft);
    expect(effect.breached).toEqual(['China, payable value', 'One group, copper']);
    // at risk before, and never breached
    expect(effect.cured).toEqual([]);
    expect(effect.rows.find(({ key }) => key === 'largestGroup')).toMatchObject({
      signed: { state: 'breached' },
      limit: { level: { value: 0.3 }, direction: 'atMost', state: 'breached', before: 'holds' },
    });
    const easedRow = effect.rows.find(({ key }) => key === 'limit')!;
    expect(renderMessage(easedRow.label)).toBe('Copper sold in 2027');
    expect(easedRow.limit).toMatchObject({ direction: 'atLeast', state: 'holds', before: 'near' });
  });

  test('a deal of half the size breaches less', async () => {
    const half = await preview(withTerms({ quantity: { ...draft.terms[0]!.quantity, tonnesPerYear: 50_000 } }));
    expect(half.effect.breached).not.toContain('One group, copper');
    expect(Number(effectRow(half, 'chinaShare')?.change.value)).toBeGreaterThan(0);
  });

  test('a deal that the plan contains is measured against the plan without it', async () => {
    const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-016') });
    const answer = await preview(contract);
    const book = await services.book();
    const [planWith, planWithout] = [book.plan(), book.without(contract.id)];
    const i = planWith.value.years.indexOf(answer.effect.year);
    expect(effectRow(answer, 'netRevenue')?.signed.value).toBeCloseTo(planWith.value.revenue[i]!, 2);
    expect(effectRow(answer, 'netRevenue')?.now.value).toBeCloseTo(planWithout.value.revenue[i]!, 2);
    expect(sentenceWords(answer.sentence)).toContain(', and it puts a limit at risk.');
  });

  test('a preview changes nothing: no revision, no draft in the workspace', async () => {
    const before = await services.call('contracts.list', {});
    await preview({ ...draft, code: 'C-777', id: ContractId.parse('never-saved') });
    expect(await services.call('contracts.list', {})).toEqual(before);
  });

  test('a first deal in an empty plan is noted as such', async () => {
    const book = await services.book();
    const { id } = await services.ask('plans.createFrom', { from: book.settings.planId, name: 'Nothing sold' });
    for (const contract of book.contracts.filter(({ status }) => status === 'signed' || status === 'active')) {
      await services.ask('plans.include', { id, contractId: contract.id, included: false });
    }
    await services.ask('plans.choose', { id });
    const answer = await preview(draft);
    expect(effectRow(answer, 'hhi')).toMatchObject({
      now: { unit: 'text', label: { key: 'common.none' } },
      signed: { value: 10_000 },
      change: { label: { key: 'common.none' } },
    });
    expect(effectRow(answer, 'committedShare')?.now.value).toBe(0);
    await services.ask('plans.choose', { id: book.settings.planId });
  });
});
