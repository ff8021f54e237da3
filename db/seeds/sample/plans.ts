import { PlanId } from '#shared/domain/ids.ts';
import { Plan } from '#shared/domain/plan.ts';

/** The chosen plan when the sample opens. */
export const SAMPLE_PLAN = PlanId.parse('as-signed');

const includeContracts = (...codes: readonly string[]) => codes.map((contractId) => ({ contractId, included: true }));

/** Three options after the end of Hai Long’s contract in July 2027. */
export const samplePlans = (): Plan[] =>
  [
    {
      id: SAMPLE_PLAN,
      name: 'Base plan',
      note: 'Signed contracts only. After July 2027 the tonnes of Hai Long are unsold.',
      archived: false,
      overrides: [],
    },
    {
      id: 'renew-hai-long',
      name: 'Renew Hai Long',
      note: 'Hai Long’s draft C-042: 120 kdmt a year for five years with floor and cap.',
      archived: false,
      overrides: includeContracts('C-042'),
    },
    {
      id: 'spread-three-ways',
      name: 'Spread three ways',
      note: 'The same 120 kdmt a year to Otori, Norrland and Gujra instead: a few dollars less per tonne, a higher floor and no additional tonnes to China.',
      archived: false,
      overrides: includeContracts('C-043', 'C-044', 'C-045'),
    },
  ].map((plan) => Plan.parse(plan));
