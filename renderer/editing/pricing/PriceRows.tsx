import type { PriceBasis } from '#shared/domain/terms.ts';
import { at, type FieldPath, pathTo } from '../fields/fieldPath.ts';
import { RecordRow } from '../record/RecordRow.tsx';
import { MetalPriceRows } from './MetalPriceRows.tsx';
import { PercentageRows } from './PayableRows.tsx';
import { PenaltyLines } from './PenaltyLines.tsx';

export type PriceRowsProps = { readonly path: FieldPath<PriceBasis>; readonly price: PriceBasis };

/** The terms that each basis uses. */
const BasisRows = ({ path, price }: PriceRowsProps) => {
  switch (price.basis) {
    case 'payableMetal':
      return <MetalPriceRows path={pathTo(path)} price={price} />;
    case 'indexDmt':
      return (
        <>
          <RecordRow path={at(path, 'reference')} />
          <RecordRow path={at(path, 'element')} />
          <RecordRow path={at(path, 'referenceGrade')} />
          <RecordRow path={at(path, 'adjustment', 'kind')} />
          {price.adjustment.kind === 'differential' ? <RecordRow path={at(path, 'adjustment', 'perPercent')} /> : undefined}
          <RecordRow path={at(path, 'premium')} />
        </>
      );
    case 'indexDmtu':
      return (
        <>
          <RecordRow path={at(path, 'reference')} />
          <RecordRow path={at(path, 'element')} />
          <RecordRow path={at(path, 'premium')} />
        </>
      );
    case 'percentage':
      return (
        <>
          <PercentageRows path={at(pathTo<typeof price>(path), 'payables')} payables={price.payables} />
          <RecordRow path={at(path, 'premium')} />
        </>
      );
    case 'refined':
      return (
        <>
          <RecordRow path={at(path, 'reference')} />
          <RecordRow path={at(path, 'premium')} />
        </>
      );
    case 'chemical':
      return (
        <>
          <RecordRow path={at(path, 'reference')} />
          <RecordRow path={at(path, 'element')} />
          <RecordRow path={at(path, 'referenceGrade')} />
          <RecordRow path={at(path, 'factor')} />
          <RecordRow path={at(path, 'conversion')} />
          <RecordRow path={at(path, 'margin')} />
          <RecordRow path={at(path, 'tonnesPerTonne')} />
        </>
      );
    case 'fixed':
      return <RecordRow path={at(path, 'amount')} />;
  }
};

/** The rows of a price without its basis; inside a `PriceProvider`. */
export const PriceRows = ({ path, price }: PriceRowsProps) => (
  <>
    <BasisRows path={path} price={price} />
    {'penalties' in price ? <PenaltyLines path={at(path, 'penalties')} penalties={price.penalties} /> : undefined}
  </>
);
