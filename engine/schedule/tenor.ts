import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';

/**
 * Last committed month of delivery: the last one before the first date on which the buyer can leave. A seller's option binds the buyer
 * and counts; a buyer's option does not; an evergreen contract is committed for its notice period.
 */
export const committedEnd = ({ end, renewal }: Pick<OfftakeContract, 'end' | 'renewal'>, valuationMonth: Month): Month => {
  switch (renewal.kind) {
    case 'evergreen':
      return Math.max(end, valuationMonth + renewal.noticeMonths);
    case 'sellerOption':
      return end + renewal.months;
    default:
      return end;
  }
};

/** Last month of delivery if every renewal is exercised; months after `committedEnd` depend on a renewal. */
export const renewedEnd = ({ end, renewal }: Pick<OfftakeContract, 'end' | 'renewal'>, lastMonth: Month): Month => {
  switch (renewal.kind) {
    case 'evergreen':
      return Math.max(end, lastMonth);
    case 'none':
      return end;
    default:
      return end + renewal.months;
  }
};
