import { randomFillSync } from 'node:crypto';

/**
 * Creates a function that returns UUIDv7 ids (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits. Within one millisecond,
 * and when the clock steps back, the 12 bits after the version count up, so that ids sort in the order of their creation. `fillRandom` writes
 * random bytes.
 */
export const createIdMaker = (clock: () => Date, fillRandom: (bytes: Uint8Array) => void = randomFillSync): (() => string) => {
  const bytes = new Uint8Array(16);
  let lastTime = 0;
  let counter = 0;
  return () => {
    fillRandom(bytes);
    const time = clock().getTime();
    if (time > lastTime) {
      lastTime = time;
      // the top bit stays free so that a millisecond has room for at least 2,048 ids
      counter = (((bytes[6] ?? 0) & 0x07) << 8) | (bytes[7] ?? 0);
    } else {
      counter += 1;
      if (counter > 0xfff) {
        lastTime += 1;
        counter = 0;
      }
    }
    let remainingTime = lastTime;
    for (let i = 5; i >= 0; i--) {
      bytes[i] = remainingTime % 256;
      remainingTime = Math.floor(remainingTime / 256);
    }
    bytes[6] = 0x70 | (counter >> 8);
    bytes[7] = counter & 0xff;
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
    const hex = Buffer.from(bytes).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
};
