import { type ClauseValue, type ClauseValues, clauseValues, type PayableExchange, type SimulatedClauseKey, type TradeUnit } from '#engine';
import type { ContractClauses, TradeRow } from '#shared/contract/contractClauses.ts';
import type { Explanation, Figure, Message, SourceNote } from '#shared/contract/figure.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { message } from '#shared/messages/text.ts';
import { contractReferences, explanation, lineMessage, priceSources } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, dmt, emptyFigure, labelFigure, months, points, share, usd, usdPerDmt, withExplanation } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { getPriceProcesses } from '../simulation/processes.ts';
import { valueDraft } from './draftedContract.ts';

/** Smallest change of the invoices, USD, for which a trade unit is an equivalent: below it a minimum deduction or a floor decides the price. */
const MIN_UNIT_VALUE = 1;

/** A share of a dry tonne in units of 1 %. */
const unitsOfGrade = (fraction: number): Figure => {
  const units = fraction * 100;
  return count(units, { decimals: Number.isInteger(Number(units.toFixed(6))) ? 0 : 1 });
};

/** Shows an amount of a trade unit. */
const tradeAmount = (key: TradeUnit['key'], amount: number): Figure => {
  switch (key) {
    case 'payablePoint':
      return points(amount / 100, { decimals: 2, sign: false });
    case 'paymentMonth':
      return months(amount, { decimals: 1 });
    case 'refiningCharge':
      return { value: amount + 0, unit: 'centsPerLb', decimals: 2 };
    default:
      return usdPerDmt(amount, { decimals: 2 });
  }
};

/** Explains a quotient by the numbers it is made of. */
export const explainQuotient = (title: Message, formula: Message, lines: Explanation['lines'], total: Figure): Explanation => ({
  title,
  formula,
  lines,
  total: { label: message('common.total'), amount: Number(total.value), unit: total.unit, decimals: total.decimals },
  sources: [],
});

/** A figure as a line of an explanation. */
export const figureLine = (label: Message, { value, unit, decimals }: Figure): Explanation['lines'][number] => ({
  label,
  amount: Number(value),
  unit,
  decimals,
});

/** Presents the points of payable that are worth as much as a term, or a text if no payable is. */
const payableEquivalent = (term: Term, payable: PayableExchange): Figure => {
  const percentagePoints = payable.pointsFor(term.value);
  if (percentagePoints === undefined) return labelFigure(message('clauses.outOfReach'));
  const equivalentPoints = points(percentagePoints / 100, { decimals: 2, sign: false });
  const { deduction, bindsFrom } = payable;
  const payableAfter = payable.payable - percentagePoints / 100;
  const formula =
    deduction !== undefined && bindsFrom !== undefined && payable.payable > bindsFrom && percentagePoints > 0
      ? message('clauses.payableBoundFormula', {
          from: share(bindsFrom, { decimals: 2 }),
          idle: points(payable.payable - bindsFrom, { decimals: 2, sign: false }),
          deduction: unitsOfGrade(deduction),
        })
      : message('clauses.payableFormula');
  return withExplanation(
    equivalentPoints,
    explainQuotient(
      message('clauses.equivalentTitle', { term: term.label, unit: message('clauses.unit.payablePoint', {}, 'inSentence') }),
      formula,
      [
        figureLine(message('clauses.payableNow'), share(payable.payable, { decimals: 2 })),
        figureLine(message('clauses.payableThen'), share(payableAfter, { decimals: 2 })),
      ],
      equivalentPoints,
    ),
  );
};

type IdentifyTerm = (measure: 'clauseValue' | 'clauseValuePerTonne' | 'clauseEquivalent', term: string) => FigureIdentity;

type Term = {
  readonly key: string;
  readonly label: Message;
  /** USD. */
  readonly value: number;
  readonly explanation: Explanation;
  readonly warning?: Message | undefined;
};

const tradeRow = ({ tonnes, payable }: ClauseValues, units: readonly TradeUnit[], term: Term, identify: IdentifyTerm): TradeRow => {
  const valueFigure = usd(term.value, { decimals: 1, identity: identify('clauseValue', term.key) });
  const line = figureLine(term.label, valueFigure);
  const perTonne = usdPerDmt(tonnes === 0 ? 0 : term.value / tonnes, {
    decimals: 2,
    identity: identify('clauseValuePerTonne', term.key),
  });
  return {
    key: term.key,
    label: term.label,
    ...(term.warning === undefined ? {} : { warning: term.warning }),
    value: withExplanation(valueFigure, term.explanation),
    perTonne: withExplanation(
      perTonne,
      explainQuotient(
        message('clauses.perTonneTitle', { term: term.label }),
        message('clauses.perTonneFormula'),
        [line, figureLine(message('clauses.tonnes'), dmt(tonnes))],
        perTonne,
      ),
    ),
    equivalents: units.map(({ key, value }) => {
      const identity = identify('clauseEquivalent', `${term.key}/${key}`);
      if (key === 'payablePoint' && payable !== undefined) return { ...payableEquivalent(term, payable), identity };
      if (Math.abs(value) < MIN_UNIT_VALUE) return emptyFigure();
      const equivalentTerm = { ...tradeAmount(key, term.value / value), identity };
      return withExplanation(
        equivalentTerm,
        explainQuotient(
          message('clauses.equivalentTitle', { term: term.label, unit: message(`clauses.unit.${key}`, {}, 'inSentence') }),
          message('clauses.equivalentFormula'),
          [line, figureLine(message(`clauses.one.${key}`), usd(value))],
          equivalentTerm,
        ),
      );
    }),
  };
};

/** Names a clause; quotation and tolerance with the holder of the option. */
export const clauseLabel = (key: SimulatedClauseKey, { quotation, quantity }: ReturnType<typeof termsAt>): Message => {
  if (key === 'quotation' && quotation.holder !== 'none') {
    return message('clauses.label.quotation', { holder: message(`clauses.holder.${quotation.holder}`) });
  }
  if (key === 'tolerance' && quantity.toleranceOption !== 'none') {
    return message('clauses.label.tolerance', { holder: message(`clauses.holder.${quantity.toleranceOption}`) });
  }
  return message(`clauses.label.${key}`, { holder: '' });
};

const clauseTerm = (clause: ClauseValue, label: Message, sources: readonly SourceNote[]): Term => ({
  key: clause.key,
  label,
  value: clause.value,
  warning: clause.isDeclaredAfterKnown ? message('clauses.declaredAfterKnown') : undefined,
  explanation: explanation(
    clause.years.map(({ year, amount }) => ({ label: lineMessage(`year.${year}`), amount })),
    clause.value,
    { title: label, formula: message(`clauses.formula.${clause.key}`), unit: 'usd', decimals: 1, sources },
  ),
});

/** One percentage point of payable. */
const ONE_POINT = 0.01;

/** Warns that one more point of payable changes nothing, or less than a full point. */
const payableWarning = ({ payable, deduction, bindsFrom }: PayableExchange): Message | undefined => {
  if (deduction === undefined || bindsFrom === undefined || payable + ONE_POINT <= bindsFrom) return undefined;
  const values = { deduction: unitsOfGrade(deduction), from: share(bindsFrom, { decimals: 1 }) };
  return payable >= bindsFrom ? message('clauses.deductionBinds', values) : message('clauses.deductionBindsFrom', values);
};

const unitTerm = ({ key, value }: TradeUnit, { expected, payable }: ClauseValues, sources: readonly SourceNote[]): Term => {
  const label = message(`clauses.one.${key}`);
  return {
    key: `one.${key}`,
    label,
    value,
    warning: key === 'payablePoint' && payable !== undefined ? payableWarning(payable) : undefined,
    explanation: explanation(
      [
        { label: message('clauses.invoices', { unit: { ...label, form: 'inSentence' } }), amount: expected + value },
        { label: message('clauses.invoicesNow'), amount: -expected },
      ],
      value,
      { title: label, formula: message('clauses.formula.unit'), unit: 'usd', decimals: 1, sources },
    ),
  };
};

/**
 * Values the clauses of a draft, and each as an amount of the trade units; nothing is stored. Throws BAD_INPUT for deleted records, and the
 * error of a contract that can't be priced.
 */
export const contractClauses = async (contract: OfftakeContract, book: Workbook): Promise<ContractClauses> => {
  const { plan, value } = await valueDraft(book, contract);
  const { processes, correlation } = getPriceProcesses(book);
  const values = clauseValues(plan.portfolio, value, book.market, processes, correlation);
  const terms = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  const firstReference = terms.price.basis === 'payableMetal' ? terms.price.payables[0]?.reference : undefined;
  // the unit of refining charge is cents per pound, which does not suit a metal priced per ounce
  const tradeUnits = values.units.filter(
    ({ key }) => key !== 'refiningCharge' || (firstReference && book.references.get(firstReference)?.unit !== 'USD/toz'),
  );
  const units = tradeUnits.filter(
    ({ key, value: unitValue }) => key === 'payablePoint' || (key !== 'refiningCharge' && Math.abs(unitValue) >= MIN_UNIT_VALUE),
  );
  const sources = priceSources(book, contractReferences(contract), book.valuationMonth, book.lastMonth);
  const identify: IdentifyTerm = (measure, term) => identifyInPlan(book, plan, measure, { subject: `contract:${contract.id}/${term}` });
  return {
    units: units.map(({ key }) => key),
    clauses: values.clauses.map((clause) => tradeRow(values, units, clauseTerm(clause, clauseLabel(clause.key, terms), sources), identify)),
    trades: tradeUnits.map((unit) => tradeRow(values, units, unitTerm(unit, values, sources), identify)),
  };
};
