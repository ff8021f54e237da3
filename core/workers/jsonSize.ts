/**
 * The most values of a JSON text that is parsed. A value takes up to 64 bytes: where JSON.parse needs more than the heap of its thread, V8
 * ends the whole process.
 */
export const MAX_JSON_VALUES = 10_000_000;

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
