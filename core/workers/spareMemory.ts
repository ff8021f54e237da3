/**
 * Keeps the largest memory that was returned, for reuse: unused shared memory is freed only after the garbage collectors of all threads ran.
 * `take` returns at least so many bytes.
 */
export const createSpareMemory = () => {
  let spareMemory: SharedArrayBuffer | undefined;
  return {
    take: (bytes: number): SharedArrayBuffer => {
      const memory = spareMemory;
      if (memory === undefined || memory.byteLength < bytes) return new SharedArrayBuffer(bytes);
      spareMemory = undefined;
      return memory;
    },
    giveBack: (memory: SharedArrayBuffer): void => {
      if (spareMemory === undefined || spareMemory.byteLength < memory.byteLength) spareMemory = memory;
    },
  };
};
