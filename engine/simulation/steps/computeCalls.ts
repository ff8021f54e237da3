import { PRICE_TIE } from '../../valuation/houseDefaults.ts';
import type { ContractLanes, ProductLanes } from '../batch/contractLanes.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { evaluateNetPrice, getNetSpot } from './evaluatePrices.ts';

/** Nominal tonnes of the month that are planned for contracts, a defaulted one's until they are planned no more. */
const sumPlannedNominal = (batch: PathBatch, product: ProductLanes, t: number): void => {
  let every = 0;
  product.nominal.fill(0);
  for (const c of product.deliveringContracts[t]!) {
    const contract = batch.contracts[c]!;
    const tonnes = contract.flat.nominal[t]!;
    if (contract.endedCount === 0) every += tonnes;
    else for (let i = 0; i < LANES; i++) if (t < contract.unplannedFrom[i]!) product.nominal[i]! += tonnes;
  }
  for (let i = 0; i < LANES; i++) product.nominal[i]! += every;
};

const computeBuyerCalls = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, callBeforeOpenShare: wanted, hasPriceFallen: priceFallen, called } = contract;
  const { terms: set } = contract;
  const nominal = flat.nominal[t]!;
  const demand = batch.demand[flat.split]!;
  const most = 1 + set.tolerance;
  const least = Math.max(1 - set.tolerance, set.minimumShare);
  const { beta } = set;
  if (set.isPriceFallExcused) {
    for (let i = 0; i < LANES; i++) {
      const low = priceFallen[i] === 1 ? 1 - set.tolerance : least;
      wanted[i] = nominal * Math.min(Math.max(1 + beta * (demand[i]! - 1), low), most);
      called[i] = wanted[i]! * flat.openShare[t]!;
    }
    return;
  }
  // nominal clamp(1 + beta (D - 1), max(1 - tol, share), 1 + tol)
  batch.kernel.computeBuyerCalls(demand.byteOffset, called.byteOffset, nominal, beta, least, most, flat.openShare[t]!);
};

const computeSellerCalls = (batch: PathBatch, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { flat, callBeforeOpenShare: wanted, called, netPrice: net, alive } = contract;
  const nominal = flat.nominal[t]!;
  const swing = nominal * contract.terms.tolerance;
  const spot = getNetSpot(batch, contract, t);
  for (let i = 0; i < LANES; i++) {
    wanted[i] = nominal;
    if (net[i]! > spot[i]! * (1 + PRICE_TIE)) {
      const extra = alive[i] === 1 ? Math.min(swing, product.spareProduction[i]!) : 0;
      wanted[i]! += extra;
      product.spareProduction[i]! -= extra;
    } else if (net[i]! < spot[i]! * (1 - PRICE_TIE)) wanted[i]! -= swing;
    called[i] = wanted[i]! * flat.openShare[t]!;
  }
};

/** Step 6: prices of the month and what every contract calls. */
export const computeCalls = (batch: PathBatch, t: number): void => {
  for (const product of batch.simulatedProducts) {
    sumPlannedNominal(batch, product, t);
    if (product.hasSellerOption) {
      const production = product.flat.production[t]!;
      for (let i = 0; i < LANES; i++) product.spareProduction[i] = Math.max(0, production - product.nominal[i]!);
    }
    for (const c of product.deliveringContracts[t]!) {
      const contract = batch.contracts[c]!;
      if (contract.isDeterministic) continue;
      const { flat, called, callBeforeOpenShare: wanted, endedLanes: dead } = contract;
      const set = flat.terms[flat.termsIndex[t]!]!;
      contract.terms = set;
      const open = flat.openShare[t]!;
      evaluateNetPrice(batch, contract, t);
      if (set.isPriceFallExcused) {
        const bound = flat.netAtDeck[t]! * (1 - PRICE_TIE);
        for (let i = 0; i < LANES; i++) contract.hasPriceFallen[i] = contract.netPrice[i]! < bound ? 1 : 0;
      } else if (flat.hasPriceFallExcuse) contract.hasPriceFallen.fill(0);
      const { uniformCall: calledBy } = contract;
      contract.uniformCall = Number.NaN;
      if (set.toleranceHolder === 'buyer') computeBuyerCalls(batch, contract, t);
      else if (set.toleranceHolder === 'seller') computeSellerCalls(batch, contract, product, t);
      else {
        if (set.isPriceFallExcused) wanted.fill(flat.nominal[t]!);
        const tonnes = flat.nominal[t]! * open;
        contract.uniformCall = tonnes;
        if (calledBy === tonnes) continue;
        for (let i = 0; i < LANES; i++) called[i] = tonnes;
      }
      // lanes of no path call nothing, nor do ended ones
      for (let i = batch.count; i < LANES; i++) called[i] = 0;
      for (let k = 0; k < contract.endedCount; k++) called[dead[k]!] = 0;
    }
  }
};
