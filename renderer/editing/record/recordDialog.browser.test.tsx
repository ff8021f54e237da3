import { expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { PlanId } from '#shared/domain/ids.ts';
import { call } from '../../api/client.ts';
import { connection } from '../../api/connection.ts';
import { sendCommand } from '../../api/sendCommand.ts';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { at, rootOf } from '../fields/fieldPath.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { RecordDialog } from './RecordDialog.tsx';
import { RecordRow } from './RecordRow.tsx';

/** An app behind the page: it keeps drafts, runs a request once, and can lose an answer or answer nothing. */
const app = vi.hoisted(() => {
  const state = { isGone: false, losesAnswer: false, draft: undefined as unknown, names: [] as string[] };
  const confirmedRequests = new Set<string>();
  const call = async (name: string, input: string, requestId = ''): Promise<string> => {
    if (state.isGone) throw new Error('the app is gone');
    const { name: typedName, fields } = JSON.parse(input);
    if (name === 'drafts.get') return JSON.stringify({ ok: true, value: { workspaceId: 'w', fields: state.draft }, revision: 1 });
    if (name === 'drafts.save') state.draft = fields;
    if (name === 'drafts.discard') state.draft = undefined;
    if (name === 'plans.createFrom') {
      if (!confirmedRequests.has(requestId)) state.names.push(typedName);
      confirmedRequests.add(requestId);
      if (state.losesAnswer) {
        state.losesAnswer = false;
        throw new Error('the answer is lost');
      }
    }
    return JSON.stringify({ ok: true, value: {}, revision: 1 });
  };
  Object.assign(window, { orebook: { call, cancel: () => undefined, takeFile: call, onNotification: () => () => undefined } });
  return state;
});

type Plan = { readonly name: string };

const NAME = at(rootOf<Plan>(), 'name');
const SPEC: FieldSpec = { kind: 'text', label: 'Name', required: true };

const show = async () => {
  Object.assign(app, { isGone: false, losesAnswer: false, draft: undefined, names: [] });
  const onClose = vi.fn();
  const screen = await render(
    <ThemeRoot mode="light">
      <RecordDialog<Plan>
        title="New plan"
        action="Add plan"
        draft={{ kind: 'plan', id: 'new' }}
        record={{ name: '' }}
        isRecord={(value): value is Plan => typeof value === 'object' && value !== null && 'name' in value}
        specOf={() => SPEC}
        focus={NAME}
        // a command that has given up waiting for the app
        onSubmit={({ name }) =>
          sendCommand('plans.createFrom', { from: PlanId.parse('base'), name }, { timeoutMs: 0 }).then(
            () => true,
            () => false,
          )
        }
        onClose={onClose}
      >
        {() => <RecordRow path={NAME} />}
      </RecordDialog>
    </ThemeRoot>,
  );
  await screen.getByRole('textbox', { name: 'Name' }).fill('High case');
  return { screen, onClose, submit: screen.getByRole('button', { name: 'Add plan' }) };
};

it('a dialog shows at its button that nothing is sent while the app does not answer, and is sent by itself once it does', async () => {
  const { screen, onClose, submit } = await show();
  app.isGone = true;
  await submit.click();
  await expect.element(screen.getByRole('status')).toHaveTextContent('Not sent yet. It is sent when Orebook responds again.');
  await expect.element(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('High case');
  await expect.element(submit).toBeDisabled();
  expect(onClose).not.toHaveBeenCalled();
  app.isGone = false;
  await expect.poll(() => onClose.mock.calls.length).toBe(1);
  expect(app.names).toEqual(['High case']);
  await expect.poll(() => app.draft).toBeUndefined();
});

it('a dialog whose answer was lost adds its record once', async () => {
  const { onClose, submit } = await show();
  app.losesAnswer = true;
  await submit.click();
  await expect.poll(() => onClose.mock.calls.length).toBe(1);
  expect(app.names).toEqual(['High case']);
});

it('a dialog that is cancelled while the app does not answer sends nothing', async () => {
  const { screen, onClose, submit } = await show();
  app.isGone = true;
  await submit.click();
  await expect.element(screen.getByRole('status')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => onClose.mock.calls.length).toBe(1);
  await screen.unmount();
  app.isGone = false;
  // the next answer comes after the dialog would have sent
  await call('host.capabilities', {});
  await expect.poll(connection).toBe('live');
  expect(app.names).toEqual([]);
});
