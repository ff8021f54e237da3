import type { Message } from '../contract/figure.ts';
import type { PathSettings, SensitivityTable } from '../contract/sensitivity.ts';
import { message } from '../messages/text.ts';

/** Says how the figures of a goal seek or a sensitivity table are computed: deterministic, or over the paths of a simulation. */
export const sensitivityBasis = (plan: string, simulation: PathSettings | undefined): Message =>
  simulation === undefined
    ? message('sensitivity.meta', { plan })
    : message('sensitivity.metaOnPaths', {
        plan,
        paths: { value: simulation.paths, unit: 'count', decimals: 0 },
        seed: String(simulation.seed),
      });

/** The values of the drivers today, at which today's figure is: "Drivers today: Floor 9,000 USD/t"; undefined where none has one. */
export const driversToday = ({ rows, columns }: Pick<SensitivityTable, 'rows' | 'columns'>): Message | undefined => {
  const drivers = [rows, ...(columns === undefined ? [] : [columns])].flatMap(({ label, unit, decimals, now }) =>
    now === undefined ? [] : [message('sensitivity.table.driverAt', { driver: label, value: { value: now, unit, decimals } })],
  );
  return drivers.length === 0 ? undefined : message('sensitivity.table.driversToday', { drivers: { list: drivers, by: 'semicolon' } });
};
