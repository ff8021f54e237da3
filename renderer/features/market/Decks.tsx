import { useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import type { PlacedField } from '#shared/contract/imports.ts';
import type { DeckRow } from '#shared/contract/market.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { DeckName, UNITS_OF_KIND } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate, yearOf } from '#shared/domain/time.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth, formatNumber, parseNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { type CellEdit, type CellRefusal, type DataColumn, DataTable } from '../../components/DataTable.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { refuseCells } from '../../editing/sheet/useSheetEdits.ts';
import { useRowsBeyond } from '../data/index.ts';
import { OwnReferences } from './OwnReferences.tsx';

const LOWEST = -10_000;
const HIGHEST = 10_000_000;
const ROWS = 14;

const RATE_DECIMALS = 4;

const priceText = (price: number, { unit }: DeckRow): string => {
  const size = Math.abs(price);
  if (UNITS_OF_KIND.rate.some((one) => one === unit)) return formatNumber(price, { decimals: RATE_DECIMALS });
  return formatNumber(price, { decimals: size >= 1000 ? 0 : size >= 10 ? 1 : 2 });
};

const point = (row: DeckRow, month: Month) => row.points.find((one) => one.month === month);

/** What a column of the table holds for an import of prices: the reference, or a month. */
const importedAs = (column: string): PlacedField => {
  if (column === 'unit') return {};
  return { field: column === 'reference' ? column : `m${column}` };
};

/** The mean of a year's months, and where they come from when all come from one place. */
const ofYear = (row: DeckRow, year: number) => {
  const points = row.points.filter(({ month }) => yearOf(month) === year);
  const [first] = points;
  if (!first) return undefined;
  return {
    price: points.reduce((sum, { price }) => sum + price, 0) / points.length,
    origin: points.every(({ origin }) => origin === first.origin) ? first.origin : undefined,
    sources: [...new Set(points.map(({ source }) => source))],
  };
};

const yearColumn = (year: number): DataColumn<DeckRow> => ({
  key: `y${year}`,
  label: String(year),
  align: 'right',
  width: 92,
  text: (row) => {
    const found = ofYear(row, year);
    return found ? priceText(found.price, row) : '';
  },
  sortValue: (row) => ofYear(row, year)?.price,
  origin: (row) => {
    const origin = ofYear(row, year)?.origin;
    return origin === 'user' ? undefined : origin;
  },
  note: (row) => ofYear(row, year)?.sources.join(sentenceGap()),
  edit: { kind: 'number' },
});

/** The months that a cell stands for: its own, or those of its year that are still ahead. */
const monthsOf = (column: string, valued: Month): readonly Month[] =>
  column.startsWith('y')
    ? Array.from({ length: 12 }, (_, i) => monthOf(Number(column.slice(1)), i + 1)).filter((month) => month > valued)
    : [Number(column)];

const columnsOf = (months: readonly Month[], byYear: boolean): readonly DataColumn<DeckRow>[] => [
  {
    key: 'reference',
    label: text('market.decks.reference'),
    width: 300,
    tone: 'key',
    text: (row) => row.name,
    note: (row) => (row.follows ? text('market.decks.follows', { name: row.follows }) : undefined),
  },
  { key: 'unit', label: text('market.decks.unit'), width: 104, tone: 'context', text: (row) => row.unit },
  ...(byYear ? [...new Set(months.map(yearOf))].map(yearColumn) : []),
  ...(byYear ? [] : months).map(
    (month): DataColumn<DeckRow> => ({
      key: String(month),
      label: formatMonth(month),
      align: 'right',
      width: 92,
      text: (row) => {
        const found = point(row, month);
        return found ? priceText(found.price, row) : '';
      },
      sortValue: (row) => point(row, month)?.price,
      origin: (row) => {
        const origin = point(row, month)?.origin;
        return origin === 'user' ? undefined : origin;
      },
      note: (row) => point(row, month)?.source,
      edit: { kind: 'number' },
    }),
  ),
];

/** From the year of the valuation date to the last one of the plan. */
const ahead = (valued: Month, { horizonYear }: WorkspaceSettings) => ({ from: monthOf(yearOf(valued), 1), to: monthOf(horizonYear, 12) });

/** Decks one types into: fixings up to the valuation month, forwards after it. */
export const Decks = ({ settings }: { readonly settings: WorkspaceSettings }) => {
  const valued = monthOfDate(settings.valuationDate);
  const [deck, setDeck] = useState<DeckName>(settings.deck);
  const [year, setYear] = useState(yearOf(valued));
  const [byYear, setByYear] = useState(false);
  const query = new URLSearchParams(useSearch());
  const atDecks = query.get('field') === 'decks';
  const [search, setSearch] = useState(query.get('find') ?? '');
  const decks = useCall(
    'decks.get',
    { deck, ...(byYear ? ahead(valued, settings) : { from: monthOf(year, 1), to: monthOf(year, 12) }) },
    { keepLast: true },
  );
  const set = useCommand('decks.set', {
    done: (_output, { points }) => text('history.prices', { count: points.length, deck: text(`deck.${deck}`).toLowerCase() }),
  });
  const draft = useSheetDraft({ kind: 'reference', id: `decks.${deck}` });
  const beyond = useRowsBeyond('prices', importedAs);
  const months = decks.data?.months;
  const columns = useMemo(() => columnsOf(months ?? [], byYear), [months, byYear]);

  const edit = async (edits: readonly CellEdit[]): Promise<readonly CellRefusal[]> => {
    const refused: CellRefusal[] = [];
    const points = edits.flatMap(({ rowKey, column, text: typed }) => {
      const price = typed.trim() === '' ? undefined : parseNumber(typed);
      if (typed.trim() !== '' && (price === undefined || price < LOWEST || price > HIGHEST)) {
        refused.push({ rowKey, column, message: text('market.decks.notANumber') });
        return [];
      }
      const months = monthsOf(column, valued);
      if (months.length === 0) refused.push({ rowKey, column, message: text('market.decks.yearPast', { month: formatMonth(valued) }) });
      return months.map((month) => ({
        reference: ReferenceCode.parse(rowKey),
        month,
        ...(price === undefined ? {} : { price }),
      }));
    });
    if (points.length > 0 && !(await set.run({ deck, points }))) return refuseCells(edits, text('records.status.failed'));
    return refused;
  };

  const wanted = search.trim().toLowerCase();
  const rows = (decks.data?.rows ?? []).filter((row) => `${row.name} ${row.metal ?? ''}`.toLowerCase().includes(wanted));
  const years = Array.from({ length: settings.horizonYear - yearOf(valued) + 4 }, (_, i) => yearOf(valued) - 2 + i);
  const tools = (
    <>
      <OwnReferences rows={decks.data?.rows ?? []} onSaved={setSearch} />
      <SearchField label={text('market.decks.search')} value={search} onChange={setSearch} />
      <MenuButton
        label={text('market.decks.deck', { deck: text(`deck.${deck}`) })}
        entries={DeckName.options.map((name) => ({
          key: name,
          label: text(`deck.${name}`),
          chosen: name === deck,
          onPick: () => setDeck(name),
        }))}
      />
      <MenuButton
        label={text(byYear ? 'market.decks.byYear' : 'market.decks.year', { year })}
        entries={[
          { key: 'all', label: text('market.decks.byYear'), chosen: byYear, onPick: () => setByYear(true) },
          ...years.map((one) => ({
            key: String(one),
            label: String(one),
            chosen: !byYear && one === year,
            onPick: () => {
              setByYear(false);
              setYear(one);
            },
          })),
        ]}
      />
    </>
  );
  return (
    <Section
      title={text('market.decks.title')}
      note={text(byYear ? 'market.decks.yearNote' : 'market.decks.note', { month: formatMonth(valued) })}
      tools={tools}
      span={12}
    >
      {decks.error ? (
        <ErrorNote text={errorText(decks.error)} action={{ label: text('act.retry'), onAction: () => void decks.refetch() }} />
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
          {...(byYear ? {} : { onBeyond: beyond })}
          visibleRows={ROWS}
          autoFocus={atDecks}
        />
      ) : (
        <Skeleton of="rows" rows={ROWS} />
      )}
    </Section>
  );
};
