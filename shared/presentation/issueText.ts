import type { FieldIssue } from '../contract/issues.ts';
import { en } from '../messages/en.ts';
import { formatMonth, formatNumber, formatPercent } from '../units/format.ts';
import { renderMessage } from './message.ts';

/** Rules whose limit is a fraction. */
const SHARE_RULES: ReadonlySet<string> = new Set(['bricksNotWhole']);
/** Rules whose limit, where it is a number, is a month. */
const MONTH_RULES: ReadonlySet<string> = new Set(['tooEarly', 'tooLate']);

const shownLimit = ({ rule, limit }: FieldIssue): string | undefined => {
  if (typeof limit !== 'number') return limit;
  if (SHARE_RULES.has(rule)) return formatPercent(limit, { decimals: 1 });
  return MONTH_RULES.has(rule) ? formatMonth(limit) : formatNumber(limit, { decimals: Number.isInteger(limit) ? 0 : 2 });
};

/** What is wrong with a field, in the words of its rule; a rule without words is a value the field can't take. */
export const issueText = (issue: FieldIssue): string => {
  const key = `issue.${issue.rule}`;
  const shown = shownLimit(issue);
  return renderMessage({
    key: Object.hasOwn(en, key) ? key : 'issue.wrongType',
    ...(shown === undefined ? {} : { values: { limit: shown } }),
  });
};
