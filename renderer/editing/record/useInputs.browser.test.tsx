import { QueryClient } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { applyHostEvent } from '../../api/queries.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { at, rootOf, set } from '../fields/fieldPath.ts';
import { type OpenDraft, WithDraft } from './useDraft.ts';
import { inputDraft, useInputs } from './useInputs.ts';

/** An app behind the page with one workspace open, which keeps the drafts of each. */
const app = vi.hoisted(() => {
  const state = { workspaceId: 'a', drafts: new Map<string, unknown>() };
  const call = async (name: string, input: string): Promise<string> => {
    const { workspaceId, fields } = JSON.parse(input);
    if (name === 'drafts.get') {
      const value = { workspaceId: state.workspaceId, fields: state.drafts.get(state.workspaceId) };
      return JSON.stringify({ ok: true, value, revision: 1 });
    }
    if (workspaceId !== undefined && workspaceId !== state.workspaceId)
      return JSON.stringify({ ok: false, error: { code: 'NOT_FOUND', details: {}, id: 'x' } });
    if (name === 'drafts.save') state.drafts.set(workspaceId, fields);
    if (name === 'drafts.discard') state.drafts.delete(workspaceId);
    return JSON.stringify({ ok: true, value: {}, revision: 1 });
  };
  Object.assign(window, { orebook: { call, cancel: () => undefined, takeFile: call, onNotification: () => () => undefined } });
  return state;
});

const root = rootOf<{ readonly share: number; readonly seed: number }>();

const Question = ({ draft }: { readonly draft: OpenDraft }) => {
  const inputs = useInputs(draft, { share: 30, seed: 1 });
  return (['share', 'seed'] as const).map((key) => (
    <NumberField
      key={key}
      label={key}
      decimals={0}
      value={inputs.record[key]}
      draft={inputDraft(inputs, at(root, key))}
      onCommit={(value) => inputs.commit([set(at(root, key), value)])}
    />
  ));
};

const show = async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <WithDraft of={{ kind: 'plan', id: 'question' }}>{(draft) => <Question draft={draft} />}</WithDraft>
    </ThemeRoot>,
  );
  return { screen, share: screen.getByRole('textbox', { name: 'share' }), seed: screen.getByRole('textbox', { name: 'seed' }) };
};

it('inputs of a question survive a reload: what was typed and what was entered, and are not shown in another workspace', async () => {
  const first = await show();
  await first.seed.fill('7');
  await userEvent.tab();
  await first.share.fill('12x');
  await expect.poll(() => JSON.stringify(app.drafts.get('a'))).toContain('12x');
  await first.screen.unmount();

  const { share, seed } = await show();
  await expect.element(share).toHaveValue('12x');
  await expect.element(seed).toHaveValue('7');

  const client = new QueryClient();
  const open = (workspaceId: string, seq: number): void => {
    app.workspaceId = workspaceId;
    applyHostEvent(client, { kind: 'workspace', seq, revision: seq });
  };
  open('b', 1);
  await expect.element(share).toHaveValue('30');
  await expect.element(seed).toHaveValue('1');
  await seed.fill('9');
  await userEvent.tab();
  await expect.poll(() => JSON.stringify(app.drafts.get('b'))).toContain('9');
  expect(JSON.stringify(app.drafts.get('a'))).toContain('12x');
  open('a', 2);
  await expect.element(share).toHaveValue('12x');
  await expect.element(seed).toHaveValue('7');
});
