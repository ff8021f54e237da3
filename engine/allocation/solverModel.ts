import type { ModelRow } from '#shared/domain/allocation.ts';

export type ModelColumn = {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly isInteger?: boolean;
};

/** A model to minimise: linear and quadratic terms (each pair once, diagonal terms once), rows, bounded columns. */
export type SolverModel = {
  readonly linear: ReadonlyMap<string, number>;
  readonly quadratic?: readonly { readonly one: string; readonly other: string; readonly weight: number }[];
  readonly rows: readonly ModelRow[];
  readonly columns: readonly ModelColumn[];
};

/** Maximum terms on one line of LP text; some readers truncate longer lines. */
const TERMS_PER_LINE = 8;

const formatTerm = (weight: number, name: string): string => `${weight < 0 ? '-' : '+'} ${Math.abs(weight)} ${name}`;

const wrapTerms = (terms: readonly string[]): string =>
  Array.from({ length: Math.ceil(terms.length / TERMS_PER_LINE) }, (_, i) =>
    terms.slice(i * TERMS_PER_LINE, (i + 1) * TERMS_PER_LINE).join(' '),
  ).join('\n ');

const formatSum = (terms: ReadonlyMap<string, number>, fallback: string): string => {
  const nonzeroTerms = [...terms].filter(([, weight]) => weight !== 0).map(([name, weight]) => formatTerm(weight, name));
  return wrapTerms(nonzeroTerms.length > 0 ? nonzeroTerms : [`0 ${fallback}`]);
};

const formatBound = ({ name, low, high }: ModelColumn): string => {
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) return `${name} free`;
  const upperBound = high === Number.POSITIVE_INFINITY ? '' : ` <= ${high}`;
  return `${low === Number.NEGATIVE_INFINITY ? '-inf' : low} <= ${name}${upperBound}`;
};

/**
 * Formats a model as CPLEX LP text, with doubles in the shortest form that parses to the same double. The quadratic part is
 * [ ... ] / 2, so that every weight is doubled. Rows keep their order.
 */
export const formatModel = ({ linear, quadratic = [], rows, columns }: SolverModel): string => {
  const firstColumn = columns[0]?.name ?? 'x';
  const squares = quadratic
    .filter(({ weight }) => weight !== 0)
    .map(({ one, other, weight }) => {
      const diagonal = 2 * weight;
      return one === other ? `${formatTerm(diagonal, one)} ^ 2` : `${formatTerm(diagonal, one)} * ${other}`;
    });
  const curve = squares.length > 0 ? `\n + [ ${wrapTerms(squares)} ] / 2` : '';
  const integerNames = columns.filter((column) => column.isInteger).map(({ name }) => name);
  return [
    'Minimize',
    ` obj: ${formatSum(linear, firstColumn)}${curve}`,
    'Subject To',
    ...rows.map(({ terms, relation, right }, i) => ` r${i}: ${formatSum(terms, firstColumn)} ${relation} ${right}`),
    'Bounds',
    ...columns.map((column) => ` ${formatBound(column)}`),
    ...(integerNames.length > 0 ? ['General', ` ${wrapTerms(integerNames)}`] : []),
    'End',
    '',
  ].join('\n');
};
