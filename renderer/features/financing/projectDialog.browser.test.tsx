import { QueryClientProvider } from '@tanstack/react-query';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { fieldIssues } from '#shared/contract/issues.ts';
import { DEFAULT_PROJECT_FINANCE, ProjectFinance } from '#shared/domain/financing.ts';
import { monthOf } from '#shared/domain/time.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { registerLocale, setLocaleResolver, text } from '#shared/messages/text.ts';
import { chinese } from '#shared/messages/zh-CN.ts';
import { createQueryClient } from '../../api/queries.ts';
import { ComponentSettingsProvider } from '../../components/settings.tsx';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { ProjectDialog } from './ProjectDialog.tsx';

/** A core that answers the calls of the dialog and refuses projects by the rules of the record. */
const app = vi.hoisted(() => {
  const state = {
    project: undefined as unknown,
    saved: undefined as unknown,
    refuse: (_project: unknown): readonly unknown[] => [],
  };
  const call = async (name: string, input: string): Promise<string> => {
    let value: unknown = {};
    if (name === 'drafts.get') value = { workspaceId: 'w' };
    if (name === 'workspace.state') value = { open: true, settings: { valuationDate: '2026-05-31', horizonYear: 2028 } };
    if (name === 'financing.list') value = { project: state.project, projectVersion: 0 };
    if (name === 'financing.saveProject') {
      const issues = state.refuse(JSON.parse(input).project);
      if (issues.length > 0) return JSON.stringify({ ok: false, error: { code: 'BAD_INPUT', details: { issues }, id: 'x' } });
      state.saved = JSON.parse(input).project;
    }
    return JSON.stringify({ ok: true, value, revision: 1 });
  };
  Object.assign(window, { orebook: { call, cancel: () => undefined, takeFile: call, onNotification: () => () => undefined } });
  return state;
});
app.refuse = (project) => {
  const parseResult = ProjectFinance.safeParse(project);
  return parseResult.success ? [] : fieldIssues(parseResult.error).map((issue) => ({ ...issue, path: `project.${issue.path}` }));
};

let locale: Language = 'en';
registerLocale('zh-CN', chinese);
setLocaleResolver(() => locale);
afterAll(() => setLocaleResolver(() => 'en'));

const open = async (project: ProjectFinance, language: Language = 'en') => {
  locale = language;
  app.project = project;
  app.saved = undefined;
  const screen = await render(
    <ThemeRoot mode="light">
      <QueryClientProvider client={createQueryClient()}>
        <ComponentSettingsProvider moneyScale="m">
          <ProjectDialog onClose={() => undefined} />
        </ComponentSettingsProvider>
      </QueryClientProvider>
    </ThemeRoot>,
  );
  const fieldAt = (name: string) => page.elementLocator(document.querySelector(`[name="${name}"]`)!);
  await expect.poll(() => document.querySelector('[name="royaltyRate"]')).not.toBeNull();
  const chooseOption = async (label: string, option: string) => {
    await screen.getByRole('combobox', { name: label, exact: true }).click();
    await screen.getByRole('option', { name: option, exact: true }).click();
  };
  const save = () => screen.getByRole('button', { name: text('financing.save'), exact: true }).click();
  return { screen, fieldAt, chooseOption, save };
};

/** The message that a field refers to. */
const messageAt = (name: string): string | null => {
  const input = document.querySelector(`[name="${name}"]`);
  const id = input?.getAttribute('aria-invalid') === 'true' ? input.getAttribute('aria-describedby') : null;
  return id === null ? null : document.getElementById(id)!.textContent;
};

describe('the dialog of the project', () => {
  it('saves project cost by month, gearing, and what makes a contract bankable', async () => {
    const { screen, fieldAt, chooseOption, save } = await open(DEFAULT_PROJECT_FINANCE);
    await screen.getByRole('button', { name: 'Add month' }).click();
    await fieldAt('uses.0.month').fill('Sep 2026');
    await fieldAt('uses.0.amount').fill('30');
    await screen.getByRole('button', { name: 'Add month' }).click();
    await fieldAt('uses.1.amount').fill('12.5');
    await chooseOption('Letter of credit', 'Rating decides alone');
    await chooseOption('Contract end', 'Any month');
    await fieldAt('lenderCase.gearing.share').fill('60');
    await fieldAt('lenderCase.gearing.cost').fill('500');
    await save();
    await expect
      .poll(() => app.saved)
      .toEqual({
        ...DEFAULT_PROJECT_FINANCE,
        uses: [
          { month: monthOf(2026, 9), amount: 30e6 },
          { month: monthOf(2026, 10), amount: 12.5e6 },
        ],
        lenderCase: {
          ...DEFAULT_PROJECT_FINANCE.lenderCase,
          acceptsLetterOfCredit: false,
          mustOutlastMaturity: false,
          gearing: { share: 0.6, cost: 500e6 },
        },
      });
    await screen.unmount();
  });

  it('removes gearing and project cost, so that no limit holds and the draws set the cost', async () => {
    const { lenderCase } = DEFAULT_PROJECT_FINANCE;
    const { screen, fieldAt, save } = await open({
      ...DEFAULT_PROJECT_FINANCE,
      uses: [{ month: monthOf(2026, 9), amount: 30e6 }],
      lenderCase: { ...lenderCase, gearing: { share: 0.6, cost: 500e6 } },
    });
    await screen.getByRole('button', { name: 'Remove cost 1' }).click();
    await fieldAt('lenderCase.gearing.share').fill('');
    await fieldAt('lenderCase.gearing.cost').fill('');
    await save();
    await expect.poll(() => app.saved).toEqual(DEFAULT_PROJECT_FINANCE);
    await screen.unmount();
  });

  it.each([
    { language: 'en', required: 'This field is required.', share: 'at most 100', amount: 'at least 0' },
    { language: 'zh-CN', required: '必填', share: '100', amount: '0' },
  ] as const)(
    'refuses half of a gearing, a share above 100 % and a negative cost at the field: $language',
    async ({ language, required, share, amount }) => {
      const { screen, fieldAt, save } = await open(
        { ...DEFAULT_PROJECT_FINANCE, uses: [{ month: monthOf(2026, 9), amount: 30e6 }] },
        language,
      );
      await fieldAt('lenderCase.gearing.share').fill('60');
      await save();
      await expect.poll(() => messageAt('lenderCase.gearing.cost')).toContain(required);
      await fieldAt('lenderCase.gearing.cost').fill('500');
      await fieldAt('lenderCase.gearing.share').fill('160');
      await fieldAt('uses.0.amount').fill('-5');
      await save();
      await expect.poll(() => messageAt('lenderCase.gearing.share')).toContain(share);
      await expect.poll(() => messageAt('uses.0.amount')).toContain(amount);
      expect(app.saved).toBeUndefined();
      await screen.unmount();
    },
  );
});
