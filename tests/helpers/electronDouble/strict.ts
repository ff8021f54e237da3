import { EventEmitter } from 'node:events';

/** Properties that runtimes and test tools read from any object. */
const PROBED_BY_RUNTIMES = new Set(['then', 'toJSON', 'inspect', 'nodeType', 'asymmetricMatch', 'constructor', '__esModule']);

export type FaultListener = (message: string) => void;
let reportFault: FaultListener = () => undefined;
export const setFaultListener = (listener: FaultListener): void => {
  reportFault = listener;
};
/** Reports a fault to the test and throws it. */
export const fail = (message: string): never => {
  reportFault(message);
  throw new Error(message);
};

/** Wraps an object so that reading a missing member fails with its name instead of returning undefined. */
export const createStrict = <T extends object>(name: string, target: T): T =>
  new Proxy(target, {
    get: (from, key, receiver) => {
      if (typeof key === 'symbol' || key in from || PROBED_BY_RUNTIMES.has(key) || key.startsWith('_'))
        return Reflect.get(from, key, receiver);
      return fail(`the double of electron does not implement ${name}.${key}`);
    },
  });

/** An emitter with a fixed list of events. Listening for another event fails, because it would never be emitted. */
export class StrictEmitter extends EventEmitter {
  constructor(name: string, events: readonly string[]) {
    super();
    const knownEvents = new Set([...events, 'error', 'newListener', 'removeListener']);
    this.prependListener('newListener', (event: string | symbol) => {
      if (typeof event === 'string' && !knownEvents.has(event)) fail(`the double of electron does not emit ${name} '${event}'`);
    });
  }
}

export type PreventableEvent = { defaultPrevented: boolean; readonly preventDefault: () => void };

/** Creates an event object of Electron with `preventDefault` and these fields. */
export const createEvent = <T extends object>(fields: T): T & PreventableEvent => {
  const event = Object.assign(fields, {
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  });
  return event;
};

/** Emits a preventable event. Returns whether it was prevented. */
export const emitPreventable = (emitter: EventEmitter, name: string, fields: object = {}, ...args: readonly unknown[]): boolean => {
  const event = createEvent(fields);
  emitter.emit(name, event, ...args);
  return event.defaultPrevented;
};
