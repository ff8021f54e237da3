import { Effect } from '#shared/contract/contracts.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { Figure as FigureSchema, Message } from '#shared/contract/figure.ts';
import { identityKey, isFields, listTableFigures } from '#shared/contract/identifiedFigures.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { columnText, figureText, renderMessage } from '#shared/presentation/message.ts';

/** Removes the identities of an answer, to compare it with that of another plan or scenario with the same numbers. */
export const withoutIdentities = <T>(answer: T): T =>
  JSON.parse(JSON.stringify(answer, (name, value: unknown) => (name === 'identity' ? undefined : value)));

/** A number with its identity, and where it was found. */
export type FoundFigure = {
  readonly identity: FigureIdentity;
  readonly value: number;
  /** The number as it is read; absent for numbers of tables. */
  readonly shown?: string;
  readonly at: string;
};

/** A text that stands for a figure; `within` is what else of its document or answer the reader sees with it: headings and the row. */
export type FoundLabel = { readonly label: string; readonly within: string; readonly identity: FigureIdentity; readonly at: string };

/** What a label has to state: the measure and its basis. */
const basisKey = ({ measure, yearBasis, dealBasis = 'inPlan', notedAt }: FigureIdentity): string =>
  [measure, yearBasis, dealBasis, notedAt && 'noted'].join(' ');

export const isObject = isFields;

const parseFigure = memoizeWeakly((value: Record<string, unknown>): Figure | undefined => FigureSchema.safeParse(value).data);

/** The figure that a part of an answer is, if it is one with a number. */
export const asFigure = (value: unknown): Figure | undefined =>
  isObject(value) && 'unit' in value && 'decimals' in value && typeof value.value === 'number' ? parseFigure(value) : undefined;

/** Collects the identified figures of an answer. */
export const crawlFigures = (answer: unknown, at: string): readonly FoundFigure[] => {
  const figures: FoundFigure[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) visit(element, `${path}.${i}`);
      return;
    }
    if (!isObject(value)) return;
    const figure = asFigure(value);
    if (figure) {
      if (figure.identity) {
        const { deducted, ...identity } = figure.identity;
        const figureWords = figureText({ ...figure, sign: false }, 'm').text;
        figures.push({
          identity,
          value: (deducted ? -1 : 1) * Number(figure.value),
          ...(deducted ? {} : { shown: figureWords }),
          at: path,
        });
      }
      return;
    }
    figures.push(...listTableFigures(value, path));
    for (const [name, member] of Object.entries(value)) if (name !== 'explanation') visit(member, `${path}.${name}`);
  };
  visit(answer, at);
  return figures;
};

const cellText = (cell: unknown): string => {
  if (!isObject(cell)) return '';
  if (typeof cell.text === 'string') return cell.text;
  if (isObject(cell.message)) return renderMessage(Message.parse(cell.message));
  return isObject(cell.figure) ? String(cell.figure.value) : '';
};

/** Columns whose cells name what the figures of their row measure. */
const MEASURE_COLUMNS: ReadonlySet<string> = new Set(['decisions.figure']);

/** The text of a cell; a blank one continues that of the row above. */
const continuedText = (rows: readonly (readonly unknown[])[], r: number, c: number): string =>
  rows
    .slice(0, r + 1)
    .map((row) => cellText(row[c]))
    .findLast((content) => content !== '') ?? '';

/** Collects the labels of the identified figures of a document in the current locale. */
export const crawlLabels = (blocks: readonly SummaryBlock[], at: string): readonly FoundLabel[] => {
  let chapter = '';
  let heading = '';
  return blocks.flatMap((block, i): readonly FoundLabel[] => {
    const place = `${at}.${i}`;
    switch (block.kind) {
      case 'heading':
        if (block.level === 'chapter') chapter = renderMessage(block.text);
        heading = block.level === 'chapter' ? '' : renderMessage(block.text);
        return [];
      case 'figures':
        return block.figures.flatMap(({ label, figure, basis }) => {
          if (!figure.identity) return [];
          const read = [renderMessage(label), ...(basis ? [renderMessage(basis)] : [])].join(', ');
          return [{ label: read, within: `${chapter} | ${heading}`, identity: figure.identity, at: place }];
        });
      case 'table': {
        const measureColumn = block.columns.findIndex(({ label }) => 'key' in label && MEASURE_COLUMNS.has(label.key));
        return [...block.rows, ...(block.total ? [block.total] : [])].flatMap((row, r) =>
          row.flatMap((cell, c): FoundLabel[] => {
            const column = block.columns[c];
            if (!('figure' in cell) || !cell.figure.identity || column === undefined) return [];
            // a row of the plan among rows of records names what it adds: spot sales, the total
            const ofPlan =
              cell.figure.identity.subject === 'plan' ? [cellText(row[0]), cellText(row[1])].filter((name) => name !== '') : [];
            const ofMeasure = measureColumn < 0 ? ofPlan : [cellText(row[measureColumn])];
            const label = [renderMessage(column.label), ...ofMeasure].join(', ');
            const record = measureColumn < 0 ? [cellText(row[0]), cellText(row[1])] : [0, 1].map((i) => continuedText(block.rows, r, i));
            const containers = [chapter, heading, ...record].join(' | ');
            return [{ label, within: containers, identity: cell.figure.identity, at: `${place}.${r}.${c}` }];
          }),
        );
      }
      default:
        return [];
    }
  });
};

/** Fields with a number that names a row. */
const PERIODS: ReadonlySet<string> = new Set(['year', 'month', 'delivery', 'from', 'to']);

/** The text that names a record, a row or a figure: a message, a name, a code, a year, a month. */
const nameOf = (name: string, value: unknown): readonly string[] => {
  if (typeof value === 'string' || (typeof value === 'number' && PERIODS.has(name))) return [`${name} ${value}`];
  if (!isObject(value)) return [];
  if (typeof value.key === 'string' && !('figures' in value)) return [renderMessage(Message.parse(value))];
  return ['name', 'shipped', 'country'].flatMap((field) => (typeof value[field] === 'string' ? [`${name} ${value[field]}`] : []));
};

/** The names and years in a sentence, which say what its amounts are of. */
const wordsOf = ({ figures }: Record<string, unknown>): Record<string, unknown> =>
  isObject(figures)
    ? Object.fromEntries(
        Object.entries(figures).flatMap(([slot, figure]) => {
          if (!isObject(figure) || (figure.unit !== 'text' && figure.unit !== 'year')) return [];
          return [[slot, figure.label ?? String(figure.value)]];
        }),
      )
    : {};

/**
 * Collects the labels of the identified figures of a page's answer in the current locale: the message that stands beside a figure, or else
 * the fields that lead to it. What names the rows around it is where the reader sees it.
 */
export const crawlAnswerLabels = (answer: unknown, at: string): readonly FoundLabel[] => {
  const labels: FoundLabel[] = [];
  const visit = (value: unknown, path: string, fields: readonly string[], containers: readonly string[]): void => {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) {
        const names =
          isObject(element) && !asFigure(element)
            ? Object.entries({ ...element, ...wordsOf(element) }).flatMap(([name, part]) => nameOf(name, part))
            : [];
        // an element without a name is a cell, whose place is that of its column
        visit(element, `${path}.${i}`, fields, [...containers, ...(names.length > 0 ? names : [`column ${i}`])]);
      }
      return;
    }
    if (!isObject(value)) return;
    const figure = asFigure(value);
    if (figure) {
      if (figure.identity) labels.push({ label: fields.join('.'), within: containers.join(' | '), identity: figure.identity, at: path });
      return;
    }
    const heading = isObject(value.label) && typeof value.label.key === 'string' ? renderMessage(Message.parse(value.label)) : undefined;
    const sentence = typeof value.key === 'string' && isObject(value.figures) ? value.key : undefined;
    const ownFields = heading === undefined ? (sentence === undefined ? fields : [...fields, sentence]) : [heading];
    for (const [name, member] of Object.entries(value))
      if (name !== 'explanation') visit(member, `${path}.${name}`, [...ownFields, name], containers);
  };
  visit(answer, at, [], []);
  return labels;
};

/** Units of amounts that have to be identified. */
const IDENTIFIED_UNITS: ReadonlySet<string> = new Set(['usd', 'usdPerYear', 'usdPerDmt', 'dmt', 'dmtPerYear', 'fraction']);

/** Collects the amounts of an answer or a document without an identity; `isException` knows places by their fields. */
export const crawlUnidentified = (answer: unknown, at: string, isException: (fields: string) => boolean): readonly string[] => {
  const figurePlaces: string[] = [];
  const visit = (value: unknown, path: string, fields: string): void => {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) visit(element, `${path}.${i}`, fields);
      return;
    }
    if (!isObject(value)) return;
    if (typeof value.value === 'number' && typeof value.unit === 'string') {
      const isFree = value.identity !== undefined || !IDENTIFIED_UNITS.has(value.unit);
      if (!isFree && !isException(fields)) figurePlaces.push(`${path} (${fields}): ${value.value} ${value.unit}`);
      return;
    }
    for (const [name, member] of Object.entries(value)) if (name !== 'explanation') visit(member, `${path}.${name}`, `${fields}.${name}`);
  };
  visit(answer, at, at.split('(')[0]!);
  return figurePlaces;
};

/** Lists figures of a document whose unit is not that of their column, in the current locale. */
export const crawlUnits = (blocks: readonly SummaryBlock[], at: string): readonly string[] =>
  blocks.flatMap((block, i): readonly string[] => {
    if (block.kind !== 'table') return [];
    return [...block.rows, ...(block.total ? [block.total] : [])].flatMap((row, r) =>
      row.flatMap((cell, c) => {
        const head = block.columns[c]?.unit;
        if (!head || !('figure' in cell)) return [];
        const [unit, expectedHead] = [columnText(cell.figure, 'm').unit, renderMessage(head)];
        // a share names its whole: "% of deck"
        return unit === '' || unit === expectedHead || (unit === '%' && expectedHead.startsWith('% '))
          ? []
          : [`${at}.${i}.${r}.${c}: ${unit} under ${expectedHead}`];
      }),
    );
  });

/** Lists limits that an effect of an answer names as cured beside a row in which they are breached. */
export const crawlCures = (answer: unknown, at: string): readonly string[] => {
  if (Array.isArray(answer)) return answer.flatMap((element, i) => crawlCures(element, `${at}.${i}`));
  if (!isObject(answer)) return [];
  const effect = 'cured' in answer ? Effect.safeParse(answer) : undefined;
  if (!effect?.success)
    return Object.entries(answer).flatMap(([name, member]) => (name === 'explanation' ? [] : crawlCures(member, `${at}.${name}`)));
  const { cured, rows } = effect.data;
  return rows.flatMap(({ limit }) => (limit?.state === 'breached' && cured.includes(limit.name) ? [`${at}: ${limit.name}`] : []));
};

const SAME = 1e-9;

/** Lists identities with two values, each with the places of both. */
export const findConflicts = (figures: readonly FoundFigure[]): readonly string[] =>
  [...Map.groupBy(figures, ({ identity }) => identityKey(identity))].flatMap(([key, sameFigures]) => {
    const [first, ...others] = sameFigures;
    const otherFigure = others.find(
      ({ value }) => Math.abs(value - first!.value) > SAME * Math.max(1, Math.abs(value), Math.abs(first!.value)),
    );
    return otherFigure ? [`${key}: ${first!.value} (${first!.at}), ${otherFigure.value} (${otherFigure.at})`] : [];
  });

/** Lists labels of documents that stand for two measures or bases anywhere, or for two figures at one place of a document. */
export const findAmbiguousLabels = (labels: readonly FoundLabel[]): readonly string[] => [
  ...findAmbiguous(labels, ({ label }) => label, basisKey),
  ...findAmbiguousPlaces(labels),
];

/** Lists labels that stand for two figures at one place of an answer or a document. */
export const findAmbiguousPlaces = (labels: readonly FoundLabel[]): readonly string[] =>
  findAmbiguous(labels, ({ label, within, at }) => `${at.split('.')[0]} | ${within} | ${label}`, identityKey);

const decimalsOf = (figureWords: string): number => (figureWords.split('.')[1] ?? '').length;

/** Lists identities that are read as two numbers with equal decimals. */
export const findShownConflicts = (figures: readonly FoundFigure[]): readonly string[] =>
  [
    ...Map.groupBy(
      figures.flatMap((figure) => (figure.shown === undefined ? [] : [{ ...figure, shown: figure.shown }])),
      ({ identity, shown }) => `${identityKey(identity)} ${decimalsOf(shown)}`,
    ),
  ].flatMap(([key, sameFigures]) => {
    const [first] = sameFigures;
    const otherFigure = sameFigures.find(({ shown }) => shown !== first!.shown);
    return otherFigure ? [`${key}: ${first!.shown} (${first!.at}), ${otherFigure.shown} (${otherFigure.at})`] : [];
  });

const findAmbiguous = (
  labels: readonly FoundLabel[],
  by: (label: FoundLabel) => string,
  key: (identity: FigureIdentity) => string,
): readonly string[] =>
  [...Map.groupBy(labels, by)].flatMap(([label, sameLabels]) => {
    const otherLabel = sameLabels.find(({ identity }) => key(identity) !== key(sameLabels[0]!.identity));
    return otherLabel
      ? [`“${label}”: ${key(sameLabels[0]!.identity)} (${sameLabels[0]!.at}), ${key(otherLabel.identity)} (${otherLabel.at})`]
      : [];
  });
