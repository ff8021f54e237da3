import type { Country } from '#shared/domain/zone.ts';
import { countryName } from '#shared/messages/country.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { text } from '#shared/messages/text.ts';
import { isPrecious } from '../../components/elements.ts';
import type { Choice } from '../../components/SelectField.tsx';
import type { ChoiceSpec, FieldSpec, NumberSpec } from './fieldSpec.ts';

type NumberOptions = Partial<Pick<NumberSpec, 'scale' | 'decimals' | 'step' | 'required'>> & { readonly unit?: string };

/** A plain number; `step` is in the unit shown. */
export const numberSpec = (label: MessageKey, { unit, scale = 1, decimals = 0, step = 1, required = true }: NumberOptions): NumberSpec => ({
  kind: 'number',
  label: text(label),
  scale,
  decimals,
  step,
  required,
  ...(unit === undefined ? {} : { unit }),
});

/** Adds the term of the trade that the label of a field explains. */
export const withTerm = <S extends FieldSpec>(spec: S, term: GlossaryTerm): S => ({ ...spec, term });

/** A fraction that is shown in per cent. */
export const percentSpec = (label: MessageKey, options: NumberOptions = {}): NumberSpec =>
  numberSpec(label, { unit: text('formUnit.percent'), scale: 100, decimals: 1, ...options });

/** A grade: in per cent, gold and silver in grams per dmt. */
export const gradeSpec = (label: MessageKey, element: string, unit: string = text('formUnit.percent')): FieldSpec =>
  isPrecious(element)
    ? numberSpec(label, { unit: text('formUnit.gramsPerTonne'), scale: 1e6, decimals: 1, step: 0.1 })
    : percentSpec(label, { unit, step: 0.1 });

/** Tonnes a year in kdmt. */
export const kdmtAYearSpec = (label: MessageKey): NumberSpec =>
  numberSpec(label, { unit: text('formUnit.kdmtAYear'), scale: 0.001, decimals: 1 });

export const monthsSpec = (label: MessageKey): FieldSpec => numberSpec(label, { unit: text('formUnit.months') });

export const monthSpec = (label: MessageKey): FieldSpec => ({ kind: 'month', label: text(label), required: true });

export const dateSpec = (label: MessageKey): FieldSpec => ({ kind: 'date', label: text(label), required: true });

/** A line of text, or a paragraph of several rows; it may be empty unless it is required. */
export const textSpec = (label: MessageKey, options: { readonly required?: boolean; readonly rows?: number } = {}): FieldSpec => ({
  kind: 'text',
  label: text(label),
  required: options.required ?? false,
  rows: options.rows,
});

export const choiceSpec = (label: MessageKey, choices: readonly Choice<string>[]): ChoiceSpec => ({
  kind: 'choice',
  label: text(label),
  required: true,
  choices,
});

/** The values of a closed list with their labels, in the order of the list. The compiler checks that the list is complete. */
export const choicesOf = <V extends string>(labels: Readonly<Record<V, MessageKey>>): readonly Choice<V>[] =>
  (Object.entries(labels) as [V, MessageKey][]).map(([value, key]) => ({ value, label: text(key) }));

export const enumSpec = <V extends string>(label: MessageKey, values: Readonly<Record<V, MessageKey>>): ChoiceSpec =>
  choiceSpec(label, choicesOf(values));

/** The countries of the workspace with their zones. */
export const countryChoices = (countries: readonly Country[]): readonly Choice<string>[] =>
  countries.map((country) => ({ value: country.code, label: countryName(country), note: text(`zone.${country.zone}`) }));
