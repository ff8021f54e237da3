import { expect, it } from 'vitest';
import { handlers } from '../../core/handlers.ts';
import { CONTRACT } from './contract.ts';
import { CALL_NAMES, CALLS, isCallName } from './names.ts';

it('names, schemas and use cases cover the same calls', () => {
  expect(Object.keys(CONTRACT).sort()).toEqual([...CALL_NAMES].sort());
  expect(Object.keys(handlers).sort()).toEqual([...CALL_NAMES].sort());
});

it('a call is a query for both page and core, or a command for both', () => {
  for (const name of CALL_NAMES) expect([name, CONTRACT[name].kind]).toEqual([name, CALLS[name]]);
});

it('an inherited name is not a call', () => {
  for (const name of ['toString', '__proto__', 'constructor', '']) expect(isCallName(name)).toBe(false);
});
