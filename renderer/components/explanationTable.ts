import type { Explanation } from '#shared/contract/figure.ts';
import { text } from '#shared/messages/text.ts';
import { tsvCell, tsvRows } from '#shared/presentation/charts/tsv.ts';
import { figureText, renderMessage } from '#shared/presentation/message.ts';
import type { FormattedValue, MoneyScaleChoice } from '#shared/units/format.ts';

export type ExplanationLine = Explanation['lines'][number];

export type ReadLine = FormattedValue & {
  readonly label: string;
  readonly detail: string | undefined;
  readonly origin: ExplanationLine['origin'];
};

/** A rendered line of an explanation: label, number and unit. */
export const readLine = ({ label, amount, unit, decimals, origin, detail }: ExplanationLine, scale: MoneyScaleChoice): ReadLine => ({
  label: renderMessage(label),
  detail: detail && renderMessage(detail),
  origin,
  ...figureText({ value: amount, unit, decimals }, scale),
});

/** Formats an explanation as TSV: title, formula, lines with units, total, sources. */
export const explanationTsv = (explanation: Explanation, scale: MoneyScaleChoice): string => {
  const word = (value: string) => tsvCell(value, 'left');
  const line = (entry: ExplanationLine) => {
    const read = readLine(entry, scale);
    const cells = [word(read.label), tsvCell(read.text, 'right'), word(read.unit)];
    return read.detail === undefined ? cells : [...cells, word(read.detail)];
  };
  return tsvRows([
    [word(renderMessage(explanation.title))],
    [word(renderMessage(explanation.formula))],
    ...explanation.lines.map(line),
    line(explanation.total),
    ...explanation.sources.map((source) => [
      word(renderMessage(source.label)),
      word(source.note ? renderMessage(source.note) : ''),
      text(`origin.${source.origin}`),
    ]),
  ]);
};
