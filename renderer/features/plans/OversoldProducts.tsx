import type { OversoldProduct } from '#shared/contract/oversold.ts';
import type { PlanRow } from '#shared/contract/plans.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { ClippedText } from '../../components/ClippedText.tsx';
import { FigureLink, TonnesLink } from '../../components/FigureLink.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

type OversoldRow = OversoldProduct & { readonly plan: PlanRow };

/** Marks a plan that sells more than it produces, with the tonnes short of all products; `OversoldProducts` has the details. */
export const OversoldMark = ({ products }: { readonly products: readonly OversoldProduct[] }) => {
  const { label } = usePresentation();
  if (products.length === 0) return undefined;
  const tonnes = label({ value: sumBy(products, ({ short }) => Number(short.value)), unit: 'dmt', decimals: 1 });
  return (
    <div>
      <StateMark state="breached">{text('oversold.mark', { tonnes })}</StateMark>
    </div>
  );
};

/** Leaves room for the other columns. */
const PLAN_WIDTH = '24vw';

/** Every plan can oversell every product, and the page has other long tables. */
const MAX_ROWS = 10;

/** Lists the products that plans oversell, with the years, the tonnes short and the damages. */
export const OversoldProducts = ({ plans }: { readonly plans: readonly PlanRow[] }) => {
  const { label } = usePresentation();
  const read = useFigureReader();
  const rows = plans.flatMap((plan): readonly OversoldRow[] => plan.oversold.map((product) => ({ ...product, plan })));
  const [firstRow] = rows;
  if (firstRow === undefined) return undefined;
  const columns: readonly SimpleColumn<OversoldRow>[] = [
    {
      key: 'product',
      label: text('oversold.product'),
      tone: 'key',
      cell: ({ productId, product }) => <RouteLink route={`/products/${productId}`}>{product}</RouteLink>,
    },
    {
      key: 'plan',
      label: text('plans.page.plan'),
      cell: ({ plan }) => (
        <ClippedText width={PLAN_WIDTH} lines={3}>
          {plan.name}
        </ClippedText>
      ),
    },
    { key: 'years', label: text('oversold.year'), cell: ({ inYears }) => label(inYears) },
    {
      key: 'short',
      label: text('oversold.short'),
      unit: 'kdmt',
      align: 'right',
      tone: 'value',
      cell: ({ short }) => <TonnesLink figure={short} />,
    },
    {
      key: 'damages',
      label: text('oversold.damages'),
      unit: read.format(firstRow.damages).unit,
      align: 'right',
      cell: ({ damages }) => <FigureLink figure={damages} as="cell" />,
    },
    {
      key: 'certainty',
      label: text('oversold.certainty'),
      cell: ({ isCertain }) => (
        <StateMark state={isCertain ? 'breached' : 'near'}>{text(isCertain ? 'oversold.certain' : 'oversold.nominal')}</StateMark>
      ),
    },
  ];
  return (
    <Section title={text('oversold.title')} span={12}>
      <SimpleTable
        label={text('oversold.title')}
        columns={columns}
        rows={rows}
        rowKey={({ plan, productId }) => `${plan.id} ${productId}`}
        maxRows={MAX_ROWS}
      />
    </Section>
  );
};
