import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { NumberField } from './CodecField.tsx';
import { FormRow } from './FormRow.tsx';

type FieldProps = { readonly first?: number | undefined; readonly onCommit?: (value: number | undefined) => void };

/** A field whose form stores what it commits. */
const StoredField = ({ first, onCommit }: FieldProps) => {
  const [value, setValue] = useState(first);
  return (
    <ThemeRoot mode="light">
      <FormRow label="Quantity">
        <NumberField
          value={value}
          decimals={1}
          unit="kdmt"
          scale={0.001}
          min={0}
          max={500_000}
          onCommit={(next) => {
            setValue(next);
            onCommit?.(next);
          }}
        />
      </FormRow>
      <button type="button" onClick={() => setValue(7_000)}>
        Change outside
      </button>
    </ThemeRoot>
  );
};

const show = async (props: FieldProps = {}) => {
  const onCommit = vi.fn();
  const screen = await render(<StoredField onCommit={onCommit} {...props} />);
  return { screen, onCommit, field: screen.getByRole('textbox', { name: 'Quantity' }) };
};

describe('a number field', () => {
  it('commits once on blur in base units, and shows the stored value in its own unit', async () => {
    const { field, onCommit } = await show({ first: 120_000 });
    await expect.element(field).toHaveValue('120.0');
    await field.fill('90.25');
    expect(onCommit).not.toHaveBeenCalled();
    await userEvent.tab();
    expect(onCommit.mock.calls).toEqual([[90_250]]);
    await expect.element(field).toHaveValue('90.25');
  });

  it('leaves a button in its place while its press leaves the field with an invalid text', async () => {
    const { field, screen } = await show({ first: 120_000 });
    await field.fill('12x');
    // held long enough for the message to appear under the press
    await screen.getByRole('button', { name: 'Change outside' }).click({ delay: 300 });
    await expect.element(field).toHaveValue('7.0');
  });

  it('keeps a text that is no number with a linked message, and commits nothing', async () => {
    const { field, onCommit, screen } = await show({ first: 120_000 });
    await field.fill('12x');
    await expect.element(field).not.toHaveAttribute('aria-invalid', 'true');
    await userEvent.tab();
    await expect.element(field).toHaveValue('12x');
    await expect.element(field).toHaveAttribute('aria-invalid', 'true');
    await expect.element(field).toHaveAccessibleDescription(/Enter a number\./);
    expect(onCommit).not.toHaveBeenCalled();
    await field.fill('12');
    await userEvent.tab();
    expect(onCommit.mock.calls).toEqual([[12_000]]);
    await expect.element(screen.getByText('Enter a number.')).not.toBeInTheDocument();
  });

  it('shows its bounds in its own unit', async () => {
    const { field, screen } = await show({ first: 120_000 });
    await field.fill('501');
    await userEvent.tab();
    await expect.element(screen.getByText('Must be at most 500.0\u00a0kdmt.')).toBeVisible();
  });

  it('restores its value on Escape', async () => {
    const { field, onCommit } = await show({ first: 120_000 });
    await field.fill('33');
    await userEvent.keyboard('{Escape}');
    await expect.element(field).toHaveValue('120.0');
    await userEvent.tab();
    expect(onCommit).not.toHaveBeenCalled();
  });

  it('steps by a unit of its last decimal, by ten with Shift, and stops at its bounds', async () => {
    const { field } = await show({ first: 499_000 });
    await field.click();
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('499.1');
    await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}');
    await expect.element(field).toHaveValue('500.0');
  });

  it('is cleared by an empty text', async () => {
    const { field, onCommit } = await show({ first: 120_000 });
    await field.clear();
    await userEvent.tab();
    expect(onCommit.mock.calls).toEqual([[undefined]]);
  });

  it('shows a value that changes outside, also over a text that was left in it', async () => {
    const { field, screen } = await show({ first: 120_000 });
    await field.fill('12x');
    await userEvent.tab();
    await screen.getByRole('button', { name: 'Change outside' }).click();
    await expect.element(field).toHaveValue('7.0');
    await expect.element(field).not.toHaveAttribute('aria-invalid', 'true');
  });
});
