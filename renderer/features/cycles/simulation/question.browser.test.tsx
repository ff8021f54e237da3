import { QueryClientProvider } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { SimulationRun } from '#shared/contract/simulation.ts';
import type { QuestionAnswer, SimulationQuestion } from '#shared/contract/simulationQuestion.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { createQueryClient } from '../../../api/queries.ts';
import { ComponentSettingsProvider } from '../../../components/settings.tsx';
import { ThemeRoot } from '../../../theme/ThemeRoot.tsx';
import { QuestionSection } from './QuestionSection.tsx';

/** An app behind the page with one run, whose paths are in memory or not, and which keeps drafts. */
const app = vi.hoisted(() => {
  const state = {
    asked: [] as { readonly question: unknown; readonly load: boolean }[],
    draft: undefined as unknown,
    saved: [] as unknown[],
    answer: (_question: unknown, _load: boolean): unknown => undefined,
  };
  const call = async (name: string, input: string): Promise<string> => {
    const query = JSON.parse(input);
    let value: unknown = {};
    if (name === 'drafts.get') value = { workspaceId: 'w', fields: state.draft };
    if (name === 'drafts.save') state.draft = query.fields;
    if (name === 'simulation.savedQuestions') value = { questions: state.saved };
    if (name === 'simulation.saveQuestion') state.saved.push({ question: query.question, verdict: [] });
    if (name === 'simulation.removeQuestion') state.saved.length = 0;
    if (name === 'simulation.question') {
      state.asked.push(query);
      value = state.answer(query.question, query.load);
    }
    return JSON.stringify({ ok: true, value, revision: 1 });
  };
  Object.assign(window, { orebook: { call, cancel: () => undefined, takeFile: call, onNotification: () => () => undefined } });
  return state;
});

// the charts need no font of the app
vi.mock('../../../components/useFonts.ts', () => ({ useFontsLoaded: () => true }));

const RUN: SimulationRun = {
  id: 'run',
  at: '2026-06-03T09:00:00Z',
  plan: 'Base plan',
  settings: { ...DEFAULT_SIMULATION, paths: 1000 },
  inputsDigest: '',
  resultDigest: '',
  engineVersion: '',
  seconds: 4,
  current: true,
  otherVersion: false,
  mean: 0,
  shortfall: 0,
};

const OTORI = { kind: 'buyer', buyerId: BuyerId.parse('otori') } as const;

const answerTo = (question: SimulationQuestion): QuestionAnswer => {
  const { threshold } = question;
  const row = {
    paths: 1000,
    lowest: 1e9,
    highest: 3e9,
    percentiles: [1.1e9, 1.2e9, 1.5e9, 2e9, 2.5e9, 2.8e9, 2.9e9],
    tailMean: { value: 1.05e9, error: 1e7 },
    ...(threshold === undefined
      ? {}
      : { chance: { count: threshold < 1e9 ? 0 : 123, paths: 1000, value: threshold < 1e9 ? 0 : 0.123, error: 0.0104, low: 0, high: 1 } }),
  };
  return {
    state: 'answered',
    question,
    measures: ['revenue', 'tonnes'],
    subjects: [
      { subject: { kind: 'plan' }, name: { name: 'Whole plan' } },
      { subject: OTORI, name: { name: 'Otori' } },
    ],
    years: [2026, 2027],
    verdict: [],
    notes: [],
    byYear: [{ year: 2026, ...row }, row],
    fitsAllBuyers: true,
    byBuyer: [{ subject: OTORI, name: { name: 'Otori' }, ...row }],
  };
};

/** Paths from 1 to 4 bn USD in 30 classes, a tenth of a billion wide. */
const withDistribution = (question: SimulationQuestion): QuestionAnswer => ({
  ...answerTo(question),
  axis: { low: 1e9, width: 1e8 },
  distribution: {
    kind: 'bars',
    title: { name: 'Distribution' },
    summary: { name: 'Distribution' },
    unit: 'fraction',
    decimals: 1,
    horizontal: false,
    stacked: true,
    categories: Array.from({ length: 30 }, (_, k) => ({ label: { name: String(k) } })),
    series: [{ label: { name: 'Paths' }, role: 'context', fill: 'solid', values: Array(30).fill(1 / 30), identity: { none: 'classes' } }],
  },
});

const show = async (run: SimulationRun | undefined, onRun?: () => void) => {
  app.asked.length = 0;
  window.history.replaceState(undefined, '', '/');
  const client = createQueryClient();
  return render(
    <ThemeRoot mode="light">
      <QueryClientProvider client={client}>
        <ComponentSettingsProvider moneyScale="bn">
          <QuestionSection run={run} onRun={onRun} />
        </ComponentSettingsProvider>
      </QueryClientProvider>
    </ThemeRoot>,
  );
};

it('without a run, the one action runs the simulation', async () => {
  const onRun = vi.fn();
  const screen = await show(undefined, onRun);
  await screen.getByRole('button', { name: 'Run with default assumptions' }).click();
  expect(onRun).toHaveBeenCalledOnce();
});

it('paths that are not in memory are simulated again only on request; a run that is not reproduced is reported', async () => {
  app.answer = (question, load) => (load ? answerTo(question as SimulationQuestion) : { state: 'notInMemory', paths: 1000, seconds: 4 });
  const screen = await show(RUN);
  await expect.element(screen.getByText(/1,000 paths again takes about 4 seconds/)).toBeVisible();
  expect(app.asked.every(({ load }) => !load)).toBe(true);
  await screen.getByRole('button', { name: 'Simulate paths again' }).click();
  await expect.element(screen.getByRole('table', { name: 'By buyer' })).toBeVisible();
  await screen.unmount();
  app.answer = () => ({ state: 'notReproducible' });
  const otherScreen = await show(RUN);
  await expect.element(otherScreen.getByText(/does not reproduce the paths of this run/)).toBeVisible();
});

it('a threshold is entered at the money scale of the workspace, kept in the address, and refused at its field if it is no number', async () => {
  app.answer = (question) => answerTo(question as SimulationQuestion);
  const screen = await show(RUN);
  const threshold = screen.getByRole('textbox', { name: 'Threshold' });
  await threshold.fill('1.25');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => app.asked.at(-1)?.question).toMatchObject({ threshold: 1.25e9, measure: 'revenue', side: 'below' });
  expect(window.location.search).toBe('?threshold=1250000000');
  const plan = () => screen.getByRole('row', { name: /^Plan/ }).element().textContent;
  await expect.poll(plan).toContain('12.3');
  // without paths below the threshold, the rule of three bounds the chance
  await threshold.fill('0.5');
  await userEvent.keyboard('{Enter}');
  await expect.poll(plan).toContain('less than 0.30');
  await threshold.fill('a lot');
  await userEvent.tab();
  await expect.element(screen.getByRole('alert')).toBeVisible();
  expect(window.location.search).toBe('?threshold=500000000');
  await expect.poll(() => JSON.stringify(app.draft)).toContain('a lot');
  // a threshold in dollars is not one in tonnes
  await screen.getByRole('combobox', { name: 'Measure' }).click();
  await screen.getByRole('option', { name: 'Tonnes delivered' }).click();
  await expect.poll(() => app.asked.at(-1)?.question).toMatchObject({ measure: 'tonnes' });
  expect(app.asked.at(-1)?.question).not.toHaveProperty('threshold');
});

it('a run with too many paths for all buyers reports it and offers no second simulation', async () => {
  app.answer = (question) => ({ ...answerTo(question as SimulationQuestion), byBuyer: undefined, fitsAllBuyers: false });
  const screen = await show(RUN);
  await expect.element(screen.getByText(/do not fit in memory together/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Simulate paths again' }).query()).toBeNull();
});

it('a row of a buyer asks about that buyer', async () => {
  app.answer = (question) => answerTo(question as SimulationQuestion);
  const screen = await show(RUN);
  await screen.getByRole('table', { name: 'By buyer' }).getByRole('button', { name: 'Otori' }).click();
  await expect.poll(() => app.asked.at(-1)?.question).toMatchObject({ subject: OTORI });
  expect(window.location.search).toBe('?of=buyer.otori');
});

it('the threshold is a line on the distribution: arrow keys and the pointer move it, and the address follows', async () => {
  app.answer = (question) => withDistribution(question as SimulationQuestion);
  const screen = await show(RUN);
  const unsetSlider = screen.getByRole('slider', { name: 'Set a threshold' });
  await expect.element(unsetSlider).toBeVisible();
  (unsetSlider.element() as HTMLElement).focus();
  // a hundredth of the width of the distribution, as a power of ten
  await userEvent.keyboard('{ArrowLeft}');
  const thresholdNow = () => Number(new URLSearchParams(window.location.search).get('threshold'));
  await expect.poll(thresholdNow).toBeCloseTo(2.49e9, -4);
  const line = screen.getByRole('slider', { name: 'Threshold' });
  expect(document.activeElement).toBe(line.element());
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  await expect.poll(thresholdNow).toBeCloseTo(2.59e9, -4);
  await expect.element(line).toHaveAttribute('aria-valuetext', '2.590 bn USD');
  await userEvent.keyboard('{Home}');
  await expect.poll(thresholdNow).toBeCloseTo(1e9, -4);
  // dragged by half of the distribution
  const handle = line.element() as HTMLElement;
  const { left, top } = handle.getBoundingClientRect();
  const at = (x: number) => ({ pointerId: 1, button: 0, clientX: x, clientY: top + 20, bubbles: true });
  handle.setPointerCapture = () => undefined;
  handle.dispatchEvent(new PointerEvent('pointerdown', at(left + 12)));
  const { width } = handle.parentElement!.getBoundingClientRect();
  handle.dispatchEvent(new PointerEvent('pointermove', at(left + 12 + width / 4)));
  handle.dispatchEvent(new PointerEvent('pointerup', at(left + 12 + width / 4)));
  await expect.poll(thresholdNow).toBeGreaterThan(1.5e9);
  expect(app.asked.at(-1)?.question).toMatchObject({ threshold: thresholdNow() });
});

it('a question is saved with the run, and its list offers to show and to delete it', async () => {
  app.saved.length = 0;
  app.answer = (question) => withDistribution(question as SimulationQuestion);
  const screen = await show(RUN);
  await screen.getByRole('button', { name: 'Save question' }).click();
  await expect.element(screen.getByRole('table', { name: 'Saved questions' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Saved', exact: true })).toBeDisabled();
  await screen.getByRole('button', { name: 'Delete' }).click();
  await expect.element(screen.getByRole('button', { name: 'Save question' })).toBeEnabled();
  expect(screen.getByRole('table', { name: 'Saved questions' }).query()).toBeNull();
});
