import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';

/**
 * Last month of delivery that the buyer cannot avoid: committed runs to the first date on which the buyer can leave. A seller's
 * option binds the buyer, so it counts; a buyer's option does not; an evergreen contract can be left after its notice.
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

/** Last month of delivery if everything that can be renewed is; what lies after `committedEnd` is there only then. */
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
