import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { storedText } from '#shared/messages/shipped.ts';

const WORLD_BANK = storedText('shipped.series.worldBank');
const IMF = storedText('shipped.series.imfFile');
const CARBONATE = storedText('shipped.series.carbonate');

/** A fall from peak to trough, or a rise from trough to peak, of monthly means inside a stated search window. */
export type Episode = {
  readonly metal: Metal;
  /** Absent: the metal's own price. */
  readonly product?: 'lithium carbonate, China';
  readonly episode: 'gfc_2008_09' | 'china_slowdown_2011_16' | 'covid_2020' | 'boom_2020_22' | 'fall_2021_25';
  /** YYYY-MM. */
  readonly start: string;
  readonly end: string;
  readonly months: number;
  /** USD/t; iron ore USD/dmt. */
  readonly startPrice: number;
  readonly endPrice: number;
  readonly changePercent: number;
  readonly source: string;
  readonly note: string;
};

type Row = readonly [
  episode: Episode['episode'],
  start: string,
  end: string,
  months: number,
  startPrice: number,
  endPrice: number,
  changePercent: number,
  note?: string,
];

const episodesOf = (metal: Metal, source: string, rows: readonly Row[], product?: Episode['product']): Episode[] =>
  rows.map(([episode, start, end, months, startPrice, endPrice, changePercent, note = '']) => ({
    metal,
    ...(product && { product }),
    episode,
    start,
    end,
    months,
    startPrice,
    endPrice,
    changePercent,
    source,
    note,
  }));

export const EPISODES: readonly Episode[] = [
  ...episodesOf('aluminium', WORLD_BANK, [
    ['gfc_2008_09', '2008-07', '2009-02', 7, 3071.24, 1330.2, -56.7],
    ['china_slowdown_2011_16', '2011-04', '2015-11', 55, 2678.11, 1467.89, -45.2],
    ['covid_2020', '2019-11', '2020-04', 5, 1774.79, 1459.93, -17.7, 'Extreme at window start.'],
    ['boom_2020_22', '2020-04', '2022-03', 23, 1459.93, 3498.37, 139.6],
    ['fall_2021_25', '2022-03', '2023-08', 17, 3498.37, 2136.57, -38.9],
  ]),
  ...episodesOf('cobalt', IMF, [
    ['gfc_2008_09', '2008-03', '2009-03', 12, 95022.92, 26494.92, -72.1],
    ['china_slowdown_2011_16', '2010-09', '2016-02', 65, 41186.36, 22275.88, -45.9],
    ['covid_2020', '2019-11', '2020-07', 8, 35510.17, 28517.02, -19.7, 'Extreme at window start.'],
    ['boom_2020_22', '2020-07', '2022-04', 21, 28517.02, 81790.38, 186.8],
    ['fall_2021_25', '2022-04', '2025-02', 34, 81790.38, 21721.08, -73.4],
  ]),
  ...episodesOf('copper', WORLD_BANK, [
    ['gfc_2008_09', '2008-04', '2008-12', 8, 8684.93, 3071.98, -64.6],
    ['china_slowdown_2011_16', '2011-02', '2016-01', 59, 9867.6, 4471.79, -54.7],
    ['covid_2020', '2019-12', '2020-04', 4, 6077.06, 5057.97, -16.8],
    ['boom_2020_22', '2020-04', '2022-03', 23, 5057.97, 10230.89, 102.3],
    ['fall_2021_25', '2022-03', '2022-07', 4, 10230.89, 7544.81, -26.3],
  ]),
  ...episodesOf('iron', WORLD_BANK, [
    ['gfc_2008_09', '2008-03', '2009-04', 13, 197.12, 59.78, -69.7, 'Grade basis changes from 63.5 % to 62 % Fe in Dec 2008.'],
    ['china_slowdown_2011_16', '2011-02', '2015-12', 58, 187.18, 40.5, -78.4],
    ['covid_2020', '2020-01', '2020-04', 3, 95.76, 84.73, -11.5],
    ['boom_2020_22', '2020-04', '2021-06', 14, 84.73, 214.43, 153.1],
    ['fall_2021_25', '2021-06', '2025-06', 48, 214.43, 92.33, -56.9],
  ]),
  ...episodesOf('lead', WORLD_BANK, [
    ['gfc_2008_09', '2007-10', '2008-12', 14, 3719.72, 962.88, -74.1],
    ['china_slowdown_2011_16', '2011-04', '2015-11', 55, 2701.17, 1618.35, -40.1],
    ['covid_2020', '2019-11', '2020-05', 6, 2021.15, 1626.34, -19.5, 'Extreme at window start.'],
    ['boom_2020_22', '2020-05', '2021-08', 15, 1626.34, 2414.47, 48.5],
    ['fall_2021_25', '2021-08', '2022-09', 13, 2414.47, 1870.1, -22.5],
  ]),
  ...episodesOf('lithium', IMF, [
    ['china_slowdown_2011_16', '2014-01', '2015-02', 13, 66925.97, 62376.58, -6.8],
    ['covid_2020', '2019-11', '2020-07', 8, 85586.31, 67930.89, -20.6, 'Extreme at window start.'],
    ['boom_2020_22', '2020-07', '2022-04', 21, 67930.89, 490008.18, 621.3],
    ['fall_2021_25', '2022-04', '2025-06', 38, 490008.18, 77075.4, -84.3],
  ]),
  ...episodesOf(
    'lithium',
    CARBONATE,
    [
      ['covid_2020', '2019-11', '2020-08', 9, 56642.86, 39657.14, -30, 'Extreme at window start.'],
      ['boom_2020_22', '2020-08', '2022-03', 19, 39657.14, 495239.13, 1148.8],
      ['fall_2021_25', '2022-11', '2024-11', 24, 586772.73, 72500, -87.6, 'Extreme at window end.'],
    ],
    'lithium carbonate, China',
  ),
  ...episodesOf('manganese', IMF, [
    ['china_slowdown_2011_16', '2012-06', '2015-12', 42, 3038.1, 1476.3, -51.4, 'Series starts inside window.'],
    ['covid_2020', '2020-03', '2020-08', 5, 2275, 1571.67, -30.9],
    ['boom_2020_22', '2020-08', '2022-01', 17, 1571.67, 7507.14, 377.7],
    ['fall_2021_25', '2022-01', '2024-05', 28, 7507.14, 1903.91, -74.6],
  ]),
  ...episodesOf('nickel', WORLD_BANK, [
    ['gfc_2008_09', '2007-05', '2008-12', 19, 52179.05, 9686.43, -81.4],
    ['china_slowdown_2011_16', '2011-02', '2016-02', 60, 28252.25, 8298.5, -70.6],
    ['covid_2020', '2019-11', '2020-04', 5, 15171.81, 11804.01, -22.2, 'Extreme at window start.'],
    [
      'boom_2020_22',
      '2020-04',
      '2022-03',
      23,
      11804.01,
      33924.18,
      187.4,
      'Extreme month is March 2022, when LME nickel trading was disrupted, which the file does not state.',
    ],
    [
      'fall_2021_25',
      '2022-03',
      '2025-08',
      41,
      33924.18,
      14949.25,
      -55.9,
      'Extreme month is March 2022, when LME nickel trading was disrupted, which the file does not state.',
    ],
  ]),
  ...episodesOf('tin', WORLD_BANK, [
    ['gfc_2008_09', '2008-05', '2009-03', 10, 24062.25, 10675.91, -55.6],
    ['china_slowdown_2011_16', '2011-04', '2016-01', 57, 32363.31, 13808.08, -57.3],
    ['covid_2020', '2019-12', '2020-04', 4, 17141.05, 14952.8, -12.8],
    ['boom_2020_22', '2020-04', '2022-02', 22, 14952.8, 43983.35, 194.1],
    ['fall_2021_25', '2022-02', '2022-10', 8, 43983.35, 19391.17, -55.9],
  ]),
  ...episodesOf('zinc', WORLD_BANK, [
    ['gfc_2008_09', '2007-05', '2008-12', 19, 3831.26, 1100.57, -71.3],
    ['china_slowdown_2011_16', '2011-02', '2016-01', 59, 2465.13, 1520.36, -38.3],
    ['covid_2020', '2019-11', '2020-04', 5, 2425.48, 1903.37, -21.5, 'Extreme at window start.'],
    ['boom_2020_22', '2020-04', '2022-04', 24, 1903.37, 4360.43, 129.1],
    ['fall_2021_25', '2022-04', '2024-02', 22, 4360.43, 2360.09, -45.9],
  ]),
];

export const EPISODE_FACTS: readonly Fact[] = EPISODES.map((episode) => ({
  topic: 'episode',
  metal: episode.metal,
  ...(episode.product && { product: episode.product }),
  measure: episode.changePercent < 0 ? 'fall from peak to trough' : 'rise from trough to peak',
  subject: episode.episode,
  period: `${episode.start} to ${episode.end}`,
  value: episode.changePercent,
  unit: '%',
  source: episode.source,
  note: `From ${episode.startPrice} to ${episode.endPrice} in ${episode.months} months. ${episode.note}`.trim(),
  check: '',
}));
