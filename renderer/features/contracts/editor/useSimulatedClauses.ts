import { useState } from 'react';
import type { ContractClauses, SimulatedClauses } from '#shared/contract/contractClauses.ts';
import type { Job } from '#shared/contract/jobs.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { text } from '#shared/messages/text.ts';
import { useJob } from '../../../api/useJob.ts';
import { useToast } from '../../../components/Toast.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';

export type ClauseSimulation = {
  readonly result: SimulatedClauses | undefined;
  /** Terms or prices are no longer those that were simulated. */
  readonly stale: boolean;
  readonly job: Job | undefined;
  readonly problem: string | undefined;
  /** Undefined while it runs. */
  readonly start: (() => void) | undefined;
};

const isStale = ({ rows }: SimulatedClauses, { clauses }: ContractClauses): boolean =>
  clauses.some(({ key, value }) => rows.find((row) => row.key === key)?.formula.value !== value.value) ||
  rows.some(({ key, formula }) => formula.unit !== 'text' && !clauses.some((clause) => clause.key === key));

/** The terms of a contract simulated with and without each clause, when a person asks for it. */
export const useSimulatedClauses = (contract: OfftakeContract, clauses: ContractClauses): ClauseSimulation => {
  const toast = useToast();
  const [kept, keep] = useState<{ readonly of: string; readonly result?: SimulatedClauses }>();
  const [problem, setProblem] = useState<string>();
  const act = useCommand('contracts.simulateClauses', { undoable: false, alone: true });
  const { job, running, watch } = useJob('clauses', text('clauses.simulated.cutOff'), (end) => {
    if (end === 'cancelled') toast({ text: text('clauses.simulated.cancelled') });
    else if ('problem' in end) setProblem(end.problem);
    // one begun on another contract's page ends here too
    else if (end.result.contractId === contract.id) keep((before) => ({ of: before?.of ?? JSON.stringify(contract), result: end.result }));
  });
  const start = async () => {
    setProblem(undefined);
    const begun = await act.run({ contract });
    if (!begun) return;
    keep({ of: JSON.stringify(contract) });
    watch(begun.jobId);
  };
  const result = kept?.result;
  return {
    result,
    stale: result !== undefined && (kept?.of !== JSON.stringify(contract) || isStale(result, clauses)),
    job,
    problem,
    start: running || act.pending ? undefined : () => void start(),
  };
};
