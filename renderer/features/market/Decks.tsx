import { useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import { unique } from '#shared/collections.ts';
import type { PlacedField } from '#shared/contract/imports.ts';
import type { DeckRow } from '#shared/contract/market.ts';
import type { NamedDeck } from '#shared/contract/workspace.ts';
import { type DeckId, ReferenceCode } from '#shared/domain/ids.ts';
import { UNITS_OF_KIND } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate, yearOf } from '#shared/domain/time.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { mean } from '#shared/math.ts';
import { joinInSentence, sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth } from '#shared/units/format.ts';
import { useCall, useSendCommand } from '../../api/queries.ts';
import { type CellEdit, type DataColumn, DataTable } from '../../components/DataTable.tsx';
import type { OnEdit } from '../../components/dataTable/useEdits.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type Presentation, usePresentation } from '../../components/settings.tsx';
import { formatField, type NumberSpec } from '../../editing/fields/fieldSpec.ts';
import { numberSpec } from '../../editing/fields/specs.ts';
import { cellEditing } from '../../editing/sheet/fieldColumn.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useCellStore } from '../../editing/sheet/useSheetEdits.ts';
import { usePasteOfMoreRows } from '../data/index.ts';
import { DeckList } from './DeckList.tsx';
import { OwnReferences } from './OwnReferences.tsx';

const LOWEST = -10_000;
const HIGHEST = 10_000_000;
const ROWS = 14;

const RATE_DECIMALS = 4;

/** The field of a price; an empty one takes the price out of the deck. */
const priceSpec = (decimals: number): NumberSpec => ({
  ...numberSpec('market.decks.title', { decimals, required: false }),
  maxDecimals: decimals,
  min: LOWEST,
  max: HIGHEST,
});

const priceText = (price: number, { unit }: DeckRow): string => {
  const size = Math.abs(price);
  const isRate = UNITS_OF_KIND.rate.some((rateUnit) => rateUnit === unit);
  return formatField(priceSpec(isRate ? RATE_DECIMALS : size >= 1000 ? 0 : size >= 10 ? 1 : 2), price);
};

const pointOf = (row: DeckRow, month: Month) => row.points.find((candidate) => candidate.month === month);

/** The field of an import of prices that a column corresponds to: the reference, or a month. */
const importField = (column: string): PlacedField => {
  if (column === 'unit') return {};
  return { field: column === 'reference' ? column : `m${column}` };
};

/** The mean of a year's months, with their origin if all have the same. */
const yearAverage = (row: DeckRow, year: number) => {
  const points = row.points.filter(({ month }) => yearOf(month) === year);
  const [first] = points;
  if (!first) return undefined;
  return {
    price: mean(points.map(({ price }) => price)),
    origin: points.every(({ origin }) => origin === first.origin) ? first.origin : undefined,
    sources: points.map(({ source }) => source),
  };
};

const yearAverageNote = (row: DeckRow, year: number, label: Presentation['label']): string | undefined => {
  const averageOfYear = yearAverage(row, year);
  return averageOfYear && unique(averageOfYear.sources.map(label)).join(sentenceGap());
};

const yearColumn = (year: number, label: Presentation['label']): DataColumn<DeckRow> => ({
  key: `y${year}`,
  label: String(year),
  align: 'right',
  width: 92,
  text: (row) => {
    const averageOfYear = yearAverage(row, year);
    return averageOfYear ? priceText(averageOfYear.price, row) : '';
  },
  sortValue: (row) => yearAverage(row, year)?.price,
  origin: (row) => {
    const origin = yearAverage(row, year)?.origin;
    return origin === 'user' ? undefined : origin;
  },
  note: (row) => yearAverageNote(row, year, label),
  edit: cellEditing(priceSpec(2)),
});

/** The months that a cell sets: its own, or those of its year after the valuation month. */
const monthsOf = (column: string, valuationMonth: Month): readonly Month[] =>
  column.startsWith('y')
    ? Array.from({ length: 12 }, (_, i) => monthOf(Number(column.slice(1)), i + 1)).filter((month) => month > valuationMonth)
    : [Number(column)];

const columnsOf = (months: readonly Month[], isByYear: boolean, label: Presentation['label']): readonly DataColumn<DeckRow>[] => [
  {
    key: 'reference',
    label: text('market.decks.reference'),
    width: 300,
    tone: 'key',
    text: (row) => label(row.name),
    note: (row) =>
      row.averages
        ? text('market.decks.averages', { names: joinInSentence(row.averages.map(label)) })
        : row.follows
          ? text('market.decks.follows', { name: label(row.follows) })
          : undefined,
  },
  { key: 'unit', label: text('market.decks.unit'), width: 104, tone: 'context', text: (row) => row.unit },
  ...(isByYear ? [...new Set(months.map(yearOf))].map((year) => yearColumn(year, label)) : []),
  ...(isByYear ? [] : months).map(
    (month): DataColumn<DeckRow> => ({
      key: String(month),
      label: formatMonth(month),
      align: 'right',
      width: 92,
      text: (row) => {
        const deckPoint = pointOf(row, month);
        return deckPoint ? priceText(deckPoint.price, row) : '';
      },
      sortValue: (row) => pointOf(row, month)?.price,
      origin: (row) => {
        const origin = pointOf(row, month)?.origin;
        return origin === 'user' ? undefined : origin;
      },
      note: (row) => {
        const deckPoint = pointOf(row, month);
        return deckPoint && label(deckPoint.source);
      },
      edit: cellEditing(priceSpec(2)),
    }),
  ),
];

/** From the year of the valuation date to the plan's last year. */
const planYears = (valuationMonth: Month, { horizonYear }: WorkspaceSettings) => ({
  from: monthOf(yearOf(valuationMonth), 1),
  to: monthOf(horizonYear, 12),
});

/** Edits decks: actual prices up to the valuation month, forward prices after it. */
export const Decks = ({ settings, decks: allDecks }: { readonly settings: WorkspaceSettings; readonly decks: readonly NamedDeck[] }) => {
  const { label } = usePresentation();
  const valuationMonth = monthOfDate(settings.valuationDate);
  const [selectedDeck, setSelectedDeck] = useState<DeckId>();
  // where the selected deck was deleted, the chosen one is shown
  const deck = selectedDeck !== undefined && allDecks.some(({ id }) => id === selectedDeck) ? selectedDeck : settings.deck;
  const namedDeck = allDecks.find(({ id }) => id === deck);
  const deckName = namedDeck ? label(namedDeck.name) : '';
  const [year, setYear] = useState(yearOf(valuationMonth));
  const [byYear, setByYear] = useState(false);
  const query = new URLSearchParams(useSearch());
  const atDecks = query.get('field') === 'decks';
  const [typedSearch, setTypedSearch] = useState<string>();
  const decks = useCall(
    'decks.get',
    { deck, ...(byYear ? planYears(valuationMonth, settings) : { from: monthOf(year, 1), to: monthOf(year, 12) }) },
    { keepLast: true },
  );
  const set = useSendCommand('decks.set');
  const store = useCellStore();
  const draft = useSheetDraft({ kind: 'reference', id: `decks.${deck}` });
  const pasteMoreRows = usePasteOfMoreRows('prices', importField);
  const months = decks.data?.months;
  const columns = useMemo(() => columnsOf(months ?? [], byYear, label), [months, byYear, label]);

  const edit: OnEdit = (edits, report) =>
    store(edits, report, async (options) => {
      const isPast = ({ column }: CellEdit): boolean => monthsOf(column, valuationMonth).length === 0;
      const pastNote = text('market.decks.yearPast', { month: formatMonth(valuationMonth) });
      const refusals = edits.filter(isPast).map(({ rowKey, column }) => ({ rowKey, column, message: pastNote }));
      const points = edits.flatMap(({ rowKey, column, value }) =>
        monthsOf(column, valuationMonth).map((month) => ({
          reference: ReferenceCode.parse(rowKey),
          month,
          ...(value === undefined ? {} : { price: value as number }),
        })),
      );
      if (points.length === 0) return { refusals };
      await set({ deck, points }, options);
      return { refusals, savedText: text('history.prices', { count: points.length, deck: deckName }) };
    });

  // an address finds a reference by its code or by a part of its name
  const find = query.get('find') ?? '';
  const foundRow = decks.data?.rows.find(({ reference }) => reference === find);
  const search = typedSearch ?? (foundRow ? label(foundRow.name) : find);
  const lowerCaseSearch = search.trim().toLowerCase();
  const rows = (decks.data?.rows ?? []).filter((row) => `${label(row.name)} ${row.metal ?? ''}`.toLowerCase().includes(lowerCaseSearch));
  const years = Array.from({ length: settings.horizonYear - yearOf(valuationMonth) + 4 }, (_, i) => yearOf(valuationMonth) - 2 + i);
  const tools = (
    <>
      <OwnReferences rows={decks.data?.rows ?? []} onSaved={setTypedSearch} />
      <SearchField label={text('market.decks.search')} value={search} onChange={setTypedSearch} />
      <MenuButton
        label={text('market.decks.deck', { deck: deckName })}
        entries={allDecks.map(({ id, name }) => ({
          key: id,
          label: label(name),
          isChosen: id === deck,
          onPick: () => setSelectedDeck(id),
        }))}
      />
      <MenuButton
        label={text(byYear ? 'market.decks.byYear' : 'market.decks.year', { year })}
        entries={[
          { key: 'all', label: text('market.decks.byYear'), isChosen: byYear, onPick: () => setByYear(true) },
          ...years.map((listedYear) => ({
            key: String(listedYear),
            label: String(listedYear),
            isChosen: !byYear && listedYear === year,
            onPick: () => {
              setByYear(false);
              setYear(listedYear);
            },
          })),
        ]}
      />
    </>
  );
  return (
    <>
      <DeckList chosenDeck={settings.deck} shownDeck={deck} onShow={setSelectedDeck} />
      <Section
        title={text('market.decks.title')}
        term="priceDeck"
        note={text(byYear ? 'market.decks.yearNote' : 'market.decks.note', { month: formatMonth(valuationMonth) })}
        tools={tools}
        span={12}
      >
        {decks.error ? (
          <ErrorNote text={errorText(decks.error)} action={{ label: text('action.retry'), onAction: () => void decks.refetch() }} />
        ) : undefined}
        {decks.data ? (
          <DataTable
            label={text('market.decks.title')}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.reference}
            onEdit={edit}
            draft={draft}
            // a year has no column in a sheet of prices
            {...(byYear ? {} : { onBeyond: pasteMoreRows })}
            visibleRows={ROWS}
            autoFocus={atDecks}
          />
        ) : (
          <Skeleton of="rows" rows={ROWS} />
        )}
      </Section>
    </>
  );
};
