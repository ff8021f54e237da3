import { expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { ChipFilter } from './ChipFilter.tsx';
import { FormRow } from './FormRow.tsx';
import { SelectField } from './SelectField.tsx';

const CHOICES = Array.from({ length: 10_000 }, (_, i) => ({ value: `buyer-${i}`, label: `Smelter ${i}` }));

it('a field of ten thousand choices has its text and its arrow where a short menu has them', async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <div style={{ width: 240 }}>
        <SelectField label="Long" value="buyer-7" choices={CHOICES} onCommit={() => undefined} />
        <SelectField label="Short" value="buyer-7" choices={CHOICES.slice(0, 9)} onCommit={() => undefined} />
      </div>
    </ThemeRoot>,
  );
  const longField = screen.getByRole('combobox', { name: 'Long' });
  await expect.element(longField).toHaveValue('Smelter 7');
  const fields = [longField.element(), screen.getByRole('combobox', { name: 'Short' }).element()];
  const lefts = fields.map((field) => field.getBoundingClientRect().left + Number.parseFloat(getComputedStyle(field).paddingLeft));
  const arrows = fields.map((field) => field.closest('.MuiOutlinedInput-root')?.querySelector('svg')?.getBoundingClientRect().right);
  expect(lefts[0]).toBe(lefts[1]);
  expect(arrows[0]).toBe(arrows[1]);
});

it('a list of ten thousand choices opens with a hundred, reports how many there are, and finds the others by a part of their name', async () => {
  const onCommit = vi.fn();
  const screen = await render(
    <ThemeRoot mode="light">
      <FormRow label="Buyer">
        <SelectField value="buyer-7" choices={CHOICES} onCommit={onCommit} />
      </FormRow>
    </ThemeRoot>,
  );
  const field = screen.getByRole('combobox', { name: 'Buyer' });
  await expect.element(field).toHaveValue('Smelter 7');
  await userEvent.click(field);
  await expect.element(screen.getByText('100 of 10,000 are shown. Enter a part of the name to find others.')).toBeVisible();
  expect(screen.getByRole('option').elements()).toHaveLength(101);
  await userEvent.fill(field, 'smelter 9876');
  await userEvent.click(screen.getByRole('option', { name: 'Smelter 9876' }));
  expect(onCommit.mock.calls).toEqual([['buyer-9876']]);
});

it('a filter of ten thousand choices lists a hundred, and finds the others by a part of their name', async () => {
  const onChange = vi.fn();
  const screen = await render(
    <ThemeRoot mode="light">
      <ChipFilter label="Buyer" choices={CHOICES} chosenValues={[]} onChange={onChange} />
    </ThemeRoot>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Buyer' }));
  await expect.element(screen.getByText('100 of 10,000 are shown. Enter a part of the name to find others.')).toBeVisible();
  expect(screen.getByRole('menuitemcheckbox').elements()).toHaveLength(100);
  await userEvent.type(screen.getByRole('searchbox'), 'smelter 9876');
  await userEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Smelter 9876' }));
  expect(onChange.mock.calls).toEqual([[['buyer-9876']]]);
});

it('a long list shows the note of each choice, and finds choices by it', async () => {
  const onCommit = vi.fn();
  const choices = CHOICES.map(({ value }, i) => ({ value, label: `C-${i}`, note: `Smelter ${i}, copper` }));
  const screen = await render(
    <ThemeRoot mode="light">
      <FormRow label="Contract">
        <SelectField value={undefined} choices={choices} onCommit={onCommit} />
      </FormRow>
    </ThemeRoot>,
  );
  const field = screen.getByRole('combobox', { name: 'Contract' });
  await userEvent.click(field);
  await expect.element(screen.getByText('Smelter 7, copper')).toBeVisible();
  await userEvent.fill(field, 'smelter 9876');
  const match = screen.getByRole('option', { name: 'C-9876 Smelter 9876, copper' });
  await expect.element(match).toBeVisible();
  await userEvent.click(match);
  expect(onCommit.mock.calls).toEqual([['buyer-9876']]);
});
