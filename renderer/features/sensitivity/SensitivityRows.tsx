import type { Output } from '#shared/contract/contract.ts';
import type { SensitivityDriver, SensitivityTarget } from '#shared/contract/sensitivity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { FormRow, RowNote } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';

/** The choice of no contract. */
const PLAN = 'plan';
/** The part by which a price differs from today's at the ends of a table, unless the user enters others; goal seek tries all prices. */
const PRICE_CHANGE = 0.3;
const GROUPS = ['term', 'price', 'facility'] as const;

/** The choices of drivers, each with the group it belongs to, in the order of the groups. */
export const driverChoices = (drivers: readonly SensitivityDriver[], label: (of: SensitivityDriver['label']) => string) =>
  GROUPS.flatMap((group) =>
    drivers
      .filter((driver) => driver.group === group)
      .map((driver) => ({ value: driver.key, label: label(driver.label), note: text(`sensitivity.group.${group}`) })),
  );

/** The driver that is offered first for a figure in a year. */
export const firstDriverOf = (
  drivers: readonly SensitivityDriver[],
  { drivers: keys, years }: SensitivityTarget,
  year: number | undefined,
): SensitivityDriver => {
  const key = (year === undefined ? undefined : keys[years.indexOf(year)]) ?? keys[0];
  return drivers.find((driver) => driver.key === key) ?? drivers[0]!;
};

/** The range of a table before the user enters one. */
export const tableRange = ({ group, now, low, high }: SensitivityDriver): { readonly low: number; readonly high: number } =>
  group === 'price' && now !== undefined ? { low: now * (1 - PRICE_CHANGE), high: now * (1 + PRICE_CHANGE) } : { low, high };

export type ContractRowProps = {
  readonly options: Pick<Output<'sensitivity.options'>, 'plan' | 'hasOtherTerms' | 'contracts' | 'bids'>;
  readonly contract: ContractId | undefined;
  readonly onContract: (id: ContractId | undefined) => void;
};

/** The row of a form in which the contract or bid is chosen whose terms may change. */
export const ContractRow = ({ options: { plan, hasOtherTerms, contracts, bids }, contract, onContract }: ContractRowProps) => (
  <>
    <FormRow label={text('sensitivity.contract')}>
      <SelectField
        value={contract ?? PLAN}
        choices={[
          { value: PLAN, label: text('sensitivity.planOnly') },
          ...contracts.map(({ id, code, name }) => ({ value: id as string, label: name === '' ? code : `${code} ${name}` })),
          ...bids.map(({ id, buyer, tender }) => ({ value: id as string, label: text('sensitivity.bid', { buyer, tender }) })),
        ]}
        onCommit={(id) => onContract([...contracts, ...bids].find((candidate) => candidate.id === id)?.id)}
      />
    </FormRow>
    {hasOtherTerms ? <RowNote>{text('sensitivity.otherTerms', { plan })}</RowNote> : undefined}
  </>
);
