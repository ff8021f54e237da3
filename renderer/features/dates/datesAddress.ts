import { type DateFilter, DateGroup, DateHorizon } from '#shared/contract/dates.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { METALS } from '#shared/domain/metal.ts';

/** The groups shown when the address names none: all but the monthly deliveries. */
const DEFAULT_GROUPS: readonly DateGroup[] = ['decide', 'pay', 'term'];
/** The value of the address for all groups; an absent one means the default. */
const ANY = 'any';

const splitList = (value: string | null): readonly string[] => (value === null || value === '' ? [] : value.split(','));

/** Parses the filter of an address: "?group=decide&metal=copper&ahead=quarter". */
export const parseDatesAddress = (search: string): DateFilter => {
  const query = new URLSearchParams(search);
  const groups = splitList(query.get('group'));
  const metals = splitList(query.get('metal'));
  const knownGroups = DateGroup.options.filter((group) => groups.includes(group));
  return {
    ahead: DateHorizon.catch('year').parse(query.get('ahead')),
    groups: groups.includes(ANY) ? [] : knownGroups.length > 0 ? knownGroups : DEFAULT_GROUPS,
    buyers: splitList(query.get('buyer')).flatMap((id) => BuyerId.safeParse(id).data ?? []),
    metals: METALS.filter((metal) => metals.includes(metal)),
  };
};

/** Writes the address of a filter. */
export const datesRoute = ({ ahead, groups, buyers, metals }: DateFilter): string => {
  const query = new URLSearchParams();
  if (groups.length === 0) query.set('group', ANY);
  else if (groups.join() !== DEFAULT_GROUPS.join()) query.set('group', groups.join());
  if (buyers.length > 0) query.set('buyer', buyers.join());
  if (metals.length > 0) query.set('metal', metals.join());
  if (ahead !== 'year') query.set('ahead', ahead);
  const parameters = query.toString();
  return parameters === '' ? '/dates' : `/dates?${parameters}`;
};

/** The filter that passes all dates. */
export const ALL_DATES: DateFilter = { ahead: 'all', groups: [], buyers: [], metals: [] };
