import {
  DAMAGES_SHARE,
  DELIVERY_PRIORITY,
  DEPTH_CAP,
  DEPTH_SHARE,
  DEPTH_SLOPE,
  QUEUE_DISCOUNT,
  RESALE_MONTHS,
} from '../domain/houseDefaults.ts';
import type { Metal } from '../domain/metal.ts';
import { sentenceGap, text } from '../messages/text.ts';
import { formatPercent } from '../units/format.ts';

const paragraph = (...sentences: readonly string[]): string => sentences.join(sentenceGap());

/** What a default assumption is, and what is publicly known about it: a source, or the range worth testing where none was found. */
export const assumptionNote = {
  depthShare: (metal: Metal): string =>
    paragraph(
      text('assumption.depthShare', { metal: text(`metal.${metal}`), value: formatPercent(DEPTH_SHARE[metal]) }),
      text('assumption.depthShare.known'),
      ...(metal === 'lithium' ? [text('assumption.depthShare.lithium')] : []),
    ),
  depthSlope: (): string =>
    paragraph(text('assumption.depthSlope', { value: formatPercent(DEPTH_SLOPE) }), text('assumption.depthSlope.known')),
  depthCap: (): string => text('assumption.depthCap', { value: formatPercent(DEPTH_CAP) }),
  deliveryPriority: (): string => text('assumption.deliveryPriority', { value: DELIVERY_PRIORITY }),
  damagesShare: (): string => text('assumption.damagesShare', { value: formatPercent(DAMAGES_SHARE) }),
  resaleMonths: (): string => text('assumption.resaleMonths', { count: RESALE_MONTHS, discount: formatPercent(QUEUE_DISCOUNT) }),
};
