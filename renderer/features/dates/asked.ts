import { type DateFilter, DateGroup, DateHorizon } from '#shared/contract/dates.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { METALS } from '#shared/domain/metal.ts';

/** What an address that names no kind shows: what waits for somebody, without the shipments of every month. */
const FIRST_GROUPS: readonly DateGroup[] = ['decide', 'pay', 'term'];
/** Every kind, where the default is some. */
const ANY = 'any';

const listed = (said: string | null): readonly string[] => (said === null || said === '' ? [] : said.split(','));

/** The filter of an address: "?group=decide&metal=copper&ahead=quarter". */
export const askedIn = (search: string): DateFilter => {
  const query = new URLSearchParams(search);
  const groups = listed(query.get('group'));
  const metals = listed(query.get('metal'));
  const chosen = DateGroup.options.filter((group) => groups.includes(group));
  return {
    ahead: DateHorizon.catch('year').parse(query.get('ahead')),
    groups: groups.includes(ANY) ? [] : chosen.length > 0 ? chosen : FIRST_GROUPS,
    buyers: listed(query.get('buyer')).flatMap((id) => BuyerId.safeParse(id).data ?? []),
    metals: METALS.filter((metal) => metals.includes(metal)),
  };
};

/** The address that asks for it. */
export const datesRoute = ({ ahead, groups, buyers, metals }: DateFilter): string => {
  const query = new URLSearchParams();
  if (groups.length === 0) query.set('group', ANY);
  else if (groups.join() !== FIRST_GROUPS.join()) query.set('group', groups.join());
  if (buyers.length > 0) query.set('buyer', buyers.join());
  if (metals.length > 0) query.set('metal', metals.join());
  if (ahead !== 'year') query.set('ahead', ahead);
  const said = query.toString();
  return said === '' ? '/dates' : `/dates?${said}`;
};

/** Everything that there is. */
export const EVERY_DATE: DateFilter = { ahead: 'all', groups: [], buyers: [], metals: [] };
