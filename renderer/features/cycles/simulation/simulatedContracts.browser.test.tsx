import { expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import type { SimulationOutcome } from '#shared/contract/simulation.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { ThemeRoot } from '../../../theme/ThemeRoot.tsx';
import { SimulatedContracts } from './SimulatedContracts.tsx';

/** A contract of 300,000 dmt, of which little is refused and nothing deferred. */
const CONTRACT: SimulationOutcome['contracts'][number] = {
  contractId: ContractId.parse('c-1'),
  code: 'C-001',
  buyer: 'Longhai',
  metal: 'copper',
  mean: { value: 500e6, error: 1e6 },
  sd: 40e6,
  deterministic: 520e6,
  shortfall: 90e6,
  called: 267_581,
  delivered: 266_600,
  refused: 981,
  deferred: 0,
  deficiency: 0,
  defaults: 0.01,
  refusals: 0.02,
  deferrals: 0,
  renegotiations: 0.01,
};

it('shows the tonnes of a contract in one unit, which the column names: 981 dmt refused are not 981 kdmt', async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <SimulatedContracts contracts={[CONTRACT]} contractsPage={{ first: 0, count: 1 }} onPage={() => undefined} />
    </ThemeRoot>,
  );
  const heads = screen.getByRole('columnheader');
  const row = screen.getByRole('row', { name: /C-001/ });
  for (const [name, figure] of [
    ['Delivered', '266.6'],
    ['Refused', '0.98'],
    ['Deferred', '0.00'],
  ] as const) {
    const column = heads.elements().findIndex(({ textContent }) => textContent.startsWith(name));
    expect(heads.elements()[column]?.textContent).toContain('kdmt');
    expect([name, row.element().children[column]?.textContent]).toEqual([name, figure]);
  }
});
