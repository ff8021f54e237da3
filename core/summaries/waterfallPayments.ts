import { clamp } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { type LiveColumn, type Reference, sumFormula } from './liveTable.ts';
import { isCapitalised, keysOf, labelOf, type SheetFacility, type Timing } from './waterfallTerms.ts';

/** Returns the formula of interest due in cash, including interest on arrears. */
const cashInterest = ({ id, facility }: SheetFacility, cell: Reference): string =>
  facility.kind === 'loan'
    ? `(${cell(`${id}.interest`)}-${cell(`${id}.capitalised`)}+${cell(`${id}.interestOnArrears`)})`
    : cell(`${id}.interestOnArrears`);

/** Returns the formula of all amounts due in cash, including arrears. */
const dueOf = (sheetFacility: SheetFacility, cell: Reference): string =>
  sumFormula([
    cell(`${sheetFacility.id}.arrearsInterest`, -1),
    cell(`${sheetFacility.id}.arrearsPrincipal`, -1),
    cashInterest(sheetFacility, cell),
    cell(`${sheetFacility.id}.${sheetFacility.facility.kind === 'loan' ? 'principal' : 'recourse'}`),
  ]);

/** Returns the columns of payments from cash and from the reserve, and of unpaid amounts. */
export const paymentColumns = (sheetFacility: SheetFacility, ranks: readonly (readonly SheetFacility[])[]): readonly LiveColumn[] => {
  const { facility, id } = sheetFacility;
  const of = keysOf(id);
  const rank = ranks.find((facilitiesOfRank) => facilitiesOfRank.includes(sheetFacility))!;
  const earlierFacilities = ranks.slice(0, ranks.indexOf(rank)).flat();
  const column = (key: string, formula: (cell: Reference, index: number) => string): LiveColumn => ({
    key: of(key),
    label: labelOf(sheetFacility, text(`financing.sheet.${key as 'due'}`)),
    formula: (index, cell) => (index === 0 ? undefined : formula(cell, index)),
  });
  const paid = (cell: Reference): string => `(${cell(of('fromCash'))}+${cell(of('fromReserve'))})`;
  const sumOf = (facilitiesOfSum: readonly SheetFacility[], key: string, cell: Reference): string =>
    sumFormula(facilitiesOfSum.map((otherFacility) => cell(`${otherFacility.id}.${key}`)));
  const unpaid = (facilitiesOfSum: readonly SheetFacility[], cell: Reference): string =>
    sumFormula(
      facilitiesOfSum.flatMap((otherFacility) => [cell(`${otherFacility.id}.unpaidInterest`), cell(`${otherFacility.id}.unpaidPrincipal`)]),
    );
  const isUnpaid = (cell: Reference): string => `${cell(of('due'))}-${paid(cell)}>0.000000001*${cell(of('due'))}`;
  const isLoan = facility.kind === 'loan';
  const atClose = (cell: Reference): string => `${cell(of('reserve'), -1)}+${cell(of('atClose'))}-${cell(of('fromReserve'))}`;
  return [
    column('due', (cell) => dueOf(sheetFacility, cell)),
    column('fromCash', (cell) => {
      const dueFormula = sumOf(rank, 'due', cell);
      const cash = `MAX(0,${cell('cashForService')}-(${sumOf(earlierFacilities, 'fromCash', cell)}))`;
      return `IF(${dueFormula}>0,${cell(of('due'))}*MIN(1,${cash}/(${dueFormula})),0)`;
    }),
    column('fromReserve', (cell) =>
      isLoan ? `MIN(${cell(of('reserve'), -1)}+${cell(of('atClose'))},MAX(0,${cell(of('due'))}-${cell(of('fromCash'))}))` : '0',
    ),
    // paid in the order: arrears of interest, arrears of principal, interest, principal
    column(
      'interestPaid',
      (cell) =>
        `MIN(0+${cell(of('arrearsInterest'), -1)},${paid(cell)})+MIN(0+${cashInterest(sheetFacility, cell)},MAX(0,${paid(cell)}-${cell(of('arrearsInterest'), -1)}-${cell(of('arrearsPrincipal'), -1)}))`,
    ),
    column(
      'unpaidInterest',
      (cell) =>
        `IF(${isUnpaid(cell)},${cell(of('arrearsInterest'), -1)}+${cashInterest(sheetFacility, cell)}-${cell(of('interestPaid'))},0)`,
    ),
    column('unpaidPrincipal', (cell) => `IF(${isUnpaid(cell)},${cell(of('due'))}-${paid(cell)}-${cell(of('unpaidInterest'))},0)`),
    ...(isLoan ? [column('released', (cell) => `MAX(0,${atClose(cell)}-${cell(of('reserveTarget'))})`)] : []),
    column('fromReleased', (cell) => {
      const unpaidFormula = unpaid(rank, cell);
      const left = `MAX(0,${cell('released')}-(${sumOf(earlierFacilities, 'fromReleased', cell)}))`;
      return `IF(${unpaidFormula}>0,(${unpaid([sheetFacility], cell)})*MIN(1,${left}/(${unpaidFormula})),0)`;
    }),
    ...(['Interest', 'Principal'] as const).map((part): LiveColumn => {
      const boundFunction = part === 'Interest' ? 'MIN' : 'MAX';
      return {
        key: of(`arrears${part}`),
        label: labelOf(sheetFacility, text(`financing.sheet.arrears${part}`)),
        value: (index) => (index === 0 && facility.opening && part === 'Principal' ? facility.opening.arrears : null),
        formula: (index, cell) => {
          if (index === 0) return undefined;
          const unpaidFormula = unpaid([sheetFacility], cell);
          const [ownFormula, releasedFormula] = [cell(of(`unpaid${part}`)), cell(of('fromReleased'))];
          const usedFormula =
            boundFunction === 'MIN' ? `MIN(${ownFormula},${releasedFormula})` : `MAX(0,${releasedFormula}-${cell(of('unpaidInterest'))})`;
          return `IF(${unpaidFormula}-${releasedFormula}>0.000000001*(${unpaidFormula}),${ownFormula}-${usedFormula},0)`;
        },
      };
    }),
  ];
};

/** Returns the columns of interest and principal of the next payments, for reserve and set-aside. */
export const aheadColumns = (sheetFacility: SheetFacility, { paid, maturityRow }: Timing, count: number): readonly LiveColumn[] => {
  const { rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const nextPaid = (from: number): number | undefined => {
    const at = paid.findIndex((period, i) => i > from && i <= maturityRow && period !== undefined);
    return at < 0 ? undefined : at;
  };
  return Array.from({ length: count }, (_, j): readonly LiveColumn[] => {
    /** The row from which payment j is counted, and the row of the payment. */
    const span = (index: number): readonly [number, number] | undefined => {
      let [from, to]: [number, number | undefined] = [index, nextPaid(index)];
      for (let i = 0; i < j && to !== undefined; i++) [from, to] = [to, nextPaid(to)];
      return to === undefined ? undefined : [from, to];
    };
    const drawn = (index: number, [from, to]: readonly [number, number]): readonly number[] =>
      rows.flatMap(({ draw }, i) => (i > from - (j > 0 ? 1 : 0) && i < to && i > index && draw > 0 ? [i] : []));
    const balance = (index: number, at: readonly [number, number], cell: Reference): string =>
      sumFormula([j === 0 ? cell(of('balance')) : cell(of(`left${j}`)), ...drawn(index, at).map((i) => cell(of('draw'), i - index))]);
    return [
      {
        key: of(`interest${j + 1}`),
        label: labelOf(sheetFacility, text('financing.sheet.nextInterest', { count: j + 1 })),
        formula: (index, cell) => {
          const at = index === 0 ? undefined : span(index);
          if (at === undefined) return undefined;
          const [from, to] = at;
          const indexAt = (row: number): string => cell(of('interestIndex'), row - index);
          const carriedCells = j === 0 && paid[index] === undefined ? [cell(of('accrued'))] : [];
          const base = j === 0 ? cell(of('balance')) : cell(of(`left${j}`));
          return sumFormula([
            ...carriedCells,
            `${base}*(${indexAt(to)}-${indexAt(from)})`,
            ...drawn(index, at).map((i) => `${cell(of('draw'), i - index)}*(${indexAt(to)}-${indexAt(i)})`),
          ]);
        },
      },
      {
        key: of(`principal${j + 1}`),
        label: labelOf(sheetFacility, text('financing.sheet.nextPrincipal', { count: j + 1 })),
        formula: (index, cell) => {
          const at = index === 0 ? undefined : span(index);
          if (at === undefined) return undefined;
          const b = balance(index, at, cell);
          return at[1] === maturityRow ? b : `MIN(0+${cell(of('scheduled'), at[1] - index)},${b})`;
        },
      },
      ...(j + 1 < count
        ? [
            {
              key: of(`left${j + 1}`),
              label: labelOf(sheetFacility, text('financing.sheet.nextBalance', { count: j + 1 })),
              formula: (index: number, cell: Reference) => {
                const at = index === 0 ? undefined : span(index);
                if (at === undefined) return undefined;
                const addedCells = isCapitalised(sheetFacility, paid[at[1]]) ? [cell(of(`interest${j + 1}`))] : [];
                return `${sumFormula([balance(index, at, cell), ...addedCells])}-${cell(of(`principal${j + 1}`))}`;
              },
            },
          ]
        : []),
    ];
  }).flat();
};

/** Returns the columns of the reserve's target and of the cash set aside for the next payment. */
export const targetColumns = (sheetFacility: SheetFacility, { paid, maturityRow }: Timing, count: number): readonly LiveColumn[] => {
  const { facility, rows } = sheetFacility;
  const of = keysOf(sheetFacility.id);
  const { start, periodMonths: k, dsraMonths } = facility;
  const nextPaid = (from: number): number => paid.findIndex((period, i) => i > from && i <= maturityRow && period !== undefined);
  const isCapitalisedNext = (index: number, j: number): boolean => {
    let at = index;
    for (let i = 0; i <= j; i++) at = nextPaid(at);
    return isCapitalised(sheetFacility, paid[at]);
  };
  const countAhead = (index: number): number => {
    let n = 0;
    for (let at = nextPaid(index); at >= 0 && n < count; at = nextPaid(at)) n += 1;
    return n;
  };
  const service = (index: number, j: number, cell: Reference): string =>
    sumFormula([...(isCapitalisedNext(index, j) ? [] : [cell(of(`interest${j + 1}`))]), cell(of(`principal${j + 1}`))]);
  const neededPeriods = Math.ceil(dsraMonths / k);
  const isLive = facility.kind === 'loan' && count >= neededPeriods;
  return [
    ...(facility.kind === 'loan'
      ? [
          {
            key: of('reserveTarget'),
            label: labelOf(sheetFacility, text('financing.sheet.reserveTarget')),
            value: (index: number) => rows[index]!.reserveTarget,
            formula: (index: number, cell: Reference) => {
              if (!isLive || index === 0 || rows[index]!.month < start) return undefined;
              const periodsAhead = Math.min(neededPeriods, countAhead(index));
              return sumFormula(
                Array.from({ length: periodsAhead }, (_, j) => `${clamp((dsraMonths - j * k) / k, 0, 1)}*(${service(index, j, cell)})`),
              );
            },
          },
        ]
      : []),
    {
      key: of('setAside'),
      label: labelOf(sheetFacility, text('financing.sheet.setAside')),
      value: (index) => (index === 0 ? null : rows[index]!.setAside),
      formula: (index, cell) => {
        const elapsedMonths = rows[index]!.month > start ? (rows[index]!.month - start) % k : 0;
        if (facility.kind !== 'loan' || count === 0 || index === 0 || elapsedMonths === 0 || countAhead(index) === 0) return undefined;
        return `${elapsedMonths}/${k}*(${service(index, 0, cell)})`;
      },
    },
  ];
};

/** Returns the columns of the reserve, the sweep and the balance at the end of a period. */
export const balanceColumns = (sheetFacility: SheetFacility, ranks: readonly (readonly SheetFacility[])[]): readonly LiveColumn[] => {
  const { facility, rows, id } = sheetFacility;
  const of = keysOf(id);
  const rank = ranks
    .find((facilitiesOfRank) => facilitiesOfRank.includes(sheetFacility))!
    .filter((otherFacility) => otherFacility.facility.kind === 'loan');
  const earlierFacilities = ranks
    .slice(
      0,
      ranks.findIndex((facilitiesOfRank) => facilitiesOfRank.includes(sheetFacility)),
    )
    .flat()
    .filter((otherFacility) => otherFacility.facility.kind === 'loan');
  const isLoan = facility.kind === 'loan';
  const missing = (otherFacility: SheetFacility, cell: Reference): string => {
    const ownReserve = `${cell(`${otherFacility.id}.reserve`, -1)}+${cell(`${otherFacility.id}.atClose`)}-${cell(`${otherFacility.id}.fromReserve`)}-${cell(`${otherFacility.id}.released`)}`;
    return `MAX(0,${cell(`${otherFacility.id}.reserveTarget`)}-(${ownReserve}))`;
  };
  const free = (takenCells: readonly string[], cell: Reference): string =>
    `MAX(0,${cell('cashAfterService')}-${cell('minimumCash')}-${cell('setAside')}-(${sumFormula(takenCells)}))`;
  const sweeps = (otherFacility: SheetFacility, index: number): boolean =>
    otherFacility.facility.sweepShare > 0 && index > 0 && otherFacility.facility.firstRepayment <= otherFacility.rows[index]!.month;
  const loans = ranks.flat().filter((otherFacility) => otherFacility.facility.kind === 'loan');
  const toppedUp = (cell: Reference): readonly string[] => loans.map((otherFacility) => cell(`${otherFacility.id}.toppedUp`));
  return [
    {
      key: of('balance'),
      label: labelOf(sheetFacility, text('financing.sheet.balance')),
      formula: (index, cell) =>
        index === 0
          ? undefined
          : `${cell(of('closing'), -1)}+${cell(of('capitalised'))}-${cell(of('principal'))}+${cell(of('draw'))}${isLoan ? '' : `-${cell(of('recourse'))}-${cell(of('lapsed'))}`}`,
    },
    ...(isLoan
      ? ([
          {
            key: of('toppedUp'),
            label: labelOf(sheetFacility, text('financing.sheet.toppedUp')),
            formula: (index, cell) => {
              if (index === 0) return undefined;
              const unpaidFormula = sumFormula(rank.map((otherFacility) => missing(otherFacility, cell)));
              const cash = free(
                earlierFacilities.map((otherFacility) => cell(`${otherFacility.id}.toppedUp`)),
                cell,
              );
              return `IF(${unpaidFormula}>0,${missing(sheetFacility, cell)}*MIN(1,${cash}/(${unpaidFormula})),0)`;
            },
          },
          {
            key: of('reserve'),
            label: labelOf(sheetFacility, text('financing.waterfall.reserve')),
            value: (index) => rows[index]!.reserve,
            formula: (index, cell) =>
              index === 0
                ? undefined
                : `${cell(of('reserve'), -1)}+${cell(of('atClose'))}-${cell(of('fromReserve'))}-${cell(of('released'))}+${cell(of('toppedUp'))}`,
          },
          {
            key: of('sweep'),
            label: labelOf(sheetFacility, text('financing.waterfall.sweep')),
            value: (index) => (sweeps(sheetFacility, index) ? rows[index]!.sweep : null),
            formula: (index, cell) => {
              if (!sweeps(sheetFacility, index)) return undefined;
              const shares = rank
                .filter((otherFacility) => sweeps(otherFacility, index))
                .map((otherFacility) => `IF(${cell(`${otherFacility.id}.balance`)}>0,${otherFacility.facility.sweepShare},0)`);
              const takenCells = [...toppedUp(cell), ...earlierFacilities.map((otherFacility) => cell(`${otherFacility.id}.sweep`))];
              const amount = `${free(takenCells, cell)}*${facility.sweepShare}/MAX(1,${sumFormula(shares)})`;
              return `IF(${cell('arrears')}>0,0,MIN(${cell(of('balance'))},${amount}))`;
            },
          },
        ] satisfies readonly LiveColumn[])
      : []),
    {
      key: of('closing'),
      label: labelOf(sheetFacility, text('financing.waterfall.closing')),
      value: (index) => rows[index]!.closing,
      formula: (index, cell) => (index === 0 ? undefined : `${cell(of('balance'))}${isLoan ? `-${cell(of('sweep'))}` : ''}`),
    },
  ];
};
