import { styled } from '@mui/material/styles';
import { Fragment } from 'react';
import type { Sentence } from '#shared/contract/figure.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { sentenceGap } from '#shared/messages/text.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { joinUnit, renderMessage, sentenceParts } from '#shared/presentation/message.ts';
import { Chart } from '../../components/Chart.tsx';
import { pt } from '../../components/PaperSheet.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { SheetTable } from './SheetTable.tsx';

/** Heights of charts in points, as in the document. */
const CHART = { whole: 150, half: 122 } as const;
const WATERFALL_ROW = 17;

const Title = styled('div')(({ theme }) => ({
  marginBottom: pt(12),
  '& p': { margin: 0, fontSize: pt(9), lineHeight: `${pt(12)}px`, color: theme.vars.palette.text.secondary },
  '& p:first-of-type': {
    fontSize: pt(19),
    lineHeight: `${pt(24)}px`,
    fontWeight: theme.typography.fontWeightBold,
    color: theme.vars.palette.text.primary,
    overflowWrap: 'anywhere',
  },
}));

const Sentences = styled('p')({
  '& .number': { whiteSpace: 'nowrap' },
  margin: `0 0 ${pt(12)}px`,
  fontSize: pt(12),
  lineHeight: `${pt(18)}px`,
  overflowWrap: 'anywhere',
});

const Note = styled('p')(({ theme }) => ({
  margin: `0 0 ${pt(6)}px`,
  fontSize: pt(9),
  lineHeight: `${pt(13)}px`,
  color: theme.vars.palette.text.secondary,
  overflowWrap: 'anywhere',
}));

const Heading = styled('h3')(({ theme }) => ({
  height: pt(22),
  margin: `${pt(8)}px 0 0`,
  paddingTop: pt(3.5),
  borderTop: `1.5px solid var(--house-accent, ${theme.vars.palette.ore.line.strong})`,
  fontSize: pt(10.5),
  lineHeight: `${pt(14)}px`,
  fontWeight: theme.typography.fontWeightBold,
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  // the heading of one of several deals is larger than those of its sections
  '&.chapter': {
    height: pt(30),
    marginTop: pt(12),
    paddingTop: pt(6),
    borderTopWidth: 3,
    fontSize: pt(14),
    lineHeight: `${pt(18)}px`,
  },
}));

const Figures = styled('div')(({ theme }) => ({
  display: 'grid',
  minHeight: pt(52),
  padding: `${pt(5)}px 0 ${pt(7)}px`,
  borderTop: `1.5px solid var(--house-accent, ${theme.vars.palette.ore.line.strong})`,
  '& p': {
    margin: 0,
    paddingRight: pt(8),
    fontSize: pt(8.5),
    lineHeight: `${pt(11)}px`,
    color: theme.vars.palette.text.secondary,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  '& .value': { fontSize: pt(8.5), lineHeight: `${pt(19)}px` },
  '& b': { fontSize: pt(15), marginRight: pt(4), color: theme.vars.palette.text.primary, fontVariantNumeric: 'tabular-nums' },
  '& .basis': {
    fontSize: pt(8),
    lineHeight: `${pt(10)}px`,
    color: theme.vars.palette.ore.tertiary,
    whiteSpace: 'normal',
    overflowWrap: 'anywhere',
  },
}));

const Picture = styled('div')(({ theme }) => ({
  display: 'flex',
  flexDirection: 'column',
  marginBottom: pt(14),
  '& > p': { margin: 0, height: pt(22), paddingTop: pt(3), fontSize: pt(10), fontWeight: theme.typography.fontWeightBold },
  '& small': { marginLeft: pt(8), fontSize: pt(8.5), fontWeight: 420, color: theme.vars.palette.text.secondary },
}));

const Beside = styled('div')({ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', columnGap: pt(22) });

const SentenceText = ({ sentence }: { readonly sentence: Sentence }) => {
  const read = useFigureReader();
  return sentenceParts(sentence).map((part, i) => {
    const key = `${i}`;
    if (part.kind === 'text') return <Fragment key={key}>{part.text}</Fragment>;
    const figure = sentence.figures[part.name];
    // at the workspace's money scale, as in the document
    return (
      <b key={key} className={typeof figure?.value === 'number' ? 'number' : undefined}>
        {figure ? joinUnit(read.format(figure)) : ''}
      </b>
    );
  });
};

const FigureRow = ({ block }: { readonly block: Extract<SummaryBlock, { kind: 'figures' }> }) => {
  const read = useFigureReader();
  return (
    <Figures style={{ gridTemplateColumns: `repeat(${Math.max(4, block.figures.length)}, minmax(0, 1fr))` }}>
      {block.figures.map(({ label, figure, basis }) => {
        const { text, unit } = read.alone(figure);
        return (
          <div key={label.key}>
            <p title={renderMessage(label)}>{renderMessage(label)}</p>
            <p className="value">
              <b>{text}</b>
              {unit}
            </p>
            {basis ? <p className="basis">{renderMessage(basis)}</p> : undefined}
          </div>
        );
      })}
    </Figures>
  );
};

const ChartBlock = ({ view, width }: { readonly view: ChartView; readonly width: keyof typeof CHART }) => (
  <Picture>
    <p>
      {view.title}
      {view.kind === 'waterfall' ? <small>{view.unit}</small> : undefined}
    </p>
    <Chart view={view} minHeight={pt(view.kind === 'waterfall' ? view.lines.length * WATERFALL_ROW : CHART[width])} />
  </Picture>
);

/** One block of a document, as in its PDF. */
export const SheetBlock = ({ block }: { readonly block: SummaryBlock }) => {
  switch (block.kind) {
    case 'title':
      return (
        <Title>
          <p>{block.title}</p>
          <p>{renderMessage(block.subtitle)}</p>
        </Title>
      );
    case 'sentences':
      return (
        <Sentences>
          {block.sentences.map((sentence, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sentences have a fixed order
            <Fragment key={i}>
              <SentenceText sentence={sentence} />
              {sentenceGap()}
            </Fragment>
          ))}
        </Sentences>
      );
    case 'figures':
      return <FigureRow block={block} />;
    case 'heading':
      return (
        <Heading title={renderMessage(block.text)} className={block.level}>
          {renderMessage(block.text)}
        </Heading>
      );
    case 'note':
      return <Note>{renderMessage(block.text)}</Note>;
    case 'table':
      return <SheetTable block={block} />;
    case 'beside':
      return (
        <Beside>
          {block.views.map((view) => (
            <ChartBlock key={view.title} view={view} width="half" />
          ))}
        </Beside>
      );
    default:
      return <ChartBlock view={block.view} width="whole" />;
  }
};
