// npm run kernel: the bytes of engine/simulation/draws.wat as a module of the engine, which reads no file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { root } from './packages.mjs';

const folder = join(root, 'engine', 'simulation');
const parsed = (await wabt()).parseWat('draws.wat', readFileSync(join(folder, 'draws.wat'), 'utf8'), { simd: true });
const { buffer } = parsed.toBinary({});
const lines = [];
for (let at = 0; at < buffer.length; at += 28) lines.push(`  ${[...buffer.subarray(at, at + 28)].join(', ')},`);
writeFileSync(
  join(folder, 'drawsKernel.ts'),
  `/** The bytes of draws.wat, made by \`npm run kernel\`. */\n// biome-ignore format: bytes in rows\nexport const DRAWS_KERNEL = new Uint8Array([\n${lines.join('\n')}\n]);\n`,
);
