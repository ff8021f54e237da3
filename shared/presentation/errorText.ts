import { type ErrorDetails, OrebookError } from '../contract/errors.ts';
import { Label } from '../contract/figure.ts';
import { RunFault } from '../domain/simulation.ts';
import { text } from '../messages/text.ts';
import { formatMonth } from '../units/format.ts';
import { figureText, joinUnit, renderLabel } from './message.ts';

/** Writes the details of an error as texts: a month by its name, a capacity in USD as money, a label by its text. */
const detailTexts = (details: ErrorDetails): Readonly<Record<string, string | number>> => {
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(details)) {
    if (name === 'month' && typeof value === 'number') values[name] = formatMonth(value);
    else if (name === 'capacity' && typeof value === 'number') values[name] = joinUnit(figureText({ value, unit: 'usd' }, 'auto'));
    else if (typeof value === 'string' || typeof value === 'number') values[name] = value;
    else {
      const label = Label.safeParse(value);
      if (label.success) values[name] = renderLabel(label.data);
    }
  }
  return values;
};

/** What a log can have in place of the one that a workspace follows. */
const LOG_MISMATCHES = ['plain', 'rewound', 'archived', 'forked'] as const;

/** Writes what happened and what to do. An error without a code counts as INTERNAL. */
export const errorText = (error: unknown): string => {
  const orebookError = error instanceof OrebookError ? error : new OrebookError('INTERNAL', { id: '–' });
  // IN_USE may list the uses
  const names = orebookError.code === 'IN_USE' ? Label.safeParse(orebookError.details.names) : undefined;
  if (names?.success) return text('issue.usedBy', { limit: renderLabel(names.data) });
  const contracts = orebookError.code === 'IN_USE' ? Label.safeParse(orebookError.details.contracts) : undefined;
  if (contracts?.success) return text('contract.linkedContracts', { contracts: renderLabel(contracts.data) });
  const mismatch = orebookError.code === 'TEAM_LOG_MISMATCH' && LOG_MISMATCHES.find((kind) => kind === orebookError.details.found);
  if (mismatch) return text(`team.mismatch.${mismatch}`);
  // of a file of a simulation run
  const fault = orebookError.code === 'BAD_FILE' ? RunFault.safeParse(orebookError.details.fault) : undefined;
  if (fault?.success) return text(`simulation.page.fault.${fault.data}`);
  return text(`error.${orebookError.code}`, detailTexts(orebookError.details));
};
