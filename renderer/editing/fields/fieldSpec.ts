import type { FieldIssue } from '#shared/contract/issues.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import {
  dateCodec,
  type FieldCodec,
  formatScaled,
  monthCodec,
  type NumberRule,
  numberCodec,
  type Parsed,
  parseFilled,
  parseScaled,
  textCodec,
} from '../../components/fieldCodec.ts';
import type { Choice } from '../../components/SelectField.tsx';

type Common = { readonly label: string; readonly required: boolean };

export type NumberSpec = Common &
  NumberRule & {
    readonly kind: 'number';
    readonly scale: number;
    readonly step: number;
  };

/** A few numbers in one field, parted by semicolons: a ramp-up by contract year. */
export type SeriesSpec = Common & { readonly kind: 'series'; readonly unit: string; readonly scale: number; readonly decimals: number };
export type TextSpec = Common & { readonly kind: 'text'; readonly rows?: number | undefined; readonly maxLength?: number | undefined };
export type ChoiceSpec = Common & { readonly kind: 'choice'; readonly choices: readonly Choice<string>[] };

/** What a field of a record is: how its value is read, shown and named. A year is a number without thousands commas. */
export type FieldSpec = NumberSpec | SeriesSpec | TextSpec | ChoiceSpec | (Common & { readonly kind: 'month' | 'date' | 'year' });

const withUnit = (shown: string, unit: string | undefined): string => {
  if (unit === undefined) return shown;
  // "± %" says how a value counts; a limit of it is plain per cent
  const plain = unit.replace(/^± /, '');
  return plain.startsWith('%') ? `${shown}\u2009${plain}` : `${shown}\u00a0${plain}`;
};

const seriesCodec = (spec: SeriesSpec): FieldCodec<readonly number[]> => ({
  align: 'left',
  format: (values) => values.map((value) => formatScaled(value, spec)).join('; '),
  parse: (typed) =>
    parseFilled<readonly number[]>(
      typed,
      spec.required,
      (filled) => {
        const parts = filled.split(/[;\t\n]/).filter((part) => part.trim() !== '');
        const values = parts.map((part) => parseScaled(part, spec)).filter((value) => value !== undefined);
        return values.length === parts.length ? { value: values } : { problem: text('records.notASeries', { unit: spec.unit }) };
      },
      [],
    ),
});

const yearCodec = (required: boolean): FieldCodec<number> => ({
  align: 'left',
  format: String,
  parse: (typed) =>
    parseFilled(typed, required, (filled) =>
      /^\d{4}$/.test(filled.trim()) ? { value: Number(filled) } : { problem: text('records.notAYear') },
    ),
});

const choiceCodec = ({ choices, required }: ChoiceSpec): FieldCodec<string> => ({
  align: 'left',
  format: (value) => choices.find((choice) => choice.value === value)?.label ?? value,
  parse: (typed) =>
    parseFilled(typed, required, (filled) => {
      const wanted = filled.trim().toLocaleLowerCase();
      const found = choices.find(({ value, label }) => value.toLocaleLowerCase() === wanted || label.toLocaleLowerCase() === wanted);
      return found ? { value: found.value } : { problem: componentTexts().notOffered };
    }),
});

/** The codec of a text whose record holds an empty text where it is empty. */
const emptyTextCodec = (spec: TextSpec): FieldCodec<string> => {
  const codec = textCodec(spec);
  return {
    ...codec,
    parse: (typed) => {
      const parsed = codec.parse(typed);
      return 'value' in parsed ? { value: parsed.value ?? '' } : parsed;
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

/** How the field of a spec shows and reads its value; the record's schema holds that the value is of the spec's kind. */
export const specCodec = (spec: FieldSpec): FieldCodec<unknown> => codecOfKind(spec) as FieldCodec<unknown>;

/** A value as its field shows it, without its unit. */
export const formatField = (spec: FieldSpec, value: unknown): string => (value === undefined ? '' : specCodec(spec).format(value));

/** The value in a typed or pasted text. */
export const parseField = (spec: FieldSpec, typed: string): Parsed<unknown> => specCodec(spec).parse(typed);

/** Rules whose limit is a value of the field, in the field's own unit. */
const BOUNDS: ReadonlySet<string> = new Set(['tooSmall', 'tooBig']);

/** What the door says is wrong with a field, its limit as the field shows it: "At most 50 %", never "At most 0.5". */
export const fieldIssueText = (spec: FieldSpec | undefined, issue: FieldIssue): string => {
  const { rule, limit } = issue;
  if (!spec || typeof limit !== 'number' || !BOUNDS.has(rule)) return issueText(issue);
  if (spec.kind === 'number' || spec.kind === 'series')
    return issueText({ ...issue, limit: withUnit(formatScaled(limit, spec), spec.unit) });
  return issueText(issue);
};
