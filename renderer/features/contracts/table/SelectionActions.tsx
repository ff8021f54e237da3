import { styled } from '@mui/material/styles';
import type { ContractRow } from '#shared/contract/contracts.ts';
import { sumBy } from '#shared/math.ts';
import { joinInSentence, serial, text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { EditButton } from '../../../components/EditButton.tsx';
import { type FigureReader, useComponentSettings, useFigureReader } from '../../../components/settings.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';

const MAX_NAMED = 5;

const RightAligned = styled('span')({ display: 'inline-flex', gap: 8, marginLeft: 'auto' });

const codesOf = (rows: readonly ContractRow[]): string => {
  const names = rows.slice(0, MAX_NAMED).map(({ code }) => code);
  const moreCount = rows.length - names.length;
  return moreCount > 0 ? text('contracts.table.andMore', { names: names.join(serial()), count: moreCount }) : joinInSentence(names);
};

/** States what is deleted with the rows. */
const rowsDeletionText = (rows: readonly ContractRow[], read: FigureReader): string => {
  const [first] = rows;
  if (rows.length === 1 && first) {
    return text('contract.deleteBody', {
      code: first.code,
      quantity: read.inWords({ value: first.tonnesPerYear, unit: 'dmt', decimals: 1 }),
      buyer: first.buyer,
      end: formatMonth(first.end),
    });
  }
  const revenue = sumBy(rows, (row) => row.revenue ?? 0);
  return text('contracts.table.deleteMany', {
    codes: codesOf(rows),
    revenue: read.inWords({ value: revenue, unit: 'usdPerYear', decimals: 1 }),
  });
};

type SelectionActionsProps = {
  /** The rows of the selected cells. */
  readonly rows: readonly ContractRow[];
  /** Whether the confirmation is open. */
  readonly isConfirming: boolean;
  readonly onConfirming: (isConfirming: boolean) => void;
};

/** Buttons for the selected rows: copy one, delete all. */
export const SelectionActions = ({ rows, isConfirming, onConfirming }: SelectionActionsProps) => {
  const { navigate } = useComponentSettings();
  const read = useFigureReader();
  const copy = useCommand('contracts.copy', {
    doneText: (_output, { id }) => text('contract.copied', { code: rows.find((row) => row.id === id)?.code ?? '' }),
    isExclusive: true,
  });
  const remove = useCommand('contracts.remove', {
    doneText: (_output, { ids }) =>
      text('contract.deleted', { code: rows.find((row) => row.id === ids[0])?.code ?? '', count: ids.length }),
  });
  const [first] = rows;
  const slots = { code: first?.code ?? '', count: rows.length };
  return (
    <RightAligned>
      <EditButton
        disabled={first === undefined || rows.length > 1 || copy.isPending}
        onClick={() =>
          first && void copy.run({ id: first.id }).then((copiedContract) => copiedContract && navigate(`/contracts/${copiedContract.id}`))
        }
      >
        {text('contracts.table.copy')}
      </EditButton>
      <EditButton disabled={rows.length === 0 || remove.isPending} onClick={() => onConfirming(true)}>
        {text('contracts.table.delete')}
      </EditButton>
      <Confirm
        open={isConfirming && rows.length > 0}
        title={text('contract.deleteTitle', slots)}
        action={text('contract.deleteCount', slots)}
        onConfirm={() => void remove.run({ ids: rows.map(({ id }) => id) })}
        onClose={() => onConfirming(false)}
      >
        {rowsDeletionText(rows, read)}
      </Confirm>
    </RightAligned>
  );
};
