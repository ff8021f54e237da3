/**
 * The most values of a JSON text that is parsed. A value takes up to 200 bytes, as in objects within objects with numbers or different texts
 * as keys: 0.8 GB for all. Where JSON.parse needs more than the heap of its thread, V8 may end the whole process. The records of ten thousand
 * contracts have a million values.
 */
export const MAX_JSON_VALUES = 4_000_000;

/** Heap limit of a thread that parses JSON, MB. */
export const JSON_HEAP_MB = 1_024;

const [COMMA, BRACKET, BRACE] = [','.charCodeAt(0), '['.charCodeAt(0), '{'.charCodeAt(0)];

/** Whether a JSON text may have more than MAX_JSON_VALUES: each follows a comma, a bracket or a brace. Those in texts count as well. */
export const hasTooManyValues = (bytes: Uint8Array): boolean => {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === COMMA || byte === BRACKET || byte === BRACE) count += 1;
  }
  return count > MAX_JSON_VALUES;
};
