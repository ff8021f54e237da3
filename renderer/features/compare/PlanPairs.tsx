import { styled } from '@mui/material/styles';
import type { ComparedPlan, PlanPair } from '#shared/contract/compare.ts';
import { text } from '#shared/messages/text.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { PlanMark } from './PlanMark.tsx';

const QuietText = styled('span')(({ theme }) => ({ marginLeft: 6, color: theme.vars.palette.ore.tertiary }));
const Name = styled('span')({ whiteSpace: 'normal', overflowWrap: 'anywhere' });

/** The expected NPV of every plan less that of every other. */
export const PlanPairs = ({ plans, pairs }: { readonly plans: readonly ComparedPlan[]; readonly pairs: readonly PlanPair[] }) => {
  const read = useFigureReader();
  const { unit } = read.format({ value: 0, unit: 'usd', decimals: 1 });
  const columns: readonly SimpleColumn<ComparedPlan>[] = [
    {
      key: 'name',
      label: text('plans.page.plan'),
      tone: 'key',
      cell: ({ name, letter, mark }) => (
        <Name>
          <PlanMark mark={mark} />
          {text('compare.page.plan', { letter, plan: name })}
        </Name>
      ),
    },
    ...plans.map(
      ({ id, name, letter }): SimpleColumn<ComparedPlan> => ({
        key: id,
        label: <span title={name}>{text('compare.page.pairs.less', { letter })}</span>,
        unit,
        align: 'right',
        cell: (row) => {
          const pair = pairs.find(({ own, other }) => own === row.id && other === id);
          if (pair === undefined) return undefined;
          return (
            <>
              <FigureLink figure={pair.difference} as="cell" />
              {pair.error === undefined ? undefined : (
                <QuietText>{text('compare.page.paths.error', { error: read.format(pair.error).text })}</QuietText>
              )}
              {pair.isMaterial ? undefined : <QuietText>{text('compare.page.immaterial')}</QuietText>}
            </>
          );
        },
      }),
    ),
  ];
  return (
    <Section title={text('compare.page.pairs')} note={text('compare.page.pairs.note', { unit })} span={12}>
      <SimpleTable label={text('compare.page.pairs')} columns={columns} rows={plans} rowKey={({ id }) => id} />
    </Section>
  );
};
