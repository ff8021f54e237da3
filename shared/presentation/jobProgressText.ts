import type { JobState } from '../contract/jobs.ts';
import { text } from '../messages/text.ts';
import { formatPlainNumber } from '../units/format.ts';
import { renderMessage } from './message.ts';

/** A duration from which it is shown in minutes, seconds. */
const MINUTES_FROM = 120;

/** The expected duration of a job: "45 s", "12 min". */
export const jobDurationText = (seconds: number): string => {
  const count = (value: number): string => formatPlainNumber(Math.max(1, value), { decimals: 0 });
  return seconds < MINUTES_FROM
    ? text('data.job.seconds', { count: count(seconds) })
    : text('data.job.minutes', { count: count(seconds / 60) });
};

/**
 * The step of a running job, what is done of it, and the time left. `isCounted`: false where the names of its steps contain the count, or where
 * it is of parts of the whole job.
 */
export const jobProgressText = (state: JobState, isCounted: boolean): string => {
  if (state.state !== 'running') return '';
  if (state.isCancelling) return text('data.job.cancelling');
  if (!state.progress) return text('data.job.waiting');
  const { done, total, secondsLeft, isAtMost } = state.progress;
  const count = (value: number): string => formatPlainNumber(value, { decimals: 0 });
  const { step: stepMessage } = state.progress;
  // every number in the name of a step is a count
  const values = Object.fromEntries(
    Object.entries(stepMessage.values ?? {}).map(([name, value]) => [name, typeof value === 'number' ? count(value) : value]),
  );
  const step = renderMessage({ ...stepMessage, values });
  const progress = isCounted && total > 0 ? text('data.job.progress', { step, done: count(done), total: count(total) }) : step;
  if (secondsLeft === undefined) return progress;
  return text(isAtMost ? 'data.job.timeAtMost' : 'data.job.timeLeft', { progress, duration: jobDurationText(secondsLeft) });
};
