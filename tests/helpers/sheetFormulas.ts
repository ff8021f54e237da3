import type { WriteSheet } from '../../core/documents/tableFile.ts';

/** undefined: an empty cell. */
type Value = number | string | boolean | undefined;
type Range = { readonly range: readonly Value[] };
/** The value of a cell: column 0 = A, row 1 first. */
export type ReadCell = (column: number, row: number) => Value;

const TOKEN = /\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"[^"]*"|[A-Z]+\d+|[A-Z]+|<=|>=|<>|[-+*/^(),:<>=])/y;
const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
};

export const columnOf = (letters: string): number => [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

const tokensOf = (formula: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < formula.length) {
    const match = TOKEN.exec(formula);
    if (match === null) throw new Error(`not a formula: ${formula}`);
    tokens.push(match[1]!);
  }
  return tokens;
};

const numberOf = (value: Value | Range): number => {
  if (typeof value === 'object') throw new Error('a range is no number');
  return value === undefined || value === '' ? 0 : Number(value);
};

/** Evaluates a formula of cells, arithmetic, comparisons and SUM, MIN, MAX, IF, AND, OR, ISNUMBER, YEAR, MONTH, as a spreadsheet does. */
const evaluate = (formula: string, read: ReadCell): Value => {
  const tokens = tokensOf(formula);
  let at = 0;
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at += 1;
    return true;
  };
  const reference = (token: string): readonly [number, number] => {
    const [, letters, row] = /^([A-Z]+)(\d+)$/.exec(token)!;
    return [columnOf(letters!), Number(row)];
  };
  const call = (name: string): Value => {
    const values: (Value | Range)[] = [];
    if (!take(')')) {
      do values.push(comparison());
      while (take(','));
      if (!take(')')) throw new Error(`no end of ${name}: ${formula}`);
    }
    // an empty cell is left out of lists of numbers
    const parameters = values
      .flatMap((value) => (typeof value === 'object' ? value.range : [value]))
      .filter((value) => value !== undefined);
    const numbers = parameters.map(numberOf);
    const [first, second, third] = values as Value[];
    if (name === 'SUM') return numbers.reduce((total, value) => total + value, 0);
    if (name === 'MIN') return Math.min(...numbers);
    if (name === 'MAX') return Math.max(...numbers);
    if (name === 'IF') return numberOf(first) === 0 ? third : second;
    if (name === 'AND') return numbers.every((value) => value !== 0);
    if (name === 'OR') return numbers.some((value) => value !== 0);
    if (name === 'ISNUMBER') return typeof first === 'number';
    // dates are days since 1970
    if (name === 'YEAR') return new Date(numberOf(first) * 86_400_000).getUTCFullYear();
    if (name === 'MONTH') return new Date(numberOf(first) * 86_400_000).getUTCMonth() + 1;
    throw new Error(`unknown function ${name}`);
  };
  const atom = (): Value | Range => {
    const token = tokens[at]!;
    at += 1;
    if (token === '(') {
      const value = comparison();
      if (!take(')')) throw new Error(`no closing bracket: ${formula}`);
      return value;
    }
    if (token.startsWith('"')) return token.slice(1, -1);
    if (/^\d/.test(token)) return Number(token);
    if (token === 'FALSE' || token === 'TRUE') return token === 'TRUE';
    if (take('(')) return call(token);
    const [column, row] = reference(token);
    if (!take(':')) return read(column, row);
    const [, last] = reference(tokens[at]!);
    at += 1;
    return { range: Array.from({ length: last - row + 1 }, (_, i) => read(column, row + i)) };
  };
  const unary = (): Value | Range => (take('-') ? -numberOf(unary()) : atom());
  const power = (): Value | Range => {
    let value = unary();
    while (take('^')) value = numberOf(value) ** numberOf(unary());
    return value;
  };
  const product = (): Value | Range => {
    let value = power();
    for (;;) {
      if (take('*')) value = numberOf(value) * numberOf(power());
      else if (take('/')) value = numberOf(value) / numberOf(power());
      else return value;
    }
  };
  const total = (): Value | Range => {
    let value = product();
    for (;;) {
      if (take('+')) value = numberOf(value) + numberOf(product());
      else if (take('-')) value = numberOf(value) - numberOf(product());
      else return value;
    }
  };
  const comparison = (): Value | Range => {
    const value = total();
    const compare = COMPARISONS[tokens[at] ?? ''];
    if (compare === undefined) return value;
    at += 1;
    return compare(numberOf(value), numberOf(total()));
  };
  const result = comparison();
  if (at < tokens.length || typeof result === 'object') throw new Error(`not a formula: ${formula}`);
  return result;
};

/** Computes the cells of a sheet from its inputs; formulas are computed anew, never read. Fails on a circle. */
export const recalculate = ({ rows }: WriteSheet): ReadCell => {
  const knownCells = new Map<string, { readonly value: Value } | undefined>();
  const read: ReadCell = (column, row) => {
    const key = `${column} ${row}`;
    if (knownCells.has(key)) {
      const knownCell = knownCells.get(key);
      if (knownCell === undefined) throw new Error(`a circle at ${key}`);
      return knownCell.value;
    }
    const cell = rows[row - 1]?.[column];
    knownCells.set(key, undefined);
    const cellValue = cell?.date === undefined ? (cell?.value ?? undefined) : Date.parse(String(cell.value)) / 86_400_000;
    const value = cell?.formula === undefined ? (cellValue as Value) : (evaluate(cell.formula, read) ?? 0);
    knownCells.set(key, { value });
    return value;
  };
  return read;
};
