import { readFileSync } from 'node:fs';
import { listVersionsOfContract } from '#db/repositories/versions.ts';
import type { CompareRow } from '#shared/contract/compare.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import { ContractId, type LimitId, PlanId, TenderId } from '#shared/domain/ids.ts';
import { type Month, monthOfYear, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { figureText, renderLabel } from '#shared/presentation/message.ts';
import { DAYS_AHEAD } from '../../../core/dates/datesAhead.ts';
import type { Services } from '../../helpers/services.ts';

/** The text of docs/sample-mine.md; what differs with the records or the engine stands in `{{slots}}`. */
export const TEMPLATE = readFileSync(new URL('./sampleMine.md', import.meta.url), 'utf8');

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const SMALL = 10;

const inWords = (count: number): string => (count <= SMALL ? WORDS[count]! : String(count));
const atStart = (count: number): string => inWords(count).replace(/^./, (first) => first.toUpperCase());
const amount = (value: number): string => Math.round(value).toLocaleString('en');
const millions = (usd: number): string => amount(usd / 1e6);
const kdmt = (tonnes: number): string => `${amount(tonnes / 1e3)} kdmt`;
const percent = (share: number, decimals = 0): string => `${(share * 100).toFixed(decimals)} %`;
const monthName = (month: Month): string => `${MONTHS[monthOfYear(month) - 1]} ${yearOf(month)}`;
const dayName = (date: string): string => `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]}`;
const numberOf = ({ value }: Figure): number => Number(value);

const COMPARED = ['as-signed', 'renew-hai-long', 'spread-three-ways'].map((id) => PlanId.parse(id));
const RENEWAL = ContractId.parse('C-042');
const SPREADING = ['C-043', 'C-044', 'C-045'].map((id) => ContractId.parse(id));

const termsOf = async (services: Services, id: ContractId) => {
  const { contract } = await services.ask('contracts.get', { id });
  return { contract, terms: contract.terms[0]! };
};

/** What the workspace contains. */
const contents = async (services: Services) => {
  const { settings, valuationMonth } = await services.book();
  const { products } = await services.ask('products.list', {});
  const { rows: buyers } = await services.ask('buyers.list', {});
  const { rows: contracts } = await services.ask('contracts.list', {});
  const { rows: plans } = await services.ask('plans.list', {});
  const { rows: limits } = await services.ask('limits.board', {});
  const costs = products.flatMap(({ product }) => product.unitCost.map(({ year }) => year));
  const withStatus = (status: string) => String(contracts.filter((contract) => contract.status === status).length);
  const withState = (state: string) => limits.filter((limit) => limit.state === state).length;
  const liveContracts = contracts.filter(({ status }) => status !== 'ended');
  const collars = liveContracts.filter(({ floor, cap }) => floor !== undefined && cap !== undefined).length;
  return {
    valuationDate: `${dayName(settings.valuationDate)} ${settings.valuationDate.slice(0, 4)}`,
    products: inWords(products.length),
    costsFrom: String(Math.min(...costs)),
    costsTo: String(Math.max(...costs)),
    buyers: String(buyers.length),
    countries: String(new Set(buyers.map(({ country }) => country)).size),
    traders: inWords(buyers.filter(({ ownership, zone }) => ownership === 'trader' && zone === 'unknown').length),
    contracts: String(contracts.length),
    active: withStatus('active'),
    signed: withStatus('signed'),
    negotiating: withStatus('negotiating'),
    prospects: withStatus('prospect'),
    ended: withStatus('ended'),
    plans: inWords(plans.length),
    Plans: atStart(plans.length),
    planNames: plans.map(({ name }) => `"${name}"`).join(', '),
    limits: inWords(limits.length),
    breached: inWords(withState('breached')),
    atRisk: inWords(withState('near')),
    AtRisk: atStart(withState('near')),
    ok: inWords(withState('holds')),
    budgetFrom: monthName(valuationMonth + 1),
    horizon: String(settings.horizonYear),
    rate: percent(settings.discountRate),
    Collars: atStart(collars),
    floorsOnly: inWords(liveContracts.filter(({ floor, cap }) => floor !== undefined && cap === undefined).length),
  };
};

/** The dependence of the base plan, its deadlines, and what a slump costs it. */
const dependence = async (services: Services) => {
  const { limits, dates, verdict } = await services.ask('overview.get', {});
  const line = (id: string) => limits.find((limit) => limit.id === (id as LimitId))!;
  const [china, group] = [line('china-revenue'), line('copper-group')];
  const [copper, ratedLine] = [line('copper-sold-2027'), line('rated-b-or-lower')];
  const { months } = verdict.find(({ key }) => key === 'overview.verdict.group')!.figures;
  const largestId = ContractId.parse(months!.route!.replace('/contracts/', ''));
  const { contract } = await services.ask('contracts.get', { id: largestId });
  const { total, scenario } = await services.ask('cycles.get', {});
  const [, first, last] = /of (\d{4}) to \d\d(\d\d)/.exec(renderLabel(scenario.note, { moneyScale: 'm' }))!;
  const listedDates = dates.filter(({ date }) => date !== undefined);
  return {
    china: percent(numberOf(china.value)),
    chinaYears: `${china.years.from} and ${china.years.to}`,
    chinaLimit: percent(numberOf(china.level)),
    chinaUntil: String(china.years.to),
    groupCopper: percent(numberOf(group.value)),
    groupLimit: percent(numberOf(group.level)),
    largest: largestId,
    largestMonths: String(months!.value),
    largestEnd: monthName(contract.end),
    slumpYears: `${first}-${last}`,
    slumpCost: `${(-numberOf(total.change) / 1e9).toFixed(1)} bn USD`,
    slumpSaved: `${millions(numberOf(total.saved))} m USD`,
    copperYear: String(copper.years.from),
    copperSold: percent(numberOf(copper.value)),
    copperMinimum: percent(numberOf(copper.level)),
    ratedB: percent(numberOf(ratedLine.value), 1),
    ratedBLimit: percent(numberOf(ratedLine.level)),
    Deadlines: atStart(listedDates.length),
    days: String(DAYS_AHEAD),
    gaps: inWords(dates.filter(({ kind }) => kind === 'missingTerms' || kind === 'stalePrices').length),
  };
};

/** The negotiation of the draft, and the tender. */
const offers = async (services: Services) => {
  const { rows: versions } = await services.ask('versions.list', { contractId: RENEWAL });
  const deals = (await listVersionsOfContract(services.ctx.workspace.db(), RENEWAL)).map(({ dealVersion }) => dealVersion.deal.terms[0]!);
  const npvs = versions.map(({ npv }) => millions(numberOf(npv!)));
  const tender = await services.ask('tenders.get', { id: TenderId.parse('T-1') });
  const { head } = tender.tender;
  const worth = (buyer: RegExp) => numberOf(tender.bids.find((bid) => buyer.test(bid.buyer))!.riskAdjusted!);
  const [highestWorth, admissibleWorth, otori] = [worth(/Yunfeng/), worth(/Lechuga/), worth(/Otori/)];
  const perTonne = (value: number) => `${amount(value)} USD/dmt`;
  return {
    versions: inWords(versions.length),
    offerDate: dayName(versions[0]!.date),
    offerTonnes: kdmt(deals[0]!.quantity.tonnesPerYear),
    offerFloor: `${amount(deals[0]!.collar!.floor!)} USD/t`,
    counterDate: dayName(versions[1]!.date),
    counterTonnes: kdmt(deals[1]!.quantity.tonnesPerYear),
    draftDate: dayName(versions[2]!.date),
    versionNpvs: `${npvs.slice(0, -1).join(', ')} and ${npvs.at(-1)}`,
    tenderTonnes: kdmt(head.tonnesPerYear),
    tenderYears: `${yearOf(head.start)}-${String(yearOf(head.end)).slice(2)}`,
    bids: inWords(tender.bids.length),
    bestNetback: perTonne(highestWorth),
    admissibleLess: perTonne(highestWorth - admissibleWorth),
    otoriLess: perTonne(highestWorth - otori),
  };
};

/** The limits of each compared plan, as its page shows them once it is chosen. */
const boards = async (services: Services): Promise<readonly (readonly LimitBoardRow[])[]> => {
  const { planId } = (await services.book()).settings;
  const boards: (readonly LimitBoardRow[])[] = [];
  for (const id of COMPARED) {
    await services.ask('plans.choose', { id });
    boards.push((await services.ask('limits.board', {})).rows);
  }
  await services.ask('plans.choose', { id: planId });
  return boards;
};

/** The three plans side by side. */
const comparison = async (services: Services) => {
  const wholeComparison = await services.ask('compare.get', { planIds: COMPARED, scope: 'whole' });
  const { differenceYear } = wholeComparison;
  const inYear = await services.ask('compare.get', { planIds: COMPARED, scope: differenceYear });
  const cells = (rows: readonly CompareRow[], key: string) => rows.find((row) => row.key === key)!.cells.map(({ figure }) => figure);
  const acrossRow = (texts: readonly string[]) => texts.join(' | ');
  const ofContracts = ({ explanation }: Figure) =>
    sumBy(
      explanation!.lines.filter(({ label }) => String(label.values?.['name']).startsWith('C-')),
      (line) => line.amount,
    );
  const board = await boards(services);
  const limit = (rows: readonly LimitBoardRow[], id: string) => rows.find((row) => row.limit.id === (id as LimitId))!;
  const yearsAbove = (rows: readonly LimitBoardRow[]): readonly Year[] =>
    limit(rows, 'china-revenue')
      .years.filter(({ state }) => state === 'breached')
      .map(({ year }) => year);
  const slump = cells(wholeComparison.rows, 'slump').map(numberOf);
  const renewal = await termsOf(services, RENEWAL);
  const spreading = await Promise.all(SPREADING.map((id) => termsOf(services, id)));
  const priceOf = async ({ contract }: typeof renewal) =>
    numberOf((await services.ask('contracts.months', { contract, year: differenceYear })).rows[0]!.netPrice);
  const prices = await Promise.all(spreading.map(priceOf));
  const tonnes = spreading.map(({ terms }) => terms.quantity.tonnesPerYear);
  const mean = sumBy(prices, (price) => price * tonnes[prices.indexOf(price)]!) / sumBy(tonnes, (yearTonnes) => yearTonnes);
  const floors = spreading.map(({ terms }) => terms.collar!.floor!);
  return {
    differenceYear: String(differenceYear),
    npv: acrossRow(cells(wholeComparison.rows, 'npv').map((figure) => millions(numberOf(figure)))),
    npvContracts: acrossRow(cells(wholeComparison.rows, 'npv').map((figure) => millions(ofContracts(figure)))),
    chinaByPlan: acrossRow(cells(inYear.rows, 'china').map((figure) => percent(numberOf(figure)))),
    groupByPlan: acrossRow(
      board.map((rows) => percent(numberOf(limit(rows, 'copper-group').years.find(({ year }) => year === differenceYear)!.value))),
    ),
    yearsAbove: acrossRow(board.map((rows) => yearsAbove(rows).join(', '))),
    slumpByPlan: acrossRow(slump.map(millions)),
    slumpLess: `${millions(slump[1]! - slump[2]!)} m USD`,
    renewBreaches: inWords(
      board[1]!.filter(({ years }) => years.some(({ year, state }) => year >= differenceYear && state === 'breached')).length,
    ),
    renewal: renewal.contract.code,
    renewalTonnes: kdmt(renewal.terms.quantity.tonnesPerYear),
    renewalFrom: monthName(renewal.contract.start),
    renewalTo: monthName(renewal.contract.end),
    renewalFloor: amount(renewal.terms.collar!.floor!),
    renewalCap: `${amount(renewal.terms.collar!.cap!)} USD/t`,
    spreading: spreading.map(({ contract }) => contract.code).join(', '),
    spreadFloors: `${amount(Math.min(...floors))} to ${amount(Math.max(...floors))}`,
    spreadCost: `${amount((await priceOf(renewal)) - mean)} USD/dmt`,
  };
};

/** What the contracts carry, and what the loan and the buyer's money cost. */
const financing = async (services: Services) => {
  const { facilities, verdict } = await services.ask('financing.get', {});
  const figuresOf = (key: string) => verdict.find((sentence) => sentence.key === key)!.figures;
  const { capacity, target, debt, room } = figuresOf('financing.verdict.within.signed');
  const { cost, points } = figuresOf('financing.verdict.prepaymentDearer');
  const { amount: prepaidUsd } = facilities.find(({ kind }) => kind === 'prepayment')!;
  return {
    facilities: inWords(facilities.length),
    loan: `${millions(numberOf(debt!))} m USD`,
    prepayment: `${millions(prepaidUsd)} m USD`,
    capacity: `${millions(numberOf(capacity!))} m USD`,
    targetDscr: numberOf(target!).toFixed(2),
    capacityLeft: `${millions(numberOf(room!))} m USD`,
    prepaymentCost: percent(numberOf(cost!), 1),
    prepaymentPoints: figureText(points!, 'm').text,
  };
};

/** Writes docs/sample-mine.md from the answers of the app that has the sample open. Throws for a slot without a value or the reverse. */
export const writeSampleMine = async (services: Services): Promise<string> => {
  const slots = new Map(
    Object.entries({
      ...(await contents(services)),
      ...(await dependence(services)),
      ...(await offers(services)),
      ...(await comparison(services)),
      ...(await financing(services)),
    }),
  );
  const usedSlots = new Set<string>();
  const page = TEMPLATE.replace(/\{\{(\w+)\}\}/g, (_, slot: string) => {
    const value = slots.get(slot);
    if (value === undefined) throw new Error(`no value for ${slot}`);
    usedSlots.add(slot);
    return value;
  });
  const unusedSlots = [...slots.keys()].filter((slot) => !usedSlots.has(slot));
  if (unusedSlots.length > 0) throw new Error(`unused: ${unusedSlots.join(', ')}`);
  return page;
};
