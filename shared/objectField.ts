/** The part of WeakMap that a memo needs. */
export type ObjectTable<K extends object, V> = Pick<WeakMap<K, V>, 'get' | 'set' | 'delete'>;

// a constructor that returns its argument, so that a derived class adds its private field to it
const ExistingObject = function (this: unknown, object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/**
 * Creates a table of values by object as a private field of the objects: no copy, comparison or JSON text sees it, and a value is released
 * with its object. The garbage collector marks a field beside other code, but the entries of a WeakMap while it pauses the thread, which
 * takes 150 ms with ten thousand contracts. Only for constants of a module: a table that is released before its objects would leave its
 * values in them.
 */
export const createObjectField = <K extends object, V>(): ObjectTable<K, V> => {
  class Field extends ExistingObject {
    #value: V | undefined;

    static get(object: object): V | undefined {
      return #value in object ? object.#value : undefined;
    }

    static set(object: object, value: V | undefined): void {
      const field = #value in object ? object : new Field(object);
      (field as Field).#value = value;
    }
  }
  const table: ObjectTable<K, V> = {
    get: Field.get,
    set: (object, value) => {
      Field.set(object, value);
      return table as WeakMap<K, V>;
    },
    delete: (object) => {
      const isPresent = Field.get(object) !== undefined;
      if (isPresent) Field.set(object, undefined);
      return isPresent;
    },
  };
  return table;
};
