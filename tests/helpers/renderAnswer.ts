import { Label, Message } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import { Scenario } from '#shared/domain/scenario.ts';
import { en } from '#shared/messages/en.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { localizeScenario } from '#shared/presentation/scenario.ts';

/** Returns an answer with its messages, labels and shipped scenarios written in the current locale, as pages write them. */
export const renderAnswer = (answer: unknown): unknown => {
  if (Array.isArray(answer)) return answer.map(renderAnswer);
  if (typeof answer !== 'object' || answer === null) return answer;
  if ('key' in answer && Object.hasOwn(en, String(answer.key)) && !('figures' in answer)) return renderMessage(Message.parse(answer));
  if ('country' in answer && Object.keys(answer).length === 2 && 'name' in answer) return renderLabel(Label.parse(answer));
  if ('shipped' in answer && typeof answer.shipped === 'string') return renderLabel(Label.parse(answer));
  const scenario = Scenario.safeParse(answer);
  if (scenario.success) return localizeScenario(scenario.data);
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, renderAnswer(value)]));
};

const read = (label: Label | null): string => (label ? renderLabel(label).replace(/[\u202f\u00a0]/g, ' ') : '');

/** Returns the fields of a change as the page shows them, with plain spaces; empty where a field has no value. */
export const readFields = (fields: readonly FieldChange[]) =>
  fields.map(({ label, before, after }) => ({ label: read(label), before: read(before), after: read(after) }));
