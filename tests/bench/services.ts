import { openServices } from '../helpers/services.ts';
import { measureRuns, report } from './medians.ts';

/** Measures the core on the sample mine: one keystroke in the editor, and each page. */
export const benchServices = async (): Promise<void> => {
  const services = await openServices();
  try {
    const { rows } = await services.ask('contracts.list', {});
    const row = rows.find((row) => row.code === 'C-042');
    if (!row) throw new Error('the sample has no C-042');
    const { contract } = await services.ask('contracts.get', { id: row.id });
    const [terms, ...laterTerms] = contract.terms;
    if (!terms) throw new Error('C-042 has no terms');
    let floor = 9000;
    const keystroke = () => {
      floor += 1;
      return services.ask('contracts.preview', {
        contract: { ...contract, terms: [{ ...terms, collar: { level: 'reference', floor, cap: 16_000 } }, ...laterTerms] },
      });
    };
    const on = 'sample mine, output parsed';
    report('contracts.preview, a changed floor', await measureRuns(15, 3, keystroke), 'ms', on);
    for (const call of ['overview.get', 'contracts.list', 'buyers.list', 'plans.list', 'market.get'] as const) {
      report(`${call}, portfolio in memory`, await measureRuns(15, 3, () => services.ask(call, {})), 'ms', on);
    }
    report('cycles.get, portfolio in memory', await measureRuns(15, 3, () => services.ask('cycles.get', {})), 'ms', on);
    let rate = 0.1;
    const saveAndRead = async () => {
      rate += 0.0001;
      await services.ask('settings.save', { discountRate: rate });
      return services.ask('overview.get', {});
    };
    report('settings.save, then overview.get valued again', await measureRuns(15, 3, saveAndRead), 'ms', on);
  } finally {
    await services.close();
  }
};
