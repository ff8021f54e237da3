import { PRICE_TIE } from '../valuation/houseDefaults.ts';
import { LANES } from './draws.ts';
import type { ContractLanes, ProductLanes } from './lanes.ts';
import type { Run } from './run.ts';
import { netNow, spotOf } from './strikes.ts';

/** Nominal tonnes of the month that are planned for contracts, a defaulted one's until they are planned no more. */
const sumNominal = (run: Run, product: ProductLanes, t: number): void => {
  let every = 0;
  product.nominal.fill(0);
  for (const c of product.running[t]!) {
    const contract = run.contracts[c]!;
    const tonnes = contract.flat.nominal[t]!;
    if (contract.deads === 0) every += tonnes;
    else for (let i = 0; i < LANES; i++) if (t < contract.gone[i]!) product.nominal[i]! += tonnes;
  }
  for (let i = 0; i < LANES; i++) product.nominal[i]! += every;
};

const buyersCall = (run: Run, contract: ContractLanes, t: number): void => {
  const { flat, wanted, priceFallen, called } = contract;
  const { set } = contract;
  const nominal = flat.nominal[t]!;
  const demand = run.demand[flat.split]!;
  const most = 1 + set.tolerance;
  const least = Math.max(1 - set.tolerance, set.mustTake);
  const { beta } = set;
  if (set.priceFallExcuses) {
    for (let i = 0; i < LANES; i++) {
      const low = priceFallen[i] === 1 ? 1 - set.tolerance : least;
      wanted[i] = nominal * Math.min(Math.max(1 + beta * (demand[i]! - 1), low), most);
      called[i] = wanted[i]! * flat.open[t]!;
    }
    return;
  }
  // nominal clamp(1 + beta (D - 1), max(1 - tol, share), 1 + tol)
  run.kernel.call(demand.byteOffset, called.byteOffset, nominal, beta, least, most, flat.open[t]!);
};

const sellersCall = (run: Run, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { flat, wanted, called, net, alive } = contract;
  const nominal = flat.nominal[t]!;
  const swing = nominal * contract.set.tolerance;
  const spot = spotOf(run, contract, t);
  for (let i = 0; i < LANES; i++) {
    wanted[i] = nominal;
    if (net[i]! > spot[i]! * (1 + PRICE_TIE)) {
      const extra = alive[i] === 1 ? Math.min(swing, product.spare[i]!) : 0;
      wanted[i]! += extra;
      product.spare[i]! -= extra;
    } else if (net[i]! < spot[i]! * (1 - PRICE_TIE)) wanted[i]! -= swing;
    called[i] = wanted[i]! * flat.open[t]!;
  }
};

/** Step 6: prices of the month and what every contract calls. */
export const call = (run: Run, t: number): void => {
  for (const product of run.moving) {
    sumNominal(run, product, t);
    if (product.hasSeller) {
      const production = product.flat.production[t]!;
      for (let i = 0; i < LANES; i++) product.spare[i] = Math.max(0, production - product.nominal[i]!);
    }
    for (const c of product.running[t]!) {
      const contract = run.contracts[c]!;
      if (contract.steady) continue;
      const { flat, called, wanted, dead } = contract;
      const set = flat.sets[flat.setOf[t]!]!;
      contract.set = set;
      const open = flat.open[t]!;
      netNow(run, contract, t);
      if (set.priceFallExcuses) {
        const bound = flat.netDeck[t]! * (1 - PRICE_TIE);
        for (let i = 0; i < LANES; i++) contract.priceFallen[i] = contract.net[i]! < bound ? 1 : 0;
      } else if (flat.anyPriceFall) contract.priceFallen.fill(0);
      const { calledBy } = contract;
      contract.calledBy = Number.NaN;
      if (set.holder === 'buyer') buyersCall(run, contract, t);
      else if (set.holder === 'seller') sellersCall(run, contract, product, t);
      else {
        if (set.priceFallExcuses) wanted.fill(flat.nominal[t]!);
        const tonnes = flat.nominal[t]! * open;
        contract.calledBy = tonnes;
        if (calledBy === tonnes) continue;
        for (let i = 0; i < LANES; i++) called[i] = tonnes;
      }
      // lanes of no path call nothing, nor do ended ones
      for (let i = run.count; i < LANES; i++) called[i] = 0;
      for (let k = 0; k < contract.deads; k++) called[dead[k]!] = 0;
    }
  }
};
