import { styled } from '@mui/material/styles';
import type { FinancingBreakEven } from '#shared/contract/financing.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { WaitingPart } from '../../components/WaitingPart.tsx';

type Product = FinancingBreakEven['products'][number];
type Joint = FinancingBreakEven['joint'][number];

const Sentences = styled('p')(({ theme }) => ({
  ...theme.typography.body2,
  fontVariantNumeric: 'normal',
  margin: '4px 0 8px',
  textWrap: 'pretty',
}));
const Rule = styled('p')(({ theme }) => ({ ...theme.typography.caption, margin: '6px 0 0', color: theme.vars.palette.text.secondary }));

const PER_TONNE = ['netPrice', 'floor', 'cashCost', 'debtService'] as const;

/** Returns the sentence of a joint factor; undefined for a covenant that no price breaks or meets. */
const useJointSentence = () => {
  const read = useFigureReader();
  return ({ target, dscr, state, factor }: Joint): string | undefined => {
    if (factor === undefined) {
      if (target !== 'service' || state === 'noService') return undefined;
      return text(state === 'always' ? 'financing.breakEven.always' : 'financing.breakEven.never');
    }
    const values = { factor: read.inWords(factor), dscr: read.inWords(dscr) };
    const rises = target === 'service' && Number(factor.value) > 1;
    return text(rises ? 'financing.breakEven.serviceRise' : `financing.breakEven.${target}`, values);
  };
};

/** The prices at which debt is just served, beside floors, cash cost and debt service of each product. Nothing without debt service. */
export const BreakEvenSection = ({ caseId }: { readonly caseId: string }) => {
  const answer = useCall('financing.breakEven', { caseId }, { keepLast: true });
  const { label } = usePresentation();
  const sentenceOf = useJointSentence();
  const heading = { title: text('financing.breakEven'), note: text('financing.breakEven.note') };
  if (!answer.data) {
    return (
      <Section {...heading}>
        <WaitingPart query={answer} rows={8} />
      </Section>
    );
  }
  const { breakEven } = answer.data;
  if (breakEven === undefined) return undefined;
  const withReference = ({ reference, price }: Product) =>
    price && reference ? <FigureLink figure={price} as="plain" /> : text('common.none');
  const columns: readonly SimpleColumn<Product>[] = [
    { key: 'product', label: text('financing.breakEven.product'), tone: 'key', cell: ({ name }) => name },
    {
      key: 'reference',
      label: text('financing.breakEven.reference'),
      tone: 'context',
      isWideOnly: true,
      cell: ({ reference }) => (reference ? label(reference) : text('common.none')),
    },
    { key: 'price', label: text('financing.breakEven.reference.price'), align: 'right', cell: withReference },
    {
      key: 'factor',
      label: text('financing.breakEven.factor'),
      unit: text('financing.breakEven.ofDeck'),
      align: 'right',
      tone: 'value',
      cell: ({ factor, state }) =>
        factor ? (
          <FigureLink figure={factor} as="cell" />
        ) : (
          text(state === 'never' ? 'financing.breakEven.noPrice' : 'financing.breakEven.anyPrice')
        ),
    },
    {
      key: 'breakEven',
      label: text('financing.breakEven.price'),
      align: 'right',
      cell: ({ breakEven: price }) => (price ? <FigureLink figure={price} as="plain" /> : text('common.none')),
    },
    ...PER_TONNE.map(
      (key): SimpleColumn<Product> => ({
        key,
        label: text(`financing.breakEven.${key}`),
        unit: text('financing.usdPerDmt'),
        align: 'right',
        cell: ({ [key]: figure }) => (figure ? <FigureLink figure={figure} as="cell" /> : text('common.none')),
      }),
    ),
    {
      key: 'floorShare',
      label: text('financing.breakEven.floorShare'),
      unit: text('financing.breakEven.ofTonnes'),
      align: 'right',
      cell: ({ floorShare }) => <FigureLink figure={floorShare} as="cell" />,
    },
  ];
  const sentences = breakEven.joint.flatMap((jointResult) => sentenceOf(jointResult) ?? []);
  return (
    <Section {...heading}>
      <Sentences>{sentences.join(sentenceGap())}</Sentences>
      <SimpleTable
        label={text('financing.breakEven')}
        columns={columns}
        rows={breakEven.products}
        rowKey={({ productId }) => productId}
        isTight
      />
      <Rule>{text('financing.breakEven.rule')}</Rule>
    </Section>
  );
};
