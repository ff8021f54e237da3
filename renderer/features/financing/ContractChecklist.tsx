import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { ContractId } from '#shared/domain/ids.ts';

type ContractChecklistProps = {
  readonly rows: readonly Pick<ContractRow, 'id' | 'code' | 'buyer' | 'product'>[];
  readonly checkedIds: readonly ContractId[];
  readonly onChange: (selectedIds: readonly ContractId[]) => void;
};

const Choice = styled(FormControlLabel)({
  marginRight: 0,
  '& .MuiCheckbox-root': { padding: '4px 8px' },
  '& .MuiFormControlLabel-label': { fontSize: '0.8125rem', lineHeight: '18px', overflowWrap: 'anywhere' },
});

/** Chooses contracts of a list by a checkbox each. */
export const ContractChecklist = ({ rows, checkedIds, onChange }: ContractChecklistProps) =>
  rows.map(({ id, code, buyer, product }) => (
    <Choice
      key={id}
      control={
        <Checkbox
          size="small"
          checked={checkedIds.includes(id)}
          onChange={(_event, isChecked) => onChange(isChecked ? [...checkedIds, id] : checkedIds.filter((checkedId) => checkedId !== id))}
        />
      }
      label={`${code} · ${buyer} · ${product}`}
    />
  ));
