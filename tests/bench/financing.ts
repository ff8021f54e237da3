import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { type Facility as EngineFacility, financingOnPaths, type PathFinancingInput } from '#engine';
import type { Facility } from '#shared/domain/financing.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { startApp, tempFolder } from '../helpers/app.ts';
import { browserLaunchOptions } from '../helpers/chromium.ts';
import { loanWith } from '../helpers/engine/facilities.ts';
import { connectBrowser } from '../helpers/http.ts';
import { openServices } from '../helpers/services.ts';
import { measureKey } from './keystroke.ts';
import { measureRuns, median, report } from './medians.ts';

const RUNS = 15;
const WARM_UP_RUNS = 3;
const CONTRACT = ContractId.parse('C-014');

/** A plan valued in December, so that its years are calendar years. The same numbers stand in peers/financing.py. */
const PATHS = 10_000;
const YEARS = 9;
const FIRST_YEAR = 2027;
const VALUATION = monthOf(2026, 12);
const MONTHS = 12 * YEARS;

const loan = loanWith({
  commitment: 200e6,
  draws: [{ month: 0, amount: 200e6 }],
  rate: { fixed: 0.08 },
  finalMaturity: 84,
  dsraMonths: 6,
  covenants: { lockUpDscr: 1.2, defaultDscr: 1.05 },
});
const monthlyAmounts = Array.from({ length: MONTHS }, (_, m) => 1.5e6 + (m % 5) * 1e5);
const prepayment: EngineFacility = {
  ...loan,
  kind: 'prepayment',
  commitment: 30e6,
  draws: [{ month: 0, amount: 30e6 }],
  rate: { fixed: 0.06 },
  periodMonths: 1,
  firstRepayment: 7,
  finalMaturity: 60,
  graceInterest: 'capitalised',
  dsraMonths: 0,
  covenants: {},
  linked: { tonnes: monthlyAmounts.map(() => 1), payments: monthlyAmounts },
};
const scattered = (level: (y: number) => number, width: number, seed: number): Float64Array[] =>
  Array.from({ length: YEARS }, (_, y) =>
    Float64Array.from({ length: PATHS }, (_, i) => level(y) * (1 + width * Math.sin(12.9898 * y + 78.233 * i + seed))),
  );
const ofYear = (y: number): number => monthlyAmounts.slice(12 * y, 12 * y + 12).reduce((total, amount) => total + amount, 0);

const input = (): PathFinancingInput => ({
  costs: {
    fixedCost: {},
    sustainingCapital: {},
    closureCost: {},
    depreciation: {},
    royaltyRate: 0.03,
    taxRate: 0.25,
    openingLosses: 20e6,
    valuationMonth: VALUATION,
    lastMonth: MONTHS,
  },
  firstYear: FIRST_YEAR,
  years: YEARS,
  paths: PATHS,
  netRevenue: scattered(() => 160e6, 0.4, 0),
  operatingCost: scattered(() => 70e6, 0.05, 1),
  facilities: [loan, prepayment],
  links: [[], ['offtake']],
  contracts: new Map([
    ['offtake', { payments: scattered(ofYear, 0.6, 2), defaultMonth: Array.from({ length: YEARS }, () => new Float64Array(PATHS)) }],
  ]),
  sizingCfads: monthlyAmounts,
  openingCash: 5e6,
  minimumCash: 2e6,
  sizedLoan: { loan, targets: { dscr: 1.3, llcr: 1.5 } },
});

/** One number that every part of the result enters. */
const checksum = (of: PathFinancingInput): number => {
  const { years, anyYear, capacity, unpaidAtEnd } = financingOnPaths(of);
  let total = capacity!.carriedDebt.value / 1e6 + capacity!.mean.value / 1e6 + unpaidAtEnd.value / 1e6;
  for (const { dscr, belowOne, lockUp, unpaid, unpaidMean } of years) {
    for (const { value } of [dscr?.mean, ...(dscr?.quantiles ?? [])].flatMap((estimate) => estimate ?? [])) total += value;
    total += belowOne.value + (lockUp?.value ?? 0) + unpaid.value + unpaidMean.value / 1e6;
  }
  return total + anyYear.belowOne.value + anyYear.lockUp!.value + anyYear.default!.value;
};

/** The same work by numpy in a process of its own: the number, and processor time, ms. Undefined if numpy is not installed. */
const numpyPaths = (repeats: number): { readonly answer: number; readonly ms: number; readonly version: string } | undefined => {
  const script = new URL('./peers/financing.py', import.meta.url);
  const { status, stdout } = spawnSync('python3', [fileURLToPath(script), String(repeats)], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const answer = JSON.parse(stdout);
  return 'absent' in answer ? undefined : answer;
};

const benchPaths = async (): Promise<void> => {
  const pathInput = input();
  const what = `financing on ${PATHS} paths: DSCR, covenants, unpaid, capacity`;
  report(what, await measureRuns(RUNS, WARM_UP_RUNS, () => checksum(pathInput)), 'ms', '1 loan, 1 monthly prepayment, 9 years');
  const turns: { ours: number; theirs: number }[] = [];
  let version = '';
  for (let turn = 0; turn < RUNS; turn++) {
    const before = process.cpuUsage();
    const ours = checksum(pathInput);
    const { user, system } = process.cpuUsage(before);
    const peer = numpyPaths(3);
    if (peer === undefined) {
      console.log('numpy is not installed, so the paths are not compared');
      return;
    }
    if (Math.abs(peer.answer - ours) > 1e-9 * Math.abs(ours)) throw new Error(`numpy returns ${peer.answer}, Orebook ${ours}`);
    version = peer.version;
    turns.push({ ours: (user + system) / 1000, theirs: peer.ms });
  }
  const [ours, theirs, ratio] = [
    median(turns.map((turn) => turn.ours)),
    median(turns.map((turn) => turn.theirs)),
    median(turns.map((turn) => turn.theirs / turn.ours)),
  ];
  console.log(
    `the same, processor time: ours ${ours.toFixed(1)} ms, numpy ${version} ${theirs.toFixed(1)} ms, peer/ours ${ratio.toFixed(2)} (medians of ${RUNS} runs)`,
  );
};

/** A prepayment of the sample mine, ready to be stored. */
const samplePrepayment = (blankFacility: Facility): Facility => ({ ...blankFacility, name: 'Prepayment', contractIds: [CONTRACT] });

const withAmount = (facility: Facility, amount: number): Facility => ({
  ...facility,
  commitment: amount,
  draws: facility.draws.map(({ month }) => ({ month, amount })),
});

const benchCore = async (): Promise<void> => {
  const services = await openServices();
  try {
    const { facility } = await services.ask('financing.blank', { kind: 'prepayment', contractId: CONTRACT });
    let amount = 20e6;
    const keystroke = () => {
      amount += 1e5;
      return services.ask('financing.workbench', {
        facility: withAmount(samplePrepayment(facility as Facility), amount),
        alternative: { kind: 'spot' },
      });
    };
    report('financing.workbench, a changed amount', await measureRuns(RUNS, WARM_UP_RUNS, keystroke), 'ms', 'sample mine, output parsed');
  } finally {
    await services.close();
  }
};

/** Keys typed into an amount of 25. Every key changes the value. */
const KEYS = ['Backspace', '1', 'Backspace', '2', 'Backspace', '3', 'Backspace', '4', 'Backspace', '5'];
const BETWEEN_KEYS_MS = 330;
const PAGE_RUNS = 3;

/** From a key in the workbench to the end of the frame after which nothing changes. */
const benchWorkbenchPage = async (): Promise<void> => {
  const browser = await chromium.launch(browserLaunchOptions());
  const keys: number[] = [];
  try {
    for (let run = 0; run < PAGE_RUNS; run++) {
      const folder = tempFolder();
      const app = await startApp({ dataFolder: folder.path, env: { OREBOOK_CHECK_ANSWERS: '0' } });
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(app.url);
      await page.getByRole('button', { name: 'Open a copy' }).click();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      const { call } = await connectBrowser(app.url);
      const ask = async <T>(name: string, value: unknown): Promise<T> => {
        const answer = (await call(name, value)) as { readonly ok: boolean; readonly value: T };
        if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
        return answer.value;
      };
      const { facility } = await ask<{ facility: Facility }>('financing.blank', { kind: 'prepayment', contractId: CONTRACT });
      await ask('financing.save', { requestId: 'bench', facility: withAmount(samplePrepayment(facility), 20e6) });
      await page.goto(`${app.origin}/financing/prepayments/${facility.id}`);
      const field = page.getByRole('textbox', { name: 'Amount', exact: true });
      await page.getByRole('table', { name: 'Events and scenarios' }).waitFor();
      // another amount than the stored one: its text stays as typed
      await field.fill('25');
      for (const key of KEYS) {
        await page.waitForTimeout(BETWEEN_KEYS_MS);
        keys.push(await measureKey(page, key));
      }
      await context.close();
      await app.end('SIGTERM');
      folder.remove();
    }
  } finally {
    await browser.close();
  }
  report('keystroke in the workbench to redrawn figures', keys, 'ms', 'sample mine, amount of a prepayment, Chromium headless');
};

/** Measures the workbench of a prepayment and financing on paths, the latter against numpy. */
export const benchFinancing = async (): Promise<void> => {
  await benchPaths();
  await benchCore();
  await benchWorkbenchPage();
};
