import type { FieldIssue } from '../contract/issues.ts';
import { isMessageKey } from '../messages/text.ts';
import { formatMonth, formatNumber, formatPercent } from '../units/format.ts';
import { renderLabel, renderMessage } from './message.ts';

/** Rules whose limit is a fraction. */
const SHARE_RULES: ReadonlySet<string> = new Set(['bricksNotWhole', 'sharesNotWhole']);
/** Rules whose numeric limit is a month. */
const MONTH_RULES: ReadonlySet<string> = new Set(['tooEarly', 'tooLate']);

const limitText = ({ rule, limit }: FieldIssue): string | undefined => {
  if (typeof limit === 'object') return renderLabel(limit);
  if (typeof limit !== 'number') return limit;
  if (SHARE_RULES.has(rule)) return formatPercent(limit, { decimals: 1 });
  return MONTH_RULES.has(rule) ? formatMonth(limit) : formatNumber(limit, { decimals: Number.isInteger(limit) ? 0 : 2 });
};

/** Writes the text of an issue of a field; a rule without a text gets that of an invalid value. */
export const issueText = (issue: FieldIssue): string => {
  const key = `issue.${issue.rule}`;
  const limit = limitText(issue);
  return renderMessage({
    key: isMessageKey(key) ? key : 'issue.wrongType',
    ...(limit === undefined ? {} : { values: { limit } }),
  });
};
