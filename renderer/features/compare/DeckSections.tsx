import type { DeckComparison } from '#shared/contract/compare.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

type DeckOfPlan = DeckComparison['decks'][number];
type ProductOfPlan = DeckComparison['products'][number];

/** A plan at the prices of every deck: NPV and net revenue by year, and the difference to the chosen deck by product. */
export const DeckSections = ({ planId }: { readonly planId: PlanId }) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const { data, error, refetch } = useCall('compare.decks', { planId }, { keepLast: true });
  if (error) return <ErrorNote text={errorText(error)} action={{ label: text('action.retry'), onAction: () => void refetch() }} />;
  if (!data) {
    return (
      <Section title={text('compare.decks.deck')} span={12}>
        <Skeleton of="rows" rows={4} />
      </Section>
    );
  }
  const { plan, decks, years, products, reference } = data;
  if (decks.length < 2) return undefined;
  const { unit } = read.format({ value: 0, unit: 'usd', decimals: 1 });
  const chosenDeck = decks.find(({ id }) => id === reference);
  const chosenName = chosenDeck ? label(chosenDeck.name) : '';
  const deckColumns: readonly SimpleColumn<DeckOfPlan>[] = [
    { key: 'deck', label: text('compare.decks.deck'), tone: 'key', cell: ({ name }) => label(name) },
    {
      key: 'npv',
      label: text('compare.decks.npv'),
      align: 'right',
      tone: 'value',
      cell: ({ npv }) => <FigureLink figure={npv} as="cell" />,
    },
    {
      key: 'difference',
      label: text('compare.decks.less'),
      align: 'right',
      cell: ({ difference }) => (difference ? <FigureLink figure={difference} as="cell" /> : undefined),
    },
    ...years.map(
      (year, i): SimpleColumn<DeckOfPlan> => ({
        key: String(year),
        label: String(year),
        align: 'right',
        tone: 'context',
        cell: ({ revenue }) => {
          const figure = revenue[i];
          return figure ? <FigureLink figure={figure} as="cell" /> : undefined;
        },
      }),
    ),
  ];
  const productColumns: readonly SimpleColumn<ProductOfPlan>[] = [
    {
      key: 'product',
      label: text('compare.decks.product'),
      tone: 'key',
      cell: ({ name }) => name,
      total: text('compare.decks.total'),
    },
    {
      key: 'npv',
      label: text('compare.decks.npvAt', { deck: chosenName }),
      align: 'right',
      tone: 'value',
      cell: ({ npv }) => <FigureLink figure={npv} as="cell" />,
      total: chosenDeck ? <FigureLink figure={chosenDeck.npv} as="cell" /> : undefined,
    },
    ...decks.flatMap(({ id, name, difference }, i): SimpleColumn<ProductOfPlan>[] =>
      difference === undefined
        ? []
        : [
            {
              key: id,
              label: label(name),
              align: 'right',
              cell: ({ differences }) => {
                const figure = differences[i];
                return figure ? <FigureLink figure={figure} as="cell" /> : undefined;
              },
              total: <FigureLink figure={difference} as="cell" />,
            },
          ],
    ),
  ];
  const title = text('compare.decks.title', { plan });
  const byProduct = text('compare.decks.byProduct');
  return (
    <>
      <Section title={title} term="priceDeck" note={text('compare.decks.note', { unit, reference: chosenName })} span={12}>
        <SimpleTable label={title} columns={deckColumns} rows={decks} rowKey={({ id }) => id} isTight />
      </Section>
      <Section title={byProduct} note={text('compare.decks.byProductNote', { unit, reference: chosenName })} span={12}>
        <SimpleTable label={byProduct} columns={productColumns} rows={products} rowKey={({ id }) => id} isTight />
      </Section>
    </>
  );
};
