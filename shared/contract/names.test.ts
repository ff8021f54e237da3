import { expect, it } from 'vitest';
import { handlers } from '../../core/handlers.ts';
import { CONTRACT } from './contract.ts';
import { CALL_NAMES, CALLS, isCallName } from './names.ts';

it('the names, the schemas and the use cases are of the same calls', () => {
  expect(Object.keys(CONTRACT).sort()).toEqual([...CALL_NAMES].sort());
  expect(Object.keys(handlers).sort()).toEqual([...CALL_NAMES].sort());
});

it('a call is a query to the page and to the core alike, or a command to both', () => {
  for (const name of CALL_NAMES) expect([name, CONTRACT[name].kind]).toEqual([name, CALLS[name]]);
});

it('an inherited name is no call', () => {
  for (const name of ['toString', '__proto__', 'constructor', '']) expect(isCallName(name)).toBe(false);
});
