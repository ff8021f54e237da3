import fc from 'fast-check';
import { CHANGING_COMMANDS } from '../services/commandActs.ts';
import type { DeskRequest, Ending } from './simulatedDesk.ts';

export const MAX_DESKS = 5;

/** What one desk does at one moment of a schedule. */
export type Step = { readonly desk: number } & (
  | { readonly kind: 'request'; readonly request: DeskRequest; readonly killAt?: number | undefined }
  | { readonly kind: 'sync'; readonly ending: Ending; readonly killAt?: number | undefined }
  | { readonly kind: 'restart' }
  | { readonly kind: 'network'; readonly isOffline: boolean }
  | { readonly kind: 'clock'; readonly days: number }
);

/** Commands of a fifth of a second and more. */
const SLOW = ['limits.makePlan', 'houseStyle.setLogo', 'imports.apply'] as const satisfies readonly DeskRequest['command'][];
const QUICK = CHANGING_COMMANDS.filter((name) => !SLOW.some((slowName) => slowName === name));

/** Statements until a process is killed; a command has up to a hundred, a synchronisation several hundred. */
const KILL = (max: number): fc.Arbitrary<number> => fc.oneof(fc.nat({ max: 20 }), fc.nat({ max }));
const COMMAND: fc.Arbitrary<DeskRequest['command']> = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...QUICK) },
  { weight: 1, arbitrary: fc.constantFrom(...SLOW) },
);
const ENDING: fc.Arbitrary<Ending> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('completed' as const) },
  { weight: 1, arbitrary: fc.constant('appendedTwice' as const) },
  { weight: 2, arbitrary: fc.record({ at: fc.nat({ max: 6 }), isAfter: fc.boolean() }) },
);
const desk = fc.nat({ max: MAX_DESKS - 1 });

const stepWith = (commands: readonly DeskRequest['command'][]): fc.Arbitrary<Step> => {
  const request: fc.Arbitrary<DeskRequest> = fc.record({
    command: fc.oneof(
      { weight: 10, arbitrary: fc.constantFrom(...commands) },
      { weight: 2, arbitrary: fc.constantFrom('history.undo' as const, 'history.redo' as const) },
      { weight: 1, arbitrary: fc.constant('team.resolveConflict' as const) },
    ),
    seed: fc.nat(),
    isRepeated: fc.nat({ max: 5 }).map((number) => number === 5),
  });
  const completedEnding = fc.constant('completed' as const);
  return fc.oneof(
    { weight: 14, arbitrary: fc.record({ desk, kind: fc.constant('request' as const), request }) },
    { weight: 2, arbitrary: fc.record({ desk, kind: fc.constant('request' as const), request, killAt: KILL(100) }) },
    { weight: 9, arbitrary: fc.record({ desk, kind: fc.constant('sync' as const), ending: ENDING }) },
    { weight: 2, arbitrary: fc.record({ desk, kind: fc.constant('sync' as const), ending: completedEnding, killAt: KILL(400) }) },
    { weight: 1, arbitrary: fc.record({ desk, kind: fc.constant('restart' as const) }) },
    { weight: 1, arbitrary: fc.record({ desk, kind: fc.constant('network' as const), isOffline: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ desk, kind: fc.constant('clock' as const), days: fc.integer({ min: -400, max: 400 }) }) },
  );
};

/** The steps of a schedule. It has few commands, so that desks change the same records; all schedules together have all of them. */
export const stepsUpTo = (maxLength: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(COMMAND, { minLength: 1, maxLength: 4 }).chain((commands) => fc.array(stepWith(commands), { minLength: 4, maxLength }));

/** The number of desks: mostly few, which meet more often. */
export const DESKS = fc.constantFrom(2, 2, 2, 3, 3, 4, MAX_DESKS);
