import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import type { Output } from '#shared/contract/contract.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { LimitLink } from '../../components/LimitLink.tsx';
import { Section } from '../../components/Section.tsx';
import { StateMark } from '../../components/StateMark.tsx';

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  '& > li': { display: 'flex', alignItems: 'center', gap: 8, minHeight: 30 },
  '& .MuiFormControlLabel-root': { marginRight: 'auto' },
});
const ReasonText = styled('small')(({ theme }) => ({ fontSize: '0.75rem', color: theme.vars.palette.text.secondary }));

export type LimitsChoiceProps = {
  readonly limits: Output<'allocation.deals'>['limits'];
  readonly excluded: readonly LimitId[];
  readonly onChange: (excludedIds: readonly LimitId[]) => void;
};

/** The limits that the allocation applies. */
export const LimitsChoice = ({ limits, excluded, onChange }: LimitsChoiceProps) => (
  <Section title={text('allocation.limits.title')} note={limits.length > 0 ? text('allocation.limits.note') : undefined} span={6}>
    {limits.length === 0 ? text('allocation.limits.none') : undefined}
    <List>
      {limits.map(({ id, name, state, isBrokenBySigned }) => (
        <li key={id}>
          <FormControlLabel
            control={
              <Checkbox
                checked={!excluded.includes(id)}
                onChange={(_event, isChecked) => onChange(isChecked ? excluded.filter((otherId) => otherId !== id) : [...excluded, id])}
              />
            }
            label={name}
          />
          {isBrokenBySigned ? <ReasonText>{text('allocation.limits.broken')}</ReasonText> : undefined}
          <LimitLink id={id} title={text('limits.cure.open')}>
            <StateMark state={state} />
          </LimitLink>
        </li>
      ))}
    </List>
  </Section>
);
