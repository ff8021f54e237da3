import { EventEmitter } from 'node:events';

/** What runtimes ask of every object without meaning anything by it. */
const ASKED_OF_ALL = new Set(['then', 'toJSON', 'inspect', 'nodeType', 'asymmetricMatch', 'constructor', '__esModule']);

/** Tells the test what the app asked for that the double does not play, and throws. */
export type Complain = (words: string) => void;
let complain: Complain = () => undefined;
export const complainTo = (listener: Complain): void => {
  complain = listener;
};
export const fail = (words: string): never => {
  complain(words);
  throw new Error(words);
};

/** `target` as the app sees it: what it does not have fails by name, where a plain object would answer undefined. */
export const loud = <T extends object>(name: string, target: T): T =>
  new Proxy(target, {
    get: (from, key, receiver) => {
      if (typeof key === 'symbol' || key in from || ASKED_OF_ALL.has(key) || key.startsWith('_')) return Reflect.get(from, key, receiver);
      return fail(`the double of electron does not play ${name}.${key}`);
    },
  });

/** An emitter that knows its events: to listen for another one fails by name, since it would never come. */
export class LoudEmitter extends EventEmitter {
  constructor(name: string, events: readonly string[]) {
    super();
    const known = new Set([...events, 'error', 'newListener', 'removeListener']);
    this.prependListener('newListener', (event: string | symbol) => {
      if (typeof event === 'string' && !known.has(event)) fail(`the double of electron never sends ${name} '${event}'`);
    });
  }
}

export type Preventable = { defaultPrevented: boolean; readonly preventDefault: () => void };

/** The event object of Electron: `preventDefault` and whatever else it carries. */
export const event = <T extends object>(fields: T): T & Preventable => {
  const made = Object.assign(fields, {
    defaultPrevented: false,
    preventDefault: () => {
      made.defaultPrevented = true;
    },
  });
  return made;
};

/** Emits a preventable event; answers whether it was prevented. */
export const prevented = (emitter: EventEmitter, name: string, fields: object = {}, ...args: readonly unknown[]): boolean => {
  const made = event(fields);
  emitter.emit(name, made, ...args);
  return made.defaultPrevented;
};
