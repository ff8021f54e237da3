import { z } from 'zod';
import { Decision } from '#shared/contract/decisions.ts';
import { Message } from '#shared/contract/figure.ts';
import { NoteSubject } from '#shared/contract/notes.ts';
import { ContractFields } from '#shared/domain/contract.ts';
import { FacilityTerms, Prepayment, ProjectFinance } from '#shared/domain/financing.ts';
import { IndexAverage } from '#shared/domain/indexAverage.ts';
import { LimitMeasure } from '#shared/domain/limit.ts';
import { Assay } from '#shared/domain/metal.ts';
import { Opening } from '#shared/domain/opening.ts';
import { PlanOverride } from '#shared/domain/plan.ts';
import { Scenario } from '#shared/domain/scenario.ts';
import { Blend, Collar, PriceBasis, PriceSupport, Quantity, Quotation } from '#shared/domain/terms.ts';
import { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { defineDocument } from './document.ts';

const quantity = Quantity.unwrap().shape;
const scenario = Scenario.unwrap().shape;

/**
 * Contracts of a product mostly agree on prices and quotations of a few forms. Checking one takes ten times as long as finding it: with ten
 * thousand contracts 0.4 s of the start.
 */
const KEPT_VALUES = 1_000;

/** `contract` */
export const contractDocument = defineDocument('contract', { opening: Opening.optional() }, { keptValues: KEPT_VALUES });

/** `contract_terms` */
export const termsDocument = defineDocument(
  'contract',
  {
    ramp_up: quantity.rampUp,
    month_weights: quantity.monthWeights,
    price: PriceBasis,
    quotation: Quotation,
    blend: Blend.optional(),
    collar: Collar.optional(),
    price_support: PriceSupport.optional(),
  },
  { keptValues: KEPT_VALUES },
);

/** `deal_version`: a whole contract, and the prepayment that it had. */
export const versionDocument = defineDocument('version', { deal: ContractFields.readonly(), prepayment: Prepayment.optional() });

/** `tender_bid`: a whole contract. */
export const dealDocument = defineDocument('deal', { deal: ContractFields.readonly() });

/** `plan_override` */
export const overrideDocument = defineDocument('plan', { terms: PlanOverride.unwrap().shape.terms });

/** `product` */
export const productDocument = defineDocument('product', { assay: Assay, spot_price: PriceBasis.optional() });

/** `reference` */
export const referenceDocument = defineDocument('reference', { average: IndexAverage.optional() });

/** `facility` */
export const facilityDocument = defineDocument('facility', {
  draws: FacilityTerms.draws,
  opening: FacilityTerms.opening,
  other_fees: FacilityTerms.otherFees,
  rate: FacilityTerms.rate,
  repayment: FacilityTerms.repayment,
  covenants: FacilityTerms.covenants,
});

/** `project_finance` */
export const projectFinanceDocument = defineDocument('projectFinance', { assumptions: ProjectFinance });

/** `limit_rule` */
export const limitDocument = defineDocument('limit', { measure: LimitMeasure });

/** `scenario` */
export const scenarioDocument = defineDocument('scenario', {
  prices: scenario.prices,
  demand: scenario.demand,
  channels: scenario.channels,
});

/** `setting` */
export const settingsDocument = defineDocument('workspace', { budget: WorkspaceSettings.unwrap().shape.budget });

/** `note` */
export const noteDocument = defineDocument('note', { subject: NoteSubject });

/** `decision` */
export const decisionDocument = defineDocument('decision', {
  basis: Decision.unwrap().shape.basis,
  figures: Decision.unwrap().shape.figures,
});

/** `draft`: half-typed input by field. */
export const draftDocument = defineDocument('draft', { fields: z.record(z.string(), z.unknown()) });

/** `history_change`: the message that names a change. */
export const changeDocument = defineDocument('change', { label: Message });
