import { describe, expect, it } from 'vitest';
import type { SimulationRequest } from '#engine';
import { runSteps } from '#shared/steps.ts';
import { entry, market, offtake, portfolio } from '../tests/helpers/engine/plans.ts';
import { digestOf } from './digest.ts';
import { packParts, packRequestInSteps, unpackRequestInSteps } from './packedRequest.ts';

const requestWith = (contracts: number): SimulationRequest => ({
  portfolio: portfolio(Array.from({ length: contracts }, () => entry(offtake()))),
  market: market(),
  drivers: [],
  correlation: [],
  parameters: {} as SimulationRequest['parameters'],
});

describe('packing a request', () => {
  it('in steps gives the text and the digest of the whole request, for any number of contracts', () => {
    for (const contracts of [0, 1, 200, 201, 450]) {
      const request = requestWith(contracts);
      const { texts, digest } = runSteps(packRequestInSteps(request));
      const packedParts = packParts(request);
      expect(texts.join('')).toBe(JSON.stringify(packedParts));
      expect(digest).toBe(digestOf(packedParts));
    }
  });

  it('is undone in steps, from its pieces and from one text', () => {
    for (const contracts of [0, 1, 200, 201, 450]) {
      const request = requestWith(contracts);
      const { texts } = runSteps(packRequestInSteps(request));
      const steps = unpackRequestInSteps(texts);
      const stepCount = [...steps].length;
      expect(stepCount).toBe(Math.ceil(contracts / 200));
      expect(runSteps(unpackRequestInSteps(texts))).toEqual(request);
      expect(runSteps(unpackRequestInSteps([texts.join('')]))).toEqual(request);
    }
  });
});
