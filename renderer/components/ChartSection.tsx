import IconButton from '@mui/material/IconButton';
import { memo, type ReactNode, useMemo, useState } from 'react';
import type { ChartFacts } from '#shared/contract/charts.ts';
import type { NoteSubject } from '#shared/contract/notes.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { colon, comma } from '#shared/messages/text.ts';
import { listCellFigures, listMarkFigures } from '#shared/presentation/charts/chartMarks.ts';
import { asTable, type ChartView, type PictureView } from '#shared/presentation/charts/table.ts';
import { tableTsv } from '#shared/presentation/charts/tsv.ts';
import { noteSubjectKey } from '#shared/presentation/noteSubjectKey.ts';
import { formatNumber, withAmounts } from '#shared/units/format.ts';
import { Chart } from './Chart.tsx';
import type { ChartSlider } from './ChartHandle.tsx';
import type { ChartChoice } from './ChartPoints.tsx';
import { drawPicture } from './chart/picture.ts';
import { FigureActionsButton } from './FigureLink.tsx';
import { Icon } from './Icon.tsx';
import { MenuButton } from './MenuButton.tsx';
import { NoteList, notesButtonText } from './NoteList.tsx';
import { isPicture, PaperPicture } from './PaperPicture.tsx';
import { Picture } from './Picture.tsx';
import { Section, type Span } from './Section.tsx';
import { SimpleTable } from './SimpleTable.tsx';
import { fillText, useComponentSettings, usePresentedChart, useTexts } from './settings.tsx';
import { useToast } from './Toast.tsx';

export type ChartSectionProps = {
  readonly view: ChartFacts | ChartView | PictureView;
  /** The term of the trade that the title explains. */
  readonly term?: GlossaryTerm | undefined;
  readonly span?: Span | undefined;
  /** Text beside the title; a waterfall shows its unit and a truncated axis itself. */
  readonly note?: ReactNode | undefined;
  /** Controls of the page, before the two of the chart. */
  readonly tools?: ReactNode | undefined;
  readonly isWhatIf?: boolean | undefined;
  readonly minHeight?: number | undefined;
  /** Selectable points, and the table in which they can be selected too. */
  readonly choice?: (ChartChoice & { readonly table: ReactNode }) | undefined;
  /** A value on the horizontal axis that can be moved. */
  readonly slider?: ChartSlider | undefined;
};

/** Time limit for drawing a picture, ms. */
const DRAWN_MS = 10_000;

const isFacts = (chart: ChartSectionProps['view']): chart is ChartFacts => typeof chart.title !== 'string';

type ChartTableProps = {
  readonly view: ChartView | PictureView;
  /** Of the view; without them its numbers have no actions. */
  readonly facts?: ChartFacts | undefined;
};

/** The table of a chart, whose numbers have the actions of figures; a common unit is shown beside the title. */
export const ChartTable = ({ view, facts }: ChartTableProps) => {
  const { figureActions } = useComponentSettings();
  const { columns, rows } = asTable(view);
  const figures = facts ? listCellFigures(view, facts) : [];
  const cell = (row: readonly string[], index: number) => {
    const identity = figures[rows.indexOf(row)]?.[index];
    if (facts === undefined || identity === undefined || !figureActions?.has(identity)) return row[index];
    // the second amount of a map has a unit of its own
    const { unit, decimals } = facts.kind === 'map' && index === columns.length - 1 ? facts.other : facts;
    return (
      <FigureActionsButton as="cell" figure={{ identity, unit, decimals }}>
        {row[index]}
      </FigureActionsButton>
    );
  };
  return (
    <SimpleTable
      label={view.title}
      columns={columns.map((column, index) => ({
        key: `${index}`,
        label: column.label,
        align: column.align,
        cell: (row: readonly string[]) => cell(row, index),
      }))}
      rows={rows}
      rowKey={(row) => rows.indexOf(row)}
    />
  );
};

/** A section with one chart: title, unit, the chart or its table, and buttons to copy either. */
export const ChartSection = memo(
  ({ view: facts, term, span, note, tools, isWhatIf, minHeight = 200, choice, slider }: ChartSectionProps) => {
    const view = usePresentedChart(facts);
    const texts = useTexts();
    const show = useToast();
    const [isTable, setIsTable] = useState(false);
    const [drawing, setDrawing] = useState<(canvas: HTMLCanvasElement) => void>();
    const { pictures, notes, figureActions } = useComponentSettings();
    const actions = useMemo(() => {
      if (figureActions === undefined || choice || slider || !isFacts(facts) || isPicture(view)) return undefined;
      const figures = listMarkFigures(view).filter(({ identity }) => figureActions.has(identity));
      const { unit, decimals } = facts;
      return figures.length === 0 ? undefined : { figures, shown: { unit, decimals } };
    }, [figureActions, choice, slider, facts, view]);
    const subject: NoteSubject | undefined =
      notes && typeof facts.title !== 'string' ? { kind: 'chart', title: facts.title, route: notes.route } : undefined;
    const chartNotes = subject && notes ? notes.of(noteSubjectKey(subject)) : [];
    const notesLabel = notesButtonText(chartNotes.length);

    const copy = async (write: () => Promise<void>, problem = () => texts.copyFailed) => {
      try {
        await write();
        show({ text: texts.copied });
      } catch {
        show({ text: problem(), isError: true });
      }
    };
    /** Draws the chart again as a sharp picture in the light theme. Rejects if it is not drawn in time. */
    const createPicture = (): Promise<Blob> =>
      new Promise((resolve, reject) => {
        let isEnded = false;
        const onDrawn = (canvas: HTMLCanvasElement) => {
          if (!endDrawing()) return;
          const notes = [typeof note === 'string' ? note : undefined, unit()].filter((part) => part !== undefined);
          const pictureTexts = { title: view.title, note: notes.length > 0 ? notes.join(comma()) : undefined, source: pictures?.source };
          drawPicture(canvas, pictureTexts).then(resolve, reject);
        };
        // returns false if it has ended before; another picture may be drawn meanwhile
        const endDrawing = (): boolean => {
          if (isEnded) return false;
          isEnded = true;
          clearTimeout(timer);
          setDrawing((shownDrawing: typeof drawing) => (shownDrawing === onDrawn ? undefined : shownDrawing));
          return true;
        };
        const timer = setTimeout(() => endDrawing() && reject(new Error('the picture was not drawn')), DRAWN_MS);
        setDrawing(() => onDrawn);
      });
    const save = async (saveFile: NonNullable<typeof pictures>['save']) => {
      try {
        await saveFile(view.title, await createPicture());
      } catch {
        show({ text: texts.pictureFailed, isError: true });
      }
    };
    /** A browser allows copying only during a click, so the clipboard gets a promise of the picture. */
    const copyPicture = () => {
      let hasFailed = false;
      const picture = createPicture();
      picture.catch(() => {
        hasFailed = true;
      });
      return copy(
        async () => navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]),
        () => (hasFailed ? texts.pictureFailed : texts.copyFailed),
      );
    };
    const copyData = () => copy(async () => navigator.clipboard.writeText(withAmounts(() => tableTsv(asTable(view, { away: true })))));
    const unit = () => {
      if (isPicture(view)) return view.unit;
      if (view.kind !== 'waterfall') return undefined;
      if (view.axisFrom === undefined) return view.unit;
      return `${view.unit}${comma()}${fillText(texts.axisFrom, { value: formatNumber(view.axisFrom, { decimals: 0 }) })}`;
    };
    const content = () => {
      if (isTable) return choice?.table ?? <ChartTable view={view} facts={isFacts(facts) ? facts : undefined} />;
      if (isPicture(view)) return <Picture view={view} />;
      return <Chart view={view} isWhatIf={isWhatIf} minHeight={minHeight} choice={choice} slider={slider} actions={actions} />;
    };
    const toggleLabel = isTable ? texts.asChart : texts.asTable;
    return (
      <Section
        title={view.title}
        term={term}
        note={note ?? (isTable ? view.unit : unit())}
        span={span}
        tools={
          <>
            {tools}
            {subject ? (
              <IconButton
                aria-label={`${view.title}${colon()}${notesLabel}`}
                title={notesLabel}
                onClick={() => notes?.open(subject, view.title)}
              >
                <Icon name="note" size={14} />
              </IconButton>
            ) : undefined}
            <IconButton aria-label={`${view.title}${colon()}${toggleLabel}`} title={toggleLabel} onClick={() => setIsTable(!isTable)}>
              <Icon name={isTable ? 'chart' : 'table'} size={14} />
            </IconButton>
            <MenuButton
              as="icon"
              icon="copy"
              label={`${view.title}${colon()}${texts.copy}`}
              entries={[
                { key: 'picture', label: texts.copyPicture, onPick: () => void copyPicture() },
                { key: 'data', label: texts.copyData, onPick: () => void copyData() },
                ...(pictures ? [{ key: 'save', label: texts.savePicture, onPick: () => void save(pictures.save) }] : []),
              ]}
            />
          </>
        }
      >
        {content()}
        <NoteList notes={chartNotes} />
        {drawing ? <PaperPicture view={view} onDrawn={drawing} /> : undefined}
      </Section>
    );
  },
);
