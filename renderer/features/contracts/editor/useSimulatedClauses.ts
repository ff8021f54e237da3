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
  /** Whether terms or prices have changed since the simulation. */
  readonly isOutdated: boolean;
  readonly job: Job | undefined;
  readonly problem: string | undefined;
  /** Undefined while it runs. */
  readonly start: (() => void) | undefined;
};

/** Whether the formulas give other values now than when the clauses were simulated. */
const hasOtherFormulas = ({ rows }: SimulatedClauses, { clauses }: ContractClauses): boolean =>
  clauses.some(({ key, value }) => rows.find((row) => row.key === key)?.formula.value !== value.value) ||
  rows.some(({ key, formula }) => formula.unit !== 'text' && !clauses.some((clause) => clause.key === key));

/** Simulates a contract with and without each clause on request. */
export const useSimulatedClauses = (contract: OfftakeContract, clauses: ContractClauses): ClauseSimulation => {
  const toast = useToast();
  const [simulation, setSimulation] = useState<{ readonly of: string; readonly result?: SimulatedClauses }>();
  const [problem, setProblem] = useState<string>();
  const simulate = useCommand('contracts.simulateClauses', { isUndoable: false, isExclusive: true });
  const { job, isRunning, watch } = useJob('clauses', text('clauses.simulated.cutOff'), (end) => {
    if (end === 'cancelled') toast({ text: text('clauses.simulated.cancelled') });
    else if ('problem' in end) setProblem(end.problem);
    // a job of another contract's page ends here too
    else if (end.result.contractId === contract.id)
      setSimulation((previousSimulation) => ({ of: previousSimulation?.of ?? JSON.stringify(contract), result: end.result }));
  });
  const start = async () => {
    setProblem(undefined);
    const job = await simulate.run({ contract });
    if (!job) return;
    setSimulation({ of: JSON.stringify(contract) });
    watch(job.jobId);
  };
  const result = simulation?.result;
  return {
    result,
    isOutdated: result !== undefined && (simulation?.of !== JSON.stringify(contract) || hasOtherFormulas(result, clauses)),
    job,
    problem,
    start: isRunning || simulate.isPending ? undefined : () => void start(),
  };
};
