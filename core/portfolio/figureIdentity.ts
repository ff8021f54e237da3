import { findById } from '#shared/collections.ts';
import type { Decision, ExpectedFigure } from '#shared/contract/decisions.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type FigureIdentity, type FigureMeasure, YEAR_BASIS } from '#shared/domain/figureIdentity.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { overrideOf, type Plan } from '#shared/domain/plan.ts';
import { isDeepEqual } from '#shared/equality.ts';
import type { ValuedPlan, Workbook } from './portfolio.ts';
import { applyOverride } from './resolver.ts';

type Parts = {
  /** The whole plan by default. */
  readonly period?: FigureIdentity['period'];
  readonly scenario?: ScenarioId | undefined;
  /** The plan that a difference is taken from. */
  readonly against?: ValuedPlan | undefined;
};

const planKey = ({ plan, variant = '' }: ValuedPlan): string => `${plan.id}${variant}`;

const partsOf = ({ settings }: Pick<Workbook, 'settings'>, measure: FigureMeasure, { period = 'plan', scenario, against }: Parts) => {
  const yearBasis = YEAR_BASIS[measure];
  return {
    measure,
    deck: settings.deck,
    period,
    ...(yearBasis && { yearBasis }),
    ...(scenario && { scenario }),
    ...(against && { against: planKey(against) }),
  };
};

/** Returns a figure as a decision noted it. */
export const notedFigure = ({ value, unit, decimals, identity }: ExpectedFigure, { at }: Pick<Decision, 'at'>): Figure => ({
  value,
  unit,
  decimals,
  ...(identity && { identity: { ...identity, notedAt: at } }),
});

/** Returns what makes a figure a difference of two that stand beside it. */
export const betweenFigures = (figure: Figure, otherFigure: Figure): Pick<Figure, 'between'> =>
  typeof figure.value === 'number' && typeof otherFigure.value === 'number'
    ? { between: { value: figure.value, from: otherFigure.value } }
    : {};

/** Returns the values of a difference, a figure less the same figure of another plan, and its identity, where both have one. */
export const differenceOf = (ownFigure: Figure | undefined, otherFigure: Figure | undefined): Pick<Figure, 'identity' | 'between'> => {
  if (ownFigure === undefined || otherFigure === undefined) return {};
  const values = betweenFigures(ownFigure, otherFigure);
  if (ownFigure.identity === undefined || otherFigure.identity === undefined) return values;
  const { plan = '', variant = '' } = otherFigure.identity;
  return { ...values, identity: { ...ownFigure.identity, against: `${plan}${variant}` } };
};

const planParts = ({ plan, variant }: ValuedPlan) => ({ plan: plan.id, ...(variant === undefined ? {} : { variant }) });

/** Returns the identity of a figure of a plan, or of a record whose figure depends on the plan: `product:copper`. */
export const identifyInPlan = (
  book: Pick<Workbook, 'settings'>,
  plan: ValuedPlan,
  measure: FigureMeasure,
  { subject = 'plan', ...parts }: Parts & { readonly subject?: string } = {},
): FigureIdentity => ({ ...partsOf(book, measure, parts), subject, ...planParts(plan) });

/** Returns the identity of a part of a figure's subject: a line of a price, a cause of a change. */
export const identityOfPart = (identity: FigureIdentity, part: string): FigureIdentity => ({
  ...identity,
  subject: `${identity.subject}/${part}`,
});

/** Returns the identity of a figure of a contract in a plan, with the cuts and priorities of its product there. */
export const identifyDeal = (
  book: Pick<Workbook, 'settings'>,
  plan: ValuedPlan,
  { id }: Pick<OfftakeContract, 'id'>,
  measure: FigureMeasure,
  parts: Parts = {},
): FigureIdentity => ({ ...identifyInPlan(book, plan, measure, { ...parts, subject: `contract:${id}` }), dealBasis: 'inPlan' });

/**
 * Returns the identity of a figure of a contract as if its product sufficed. Where the terms are those of a plan's override, it names the
 * plan (by default the chosen one).
 */
export const identifyAlone = (
  book: Workbook,
  contract: OfftakeContract,
  measure: FigureMeasure,
  { plan = book.plan().plan, ...parts }: Parts & { readonly plan?: Plan } = {},
): FigureIdentity => {
  const storedContract = findById(book.contracts, contract.id);
  const isAgreed = storedContract !== undefined && isDeepEqual(storedContract, contract);
  const override = overrideOf(plan, contract.id);
  const isPlanned = storedContract !== undefined && !isAgreed && isDeepEqual(applyOverride(storedContract, override), contract);
  return {
    ...partsOf(book, measure, parts),
    subject: isAgreed || isPlanned ? `contract:${contract.id}` : `draft:${contract.id}`,
    ...(isPlanned ? { plan: plan.id } : {}),
    dealBasis: 'alone',
  };
};
