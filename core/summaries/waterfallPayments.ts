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
const dueOf = (one: SheetFacility, cell: Reference): string =>
  sumFormula([
    cell(`${one.id}.arrearsInterest`, -1),
    cell(`${one.id}.arrearsPrincipal`, -1),
    cashInterest(one, cell),
    cell(`${one.id}.${one.facility.kind === 'loan' ? 'principal' : 'recourse'}`),
  ]);

/** Returns the columns of payments from cash and from the reserve, and of unpaid amounts. */
export const paymentColumns = (one: SheetFacility, ranks: readonly (readonly SheetFacility[])[]): readonly LiveColumn[] => {
  const { facility, id } = one;
  const of = keysOf(id);
  const rank = ranks.find((same) => same.includes(one))!;
  const earlier = ranks.slice(0, ranks.indexOf(rank)).flat();
  const column = (key: string, formula: (cell: Reference, index: number) => string): LiveColumn => ({
    key: of(key),
    label: labelOf(one, text(`financing.sheet.${key as 'due'}`)),
    formula: (index, cell) => (index === 0 ? undefined : formula(cell, index)),
  });
  const paid = (cell: Reference): string => `(${cell(of('fromCash'))}+${cell(of('fromReserve'))})`;
  const sumOf = (some: readonly SheetFacility[], key: string, cell: Reference): string =>
    sumFormula(some.map((other) => cell(`${other.id}.${key}`)));
  const unpaid = (some: readonly SheetFacility[], cell: Reference): string =>
    sumFormula(some.flatMap((other) => [cell(`${other.id}.unpaidInterest`), cell(`${other.id}.unpaidPrincipal`)]));
  const isUnpaid = (cell: Reference): string => `${cell(of('due'))}-${paid(cell)}>0.000000001*${cell(of('due'))}`;
  const isLoan = facility.kind === 'loan';
  const atClose = (cell: Reference): string => `${cell(of('reserve'), -1)}+${cell(of('atClose'))}-${cell(of('fromReserve'))}`;
  return [
    column('due', (cell) => dueOf(one, cell)),
    column('fromCash', (cell) => {
      const due = sumOf(rank, 'due', cell);
      const cash = `MAX(0,${cell('cashForService')}-(${sumOf(earlier, 'fromCash', cell)}))`;
      return `IF(${due}>0,${cell(of('due'))}*MIN(1,${cash}/(${due})),0)`;
    }),
    column('fromReserve', (cell) =>
      isLoan ? `MIN(${cell(of('reserve'), -1)}+${cell(of('atClose'))},MAX(0,${cell(of('due'))}-${cell(of('fromCash'))}))` : '0',
    ),
    // paid in the order: arrears of interest, arrears of principal, interest, principal
    column(
      'interestPaid',
      (cell) =>
        `MIN(0+${cell(of('arrearsInterest'), -1)},${paid(cell)})+MIN(0+${cashInterest(one, cell)},MAX(0,${paid(cell)}-${cell(of('arrearsInterest'), -1)}-${cell(of('arrearsPrincipal'), -1)}))`,
    ),
    column(
      'unpaidInterest',
      (cell) => `IF(${isUnpaid(cell)},${cell(of('arrearsInterest'), -1)}+${cashInterest(one, cell)}-${cell(of('interestPaid'))},0)`,
    ),
    column('unpaidPrincipal', (cell) => `IF(${isUnpaid(cell)},${cell(of('due'))}-${paid(cell)}-${cell(of('unpaidInterest'))},0)`),
    ...(isLoan ? [column('released', (cell) => `MAX(0,${atClose(cell)}-${cell(of('reserveTarget'))})`)] : []),
    column('fromReleased', (cell) => {
      const all = unpaid(rank, cell);
      const left = `MAX(0,${cell('released')}-(${sumOf(earlier, 'fromReleased', cell)}))`;
      return `IF(${all}>0,(${unpaid([one], cell)})*MIN(1,${left}/(${all})),0)`;
    }),
    ...(['Interest', 'Principal'] as const).map((part): LiveColumn => {
      const other = part === 'Interest' ? 'MIN' : 'MAX';
      return {
        key: of(`arrears${part}`),
        label: labelOf(one, text(`financing.sheet.arrears${part}`)),
        value: (index) => (index === 0 && facility.opening && part === 'Principal' ? facility.opening.arrears : null),
        formula: (index, cell) => {
          if (index === 0) return undefined;
          const all = unpaid([one], cell);
          const [own, released] = [cell(of(`unpaid${part}`)), cell(of('fromReleased'))];
          const used = other === 'MIN' ? `MIN(${own},${released})` : `MAX(0,${released}-${cell(of('unpaidInterest'))})`;
          return `IF(${all}-${released}>0.000000001*(${all}),${own}-${used},0)`;
        },
      };
    }),
  ];
};

/** Returns the columns of interest and principal of the next payments, for reserve and set-aside. */
export const aheadColumns = (one: SheetFacility, { paid, maturityRow }: Timing, count: number): readonly LiveColumn[] => {
  const { rows } = one;
  const of = keysOf(one.id);
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
        label: labelOf(one, text('financing.sheet.nextInterest', { count: j + 1 })),
        formula: (index, cell) => {
          const at = index === 0 ? undefined : span(index);
          if (at === undefined) return undefined;
          const [from, to] = at;
          const indexAt = (row: number): string => cell(of('interestIndex'), row - index);
          const carried = j === 0 && paid[index] === undefined ? [cell(of('accrued'))] : [];
          const base = j === 0 ? cell(of('balance')) : cell(of(`left${j}`));
          return sumFormula([
            ...carried,
            `${base}*(${indexAt(to)}-${indexAt(from)})`,
            ...drawn(index, at).map((i) => `${cell(of('draw'), i - index)}*(${indexAt(to)}-${indexAt(i)})`),
          ]);
        },
      },
      {
        key: of(`principal${j + 1}`),
        label: labelOf(one, text('financing.sheet.nextPrincipal', { count: j + 1 })),
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
              label: labelOf(one, text('financing.sheet.nextBalance', { count: j + 1 })),
              formula: (index: number, cell: Reference) => {
                const at = index === 0 ? undefined : span(index);
                if (at === undefined) return undefined;
                const added = isCapitalised(one, paid[at[1]]) ? [cell(of(`interest${j + 1}`))] : [];
                return `${sumFormula([balance(index, at, cell), ...added])}-${cell(of(`principal${j + 1}`))}`;
              },
            },
          ]
        : []),
    ];
  }).flat();
};

/** Returns the columns of the reserve's target and of the cash set aside for the next payment. */
export const targetColumns = (one: SheetFacility, { paid, maturityRow }: Timing, count: number): readonly LiveColumn[] => {
  const { facility, rows } = one;
  const of = keysOf(one.id);
  const { start, periodMonths: k, dsraMonths } = facility;
  const nextPaid = (from: number): number => paid.findIndex((period, i) => i > from && i <= maturityRow && period !== undefined);
  const isCapitalisedNext = (index: number, j: number): boolean => {
    let at = index;
    for (let i = 0; i <= j; i++) at = nextPaid(at);
    return isCapitalised(one, paid[at]);
  };
  const countAhead = (index: number): number => {
    let n = 0;
    for (let at = nextPaid(index); at >= 0 && n < count; at = nextPaid(at)) n += 1;
    return n;
  };
  const service = (index: number, j: number, cell: Reference): string =>
    sumFormula([...(isCapitalisedNext(index, j) ? [] : [cell(of(`interest${j + 1}`))]), cell(of(`principal${j + 1}`))]);
  const needed = Math.ceil(dsraMonths / k);
  const isLive = facility.kind === 'loan' && count >= needed;
  return [
    ...(facility.kind === 'loan'
      ? [
          {
            key: of('reserveTarget'),
            label: labelOf(one, text('financing.sheet.reserveTarget')),
            value: (index: number) => rows[index]!.reserveTarget,
            formula: (index: number, cell: Reference) => {
              if (!isLive || index === 0 || rows[index]!.month < start) return undefined;
              const ahead = Math.min(needed, countAhead(index));
              return sumFormula(
                Array.from({ length: ahead }, (_, j) => `${clamp((dsraMonths - j * k) / k, 0, 1)}*(${service(index, j, cell)})`),
              );
            },
          },
        ]
      : []),
    {
      key: of('setAside'),
      label: labelOf(one, text('financing.sheet.setAside')),
      value: (index) => (index === 0 ? null : rows[index]!.setAside),
      formula: (index, cell) => {
        const elapsed = rows[index]!.month > start ? (rows[index]!.month - start) % k : 0;
        if (facility.kind !== 'loan' || count === 0 || index === 0 || elapsed === 0 || countAhead(index) === 0) return undefined;
        return `${elapsed}/${k}*(${service(index, 0, cell)})`;
      },
    },
  ];
};

/** Returns the columns of the reserve, the sweep and the balance at the end of a period. */
export const balanceColumns = (one: SheetFacility, ranks: readonly (readonly SheetFacility[])[]): readonly LiveColumn[] => {
  const { facility, rows, id } = one;
  const of = keysOf(id);
  const rank = ranks.find((same) => same.includes(one))!.filter((other) => other.facility.kind === 'loan');
  const earlier = ranks
    .slice(
      0,
      ranks.findIndex((same) => same.includes(one)),
    )
    .flat()
    .filter((other) => other.facility.kind === 'loan');
  const isLoan = facility.kind === 'loan';
  const missing = (other: SheetFacility, cell: Reference): string => {
    const own = `${cell(`${other.id}.reserve`, -1)}+${cell(`${other.id}.atClose`)}-${cell(`${other.id}.fromReserve`)}-${cell(`${other.id}.released`)}`;
    return `MAX(0,${cell(`${other.id}.reserveTarget`)}-(${own}))`;
  };
  const free = (taken: readonly string[], cell: Reference): string =>
    `MAX(0,${cell('cashAfterService')}-${cell('minimumCash')}-${cell('setAside')}-(${sumFormula(taken)}))`;
  const sweeps = (other: SheetFacility, index: number): boolean =>
    other.facility.sweepShare > 0 && index > 0 && other.facility.firstRepayment <= other.rows[index]!.month;
  const loans = ranks.flat().filter((other) => other.facility.kind === 'loan');
  const toppedUp = (cell: Reference): readonly string[] => loans.map((other) => cell(`${other.id}.toppedUp`));
  return [
    {
      key: of('balance'),
      label: labelOf(one, text('financing.sheet.balance')),
      formula: (index, cell) =>
        index === 0
          ? undefined
          : `${cell(of('closing'), -1)}+${cell(of('capitalised'))}-${cell(of('principal'))}+${cell(of('draw'))}${isLoan ? '' : `-${cell(of('recourse'))}-${cell(of('lapsed'))}`}`,
    },
    ...(isLoan
      ? ([
          {
            key: of('toppedUp'),
            label: labelOf(one, text('financing.sheet.toppedUp')),
            formula: (index, cell) => {
              if (index === 0) return undefined;
              const all = sumFormula(rank.map((other) => missing(other, cell)));
              const cash = free(
                earlier.map((other) => cell(`${other.id}.toppedUp`)),
                cell,
              );
              return `IF(${all}>0,${missing(one, cell)}*MIN(1,${cash}/(${all})),0)`;
            },
          },
          {
            key: of('reserve'),
            label: labelOf(one, text('financing.waterfall.reserve')),
            value: (index) => rows[index]!.reserve,
            formula: (index, cell) =>
              index === 0
                ? undefined
                : `${cell(of('reserve'), -1)}+${cell(of('atClose'))}-${cell(of('fromReserve'))}-${cell(of('released'))}+${cell(of('toppedUp'))}`,
          },
          {
            key: of('sweep'),
            label: labelOf(one, text('financing.waterfall.sweep')),
            value: (index) => (sweeps(one, index) ? rows[index]!.sweep : null),
            formula: (index, cell) => {
              if (!sweeps(one, index)) return undefined;
              const shares = rank
                .filter((other) => sweeps(other, index))
                .map((other) => `IF(${cell(`${other.id}.balance`)}>0,${other.facility.sweepShare},0)`);
              const taken = [...toppedUp(cell), ...earlier.map((other) => cell(`${other.id}.sweep`))];
              const amount = `${free(taken, cell)}*${facility.sweepShare}/MAX(1,${sumFormula(shares)})`;
              return `IF(${cell('arrears')}>0,0,MIN(${cell(of('balance'))},${amount}))`;
            },
          },
        ] satisfies readonly LiveColumn[])
      : []),
    {
      key: of('closing'),
      label: labelOf(one, text('financing.waterfall.closing')),
      value: (index) => rows[index]!.closing,
      formula: (index, cell) => (index === 0 ? undefined : `${cell(of('balance'))}${isLoan ? `-${cell(of('sweep'))}` : ''}`),
    },
  ];
};
