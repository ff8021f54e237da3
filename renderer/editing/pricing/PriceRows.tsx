import type { PriceBasis } from '#shared/domain/terms.ts';
import { RecordRow } from '../record/RecordRow.tsx';
import { MetalPriceRows } from './MetalPriceRows.tsx';
import { PercentageRows } from './PayableRows.tsx';
import { PenaltyLines } from './PenaltyLines.tsx';

export type PriceRowsProps = { readonly path: string; readonly price: PriceBasis };

/** The terms that a basis uses, and no others. */
const BasisRows = ({ path, price }: PriceRowsProps) => {
  switch (price.basis) {
    case 'payableMetal':
      return <MetalPriceRows path={path} price={price} />;
    case 'indexDmt':
      return (
        <>
          <RecordRow path={`${path}.reference`} />
          <RecordRow path={`${path}.element`} />
          <RecordRow path={`${path}.referenceGrade`} />
          <RecordRow path={`${path}.adjustment.kind`} />
          {price.adjustment.kind === 'differential' ? <RecordRow path={`${path}.adjustment.perPercent`} /> : undefined}
          <RecordRow path={`${path}.premium`} />
        </>
      );
    case 'indexDmtu':
      return (
        <>
          <RecordRow path={`${path}.reference`} />
          <RecordRow path={`${path}.element`} />
          <RecordRow path={`${path}.premium`} />
        </>
      );
    case 'percentage':
      return (
        <>
          <PercentageRows path={`${path}.payables`} payables={price.payables} />
          <RecordRow path={`${path}.premium`} />
        </>
      );
    case 'refined':
      return (
        <>
          <RecordRow path={`${path}.reference`} />
          <RecordRow path={`${path}.premium`} />
        </>
      );
    case 'chemical':
      return (
        <>
          <RecordRow path={`${path}.reference`} />
          <RecordRow path={`${path}.element`} />
          <RecordRow path={`${path}.referenceGrade`} />
          <RecordRow path={`${path}.factor`} />
          <RecordRow path={`${path}.conversion`} />
          <RecordRow path={`${path}.margin`} />
          <RecordRow path={`${path}.tonnesPerTonne`} />
        </>
      );
    case 'fixed':
      return <RecordRow path={`${path}.amount`} />;
  }
};

/** What a price is made of, its basis aside; in a `PriceProvider`. */
export const PriceRows = ({ path, price }: PriceRowsProps) => (
  <>
    <BasisRows path={path} price={price} />
    {'penalties' in price ? <PenaltyLines path={`${path}.penalties`} penalties={price.penalties} /> : undefined}
  </>
);
