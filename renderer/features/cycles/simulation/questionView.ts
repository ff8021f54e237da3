import { QuestionMeasure, QuestionSide, type QuestionSubject, type SimulationQuestion } from '#shared/contract/simulationQuestion.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { Year } from '#shared/domain/time.ts';

/** A question as the address of the page has it. Thresholds are in USD, dmt or USD/dmt, percentiles fractions. */
export type QuestionView = Omit<SimulationQuestion, 'id'>;

const BUYER = 'buyer.';

const parseSubject = (value: string | null): QuestionSubject => {
  if (value === 'spot') return { kind: 'spot' };
  const buyerId = value?.startsWith(BUYER) ? BuyerId.safeParse(value.slice(BUYER.length)).data : undefined;
  return buyerId === undefined ? { kind: 'plan' } : { kind: 'buyer', buyerId };
};

const parseAmount = (value: string | null): number | undefined => {
  const amount = value === null || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(amount) ? amount : undefined;
};

/** The key of a subject in an address and in a list. */
export const subjectKey = (subject: QuestionSubject): string => (subject.kind === 'buyer' ? `${BUYER}${subject.buyerId}` : subject.kind);

/** Parses "?measure=cash&of=buyer.otori&year=2028&side=atLeast&threshold=1200000&percentile=0.2". Missing or invalid values take the default. */
export const parseQuestionView = (search: string): QuestionView => {
  const query = new URLSearchParams(search);
  const year = Year.safeParse(parseAmount(query.get('year'))).data;
  const threshold = parseAmount(query.get('threshold'));
  const percentile = parseAmount(query.get('percentile'));
  return {
    measure: QuestionMeasure.safeParse(query.get('measure')).data ?? 'revenue',
    subject: parseSubject(query.get('of')),
    side: QuestionSide.safeParse(query.get('side')).data ?? 'below',
    ...(year === undefined ? {} : { year }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(percentile === undefined || percentile < 0 || percentile > 1 ? {} : { percentile }),
  };
};

/** The address of a question, without default values. */
export const questionRoute = ({ measure, subject, side, year, threshold, percentile }: QuestionView): string => {
  const query = new URLSearchParams();
  if (measure !== 'revenue') query.set('measure', measure);
  if (subject.kind !== 'plan') query.set('of', subjectKey(subject));
  if (year !== undefined) query.set('year', String(year));
  if (side !== 'below') query.set('side', side);
  if (threshold !== undefined) query.set('threshold', String(threshold));
  if (percentile !== undefined) query.set('percentile', String(percentile));
  return query.size === 0 ? '/cycles/simulation' : `/cycles/simulation?${query.toString()}`;
};

/** Measures of one unit, between which a threshold keeps its meaning. */
const MONEY: readonly QuestionMeasure[] = ['revenue', 'cash', 'margin'];

/** The question with another measure: a threshold in another unit is dropped. */
export const withMeasure = (view: QuestionView, measure: QuestionMeasure): QuestionView => {
  const isSameUnit = measure === view.measure || (MONEY.includes(measure) && MONEY.includes(view.measure));
  return { ...view, measure, threshold: isSameUnit ? view.threshold : undefined };
};

/** The question about another subject: the plan has a cash flow where a buyer has a margin. */
export const withSubject = (view: QuestionView, subject: QuestionSubject): QuestionView => {
  const { measure } = view;
  const earningsMeasure = subject.kind === 'plan' ? 'cash' : subject.kind === 'buyer' ? 'margin' : 'revenue';
  return { ...view, subject, measure: measure === 'cash' || measure === 'margin' ? earningsMeasure : measure };
};
