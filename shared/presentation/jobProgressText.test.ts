import { expect, it } from 'vitest';
import type { JobProgress } from '../contract/jobs.ts';
import { message } from '../messages/text.ts';
import { jobProgressText } from './jobProgressText.ts';

const textOf = (progress: JobProgress, isCounted = true): string =>
  jobProgressText({ state: 'running', progress, isCancelling: false }, isCounted);

it('a running job shows its time left once, from the estimate of its progress', () => {
  const solving = { step: message('allocation.step.solve'), done: 1200, total: 5000 };
  expect(textOf(solving)).toBe('Optimising: 1,200 of 5,000');
  expect(textOf({ ...solving, secondsLeft: 12 })).toBe('Optimising: 1,200 of 5,000, about 12 s left');
  const simulating = { step: message('simulation.step.paths', { done: 512, total: 900 }), done: 512, total: 900 };
  expect(textOf({ ...simulating, secondsLeft: 3 }, false)).toBe('512 of 900 paths, about 3 s left');
  expect(textOf({ ...simulating, secondsLeft: 3, isAtMost: true }, false)).toBe('512 of 900 paths, at most 3 s left');
});

it('counts in the name of a step have separators as all counts', () => {
  const step = message('simulation.step.paths', { done: 1024, total: 100_000 });
  expect(textOf({ step, done: 1024, total: 100_000 }, false)).toBe('1,024 of 100,000 paths');
});

it('a time left of two minutes or more is in minutes', () => {
  const solving = { step: message('allocation.step.solve'), done: 1, total: 50 };
  expect(textOf({ ...solving, secondsLeft: 119 })).toBe('Optimising: 1 of 50, about 119 s left');
  expect(textOf({ ...solving, secondsLeft: 726 })).toBe('Optimising: 1 of 50, about 12 min left');
});

it('a step of unknown length has its name alone', () => {
  expect(textOf({ step: message('allocation.step.plans'), done: 0, total: 0 })).toBe('Valuing plans');
});
