import { appendFileSync } from 'node:fs';

/** The parts of the recorded run, `npm run prove`, whose size is a number. */
type ProofCount = 'KILLS' | 'DISK_STEPS' | 'FLIPS' | 'FILES' | 'CALLS' | 'DESKTOP_CALLS' | 'ACTS' | 'SCHEDULES';

/** Returns the size of a part in the recorded run; in other runs of the tests, the small one given. */
export const proofCount = (name: ProofCount, defaultCount: number): number => Number(process.env[`OREBOOK_PROVE_${name}`] ?? defaultCount);

/** The seed of all random choices of the recorded run. */
export const PROOF_SEED = Number(process.env.OREBOOK_PROVE_SEED ?? 20_261_124);

/** Adds figures to the file of the recorded run, if one is made. */
export const recordFigures = (part: string, figures: Readonly<Record<string, number | string>>): void => {
  const file = process.env.OREBOOK_PROVE_FIGURES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ part, figures })}\n`);
};
