import { styled } from '@mui/material/styles';
import type { Finding } from '#shared/contract/health.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { type Presentation, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';

const WrappingText = styled('span')({ display: 'block', whiteSpace: 'normal', padding: '7px 0', textWrap: 'pretty' });
const Remedy = styled(RouteLink)(({ theme }) => ({
  color: theme.vars.palette.ore.link,
  fontWeight: 560,
  textDecoration: 'none',
  '&:hover': { textDecoration: 'underline' },
}));

/** Kinds that make a figure wrong or impossible; others make it less certain. */
const SEVERE = new Set<Finding['kind']>(['integrity', 'noPrice', 'badVersion']);

const findingColumns = ({ label, message }: Presentation): readonly SimpleColumn<Finding>[] => [
  {
    key: 'kind',
    label: text('health.kind'),
    width: '150px',
    cell: ({ kind }) => <StateMark state={SEVERE.has(kind) ? 'breached' : 'near'}>{text(`health.kind.${kind}`)}</StateMark>,
  },
  {
    key: 'about',
    label: text('health.about'),
    tone: 'key',
    width: '20%',
    cell: ({ about }) => <WrappingText>{label(about)}</WrappingText>,
  },
  { key: 'what', label: text('health.why'), width: '46%', cell: ({ what }) => <WrappingText>{message(what)}</WrappingText> },
  {
    key: 'remedy',
    label: text('health.remedy'),
    cell: ({ remedy }) => <Remedy route={remedy.route}>{message(remedy.label)}</Remedy>,
  },
];

/** Missing and outdated data of the workspace, each with the action that corrects it. */
export default function HealthPage() {
  const presentation = usePresentation();
  const health = useCall('health.list', {}, { keepLast: true });
  if (!health.data) {
    return (
      <WaitingPage
        title={text('place.health')}
        error={health.error ? errorText(health.error) : undefined}
        onRetry={() => void health.refetch()}
      />
    );
  }
  const { findings, count } = health.data;
  const sentence =
    count === 0
      ? { key: 'health.well', figures: {} }
      : { key: 'health.verdict', figures: { count: { value: count, unit: 'count' as const, decimals: 0 } } };
  return (
    <Page title={text('place.health')} meta={text('health.meta')} verdict={<Verdict sentences={[sentence]} />}>
      {count > 0 ? (
        <Section title={text('health.title')}>
          <SimpleTable label={text('health.title')} columns={findingColumns(presentation)} rows={findings} rowKey={({ key }) => key} />
        </Section>
      ) : undefined}
    </Page>
  );
}
