// npm run kernel: the bytes of engine/simulation/kernel/*.wat as a module of the engine, which reads no file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelBytes } from './kernelSource.mjs';
import { root } from './packages.mjs';

const bytes = [...(await kernelBytes())];
const lines = [];
for (let at = 0; at < bytes.length; at += 28) lines.push(`  ${bytes.slice(at, at + 28).join(', ')},`);
writeFileSync(
  join(root, 'engine', 'simulation', 'kernel', 'bytes.ts'),
  `/** The bytes of the kernel's parts (*.wat), made by \`npm run kernel\`. */\n// biome-ignore format: bytes in rows\nexport const KERNEL_BYTES = new Uint8Array([\n${lines.join('\n')}\n]);\n`,
);
