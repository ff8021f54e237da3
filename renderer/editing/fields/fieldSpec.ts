import type { FieldIssue } from '#shared/contract/issues.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { areAmountsHidden, HIDDEN_AMOUNT, percentGap } from '#shared/units/format.ts';
import {
  dateCodec,
  type FieldCodec,
  formatScaled,
  monthCodec,
  type NumberRule,
  numberCodec,
  type ParseResult,
  parseScaled,
  parseUnlessEmpty,
  textCodec,
} from '../../components/fieldCodec.ts';
import type { Choice } from '../../components/SelectField.tsx';

type CommonSpec = {
  readonly label: string;
  readonly required: boolean;
  /** The term of the trade that the label explains. */
  readonly term?: GlossaryTerm | undefined;
};

export type NumberSpec = CommonSpec &
  NumberRule & {
    readonly kind: 'number';
    readonly scale: number;
    readonly step: number;
  };

/** Several numbers in one field, separated by semicolons, such as a ramp-up by contract year. */
export type SeriesSpec = CommonSpec & { readonly kind: 'series'; readonly unit: string; readonly scale: number; readonly decimals: number };
export type TextSpec = CommonSpec & { readonly kind: 'text'; readonly rows?: number | undefined; readonly maxLength?: number | undefined };
export type ChoiceSpec = CommonSpec & { readonly kind: 'choice'; readonly choices: readonly Choice<string>[] };

/** Describes a field of a record: how its value is parsed, formatted and named. A year is a number without thousands separators. */
export type FieldSpec = NumberSpec | SeriesSpec | TextSpec | ChoiceSpec | (CommonSpec & { readonly kind: 'month' | 'date' | 'year' });

const withUnit = (figure: string, unit: string | undefined): string => {
  if (unit === undefined) return figure;
  // "± %" is the unit of a deviation; its limit is in plain per cent
  const plainUnit = unit.replace(/^± /, '');
  return plainUnit.startsWith('%') ? `${figure}${percentGap()}${plainUnit}` : `${figure}\u00a0${plainUnit}`;
};

const seriesCodec = (spec: SeriesSpec): FieldCodec<readonly number[]> => ({
  align: 'left',
  format: (values) => values.map((value) => formatScaled(value, spec)).join('; '),
  parse: (typedText) =>
    parseUnlessEmpty<readonly number[]>(
      typedText,
      spec.required,
      (filledText) => {
        const parts = filledText.split(/[;\t\n]/).filter((part) => part.trim() !== '');
        const values = parts.map((part) => parseScaled(part, spec)).filter((value) => value !== undefined);
        return values.length === parts.length ? { value: values } : { problem: text('records.notASeries', { unit: spec.unit }) };
      },
      [],
    ),
});

const yearCodec = (isRequired: boolean): FieldCodec<number> => ({
  align: 'left',
  format: String,
  parse: (typedText) =>
    parseUnlessEmpty(typedText, isRequired, (filledText) =>
      /^\d{4}$/.test(filledText.trim()) ? { value: Number(filledText) } : { problem: text('records.notAYear') },
    ),
});

const choiceCodec = ({ choices, required }: ChoiceSpec): FieldCodec<string> => ({
  align: 'left',
  format: (value) => choices.find((choice) => choice.value === value)?.label ?? value,
  parse: (typedText) =>
    parseUnlessEmpty(typedText, required, (filledText) => {
      const lowerCased = filledText.trim().toLocaleLowerCase();
      const choice = choices.find(
        ({ value, label }) => value.toLocaleLowerCase() === lowerCased || label.toLocaleLowerCase() === lowerCased,
      );
      return choice ? { value: choice.value } : { problem: componentTexts().notOffered };
    }),
});

/** The codec of a text that is stored as an empty string when it is empty. */
const emptyTextCodec = (spec: TextSpec): FieldCodec<string> => {
  const codec = textCodec(spec);
  return {
    ...codec,
    parse: (typedText) => {
      const parsedResult = codec.parse(typedText);
      return 'value' in parsedResult ? { value: parsedResult.value ?? '' } : parsedResult;
    },
  };
};

const codecOfKind = (spec: FieldSpec) => {
  switch (spec.kind) {
    case 'number':
      return numberCodec(spec);
    case 'series':
      return seriesCodec(spec);
    case 'month':
      return monthCodec(spec.required);
    case 'date':
      return dateCodec(spec.required);
    case 'year':
      return yearCodec(spec.required);
    case 'choice':
      return choiceCodec(spec);
    case 'text':
      return emptyTextCodec(spec);
  }
};

/** Formats and parses the value of a field. The record's schema guarantees that the value is of the kind of the spec. */
export const specCodec = (spec: FieldSpec): FieldCodec<unknown> => codecOfKind(spec) as FieldCodec<unknown>;

const isAmount = (spec: FieldSpec): boolean => (spec.kind === 'number' || spec.kind === 'series') && !spec.unit?.includes('%');

/** Formats a value beside or without its field, without the unit; an amount only while amounts are shown. */
export const formatField = (spec: FieldSpec, value: unknown): string => {
  if (value === undefined) return '';
  return isAmount(spec) && areAmountsHidden() ? HIDDEN_AMOUNT : specCodec(spec).format(value);
};

/** Parses a typed or pasted text. */
export const parseField = (spec: FieldSpec, typedText: string): ParseResult<unknown> => specCodec(spec).parse(typedText);

/** Rules whose limit is a value of the field. */
const BOUNDS: ReadonlySet<string> = new Set(['tooSmall', 'tooBig']);

/** The text of an issue of a field. Its limit is in the unit of the field: "At most 50 %", never "At most 0.5". */
export const fieldIssueText = (spec: FieldSpec | undefined, issue: FieldIssue): string => {
  const { rule, limit } = issue;
  if (!spec || typeof limit !== 'number' || !BOUNDS.has(rule)) return issueText(issue);
  if (spec.kind === 'number' || spec.kind === 'series')
    return issueText({ ...issue, limit: withUnit(formatScaled(limit, spec), spec.unit) });
  return issueText(issue);
};
