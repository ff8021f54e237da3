import { styled } from '@mui/material/styles';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { formatMonth, formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../../api/queries.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { Section } from '../../../components/Section.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { WaitingPart } from '../../../components/WaitingPart.tsx';

const Story = styled('ol')(({ theme }) => ({
  ...theme.typography.body1,
  listStyle: 'none',
  margin: 0,
  padding: '4px 0 0',
  maxHeight: 420,
  overflowY: 'auto',
  '& li': { display: 'grid', gridTemplateColumns: '76px minmax(0, 1fr)', columnGap: 8, padding: '3px 0' },
  '& time': { color: theme.vars.palette.text.secondary },
}));

const Lead = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0 8px', textWrap: 'pretty' }));

/** One path by month, as a description and charts. */
export const OpenedPath = ({ id, path }: { readonly id: string; readonly path: number }) => {
  const { message } = usePresentation();
  const replay = useCall('simulation.path', { id, path });
  const title = text('simulation.page.story', { path: formatPlainNumber(path, { decimals: 0 }) });
  if (!replay.data) {
    return (
      <Section title={title} span={12}>
        <WaitingPart query={replay} rows={6} />
      </Section>
    );
  }
  const { lead, story, revenue, demand, prices } = replay.data;
  return (
    <>
      <Section title={title} span={7}>
        <Lead>{lead.map(message).join(sentenceGap())}</Lead>
        {/* a list that scrolls is reached by keyboard too */}
        <Story tabIndex={0} aria-label={title}>
          {story.map((entry) => {
            const words = message(entry.text);
            return (
              <li key={`${entry.month} ${words}`}>
                <time>{formatMonth(entry.month)}</time>
                <span>{words}</span>
              </li>
            );
          })}
          {story.length === 0 ? <li>{text('simulation.page.noStory')}</li> : undefined}
        </Story>
      </Section>
      <ChartSection view={revenue} span={12} minHeight={200} />
      <ChartSection view={prices} span={7} minHeight={240} />
      <ChartSection view={demand} span={5} minHeight={240} />
    </>
  );
};
