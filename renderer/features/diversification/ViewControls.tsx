import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import { styled } from '@mui/material/styles';
import type { Output } from '#shared/contract/contract.ts';
import { BuyersBy } from '#shared/contract/diversification.ts';
import { colon, text } from '#shared/messages/text.ts';
import { FilterBar } from '../../components/ChipFilter.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import type { ConcentrationQuery } from './diversificationRoutes.ts';

const Controls = styled(FilterBar)({ marginTop: 24, columnGap: 12, '& .MuiFormControlLabel-root': { margin: 0, gap: 6 } });

const COUNTS = ['plan', 'committed', 'weighted', 'all'] as const;
const BY = ['grossValue', 'tonnes'] as const;

export type ViewControlsProps = {
  readonly view: ConcentrationQuery;
  readonly answer: Output<'diversification.get'>;
  readonly onChange: (change: Partial<ConcentrationQuery>) => void;
};

/** How concentration is counted: deals, tonnes or value, year, plan to compare with. */
export const ViewControls = ({ view, answer, onChange }: ViewControlsProps) => {
  const counts = view.counts ?? 'plan';
  const by = view.by ?? 'grossValue';
  const buyersBy = view.buyersBy ?? 'group';
  const otherPlan = answer.plans.find(({ id }) => id === view.against);
  const yearName = (year: typeof answer.year) => (year === 'plan' ? text('diversification.wholePlan') : text('common.inYear', { year }));
  return (
    <Controls>
      <MenuButton
        label={`${text('diversification.pick.counts')}${colon()}${text(`diversification.counts.${counts}`)}`}
        entries={COUNTS.map((key) => ({
          key,
          label: text(`diversification.counts.${key}`),
          hint: text(`diversification.counts.${key}Note`),
          isChosen: key === counts,
          onPick: () => onChange({ counts: key }),
        }))}
      />
      <MenuButton
        label={`${text('diversification.pick.by')}${colon()}${text(`diversification.by.${by}`)}`}
        entries={BY.map((key) => ({
          key,
          label: text(`diversification.by.${key}`),
          isChosen: key === by,
          onPick: () => onChange({ by: key }),
        }))}
      />
      <MenuButton
        label={`${text('diversification.pick.year')}${colon()}${yearName(answer.year)}`}
        entries={[...answer.years, 'plan' as const].map((year) => ({
          key: String(year),
          label: yearName(year),
          isChosen: year === answer.year,
          onPick: () => onChange({ year }),
        }))}
      />
      <MenuButton
        label={`${text('diversification.pick.buyersBy')}${colon()}${text(`dimension.${buyersBy}`)}`}
        entries={BuyersBy.options.map((key) => ({
          key,
          label: text(`dimension.${key}`),
          hint: text(`diversification.buyersBy.${key}Note`),
          isChosen: key === buyersBy,
          onPick: () => onChange({ buyersBy: key, dimension: key }),
        }))}
      />
      {answer.plans.length > 0 ? (
        <MenuButton
          label={`${text('diversification.pick.against')}${colon()}${otherPlan?.name ?? text('diversification.against.none')}`}
          entries={[
            {
              key: 'none',
              label: text('diversification.against.none'),
              isChosen: otherPlan === undefined,
              onPick: () => onChange({ against: undefined }),
            },
            ...answer.plans.map(({ id, name }) => ({
              key: id,
              label: name,
              isChosen: id === view.against,
              onPick: () => onChange({ against: id }),
            })),
          ]}
        />
      ) : undefined}
      <FormControlLabel
        control={<Switch checked={view.lookThrough ?? true} onChange={(_event, lookThrough) => onChange({ lookThrough })} />}
        label={text('diversification.lookThrough')}
      />
    </Controls>
  );
};
