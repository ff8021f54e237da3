// npm run icons: the app's icon in every size and format that packages need, from renderer/public/icon.svg into packaging/icons.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserLaunch } from '../tests/helpers/chromium.ts';
import { icns, ico } from './iconFiles.mjs';
import { root } from './packages.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** macOS leaves a margin round the tile: 824 of 1024, where the drawing takes 896. */
const MAC_VIEW_BOX = '-44.5 -44.5 1113 1113';

const target = join(root, 'packaging', 'icons');
const drawing = readFileSync(join(root, 'renderer', 'public', 'icon.svg'), 'utf8');

/** Runs in the page: draws the picture on a canvas of `size` pixels and answers it as PNG and as bytes, both in base64. */
const DRAW = `async ({ svg, size }) => {
  const image = new Image(size, size);
  image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0, size, size);
  const rgba = new Uint8Array(pen.getImageData(0, 0, size, size).data.buffer);
  return { png: canvas.toDataURL('image/png').split(',')[1], rgba: rgba.toBase64() };
}`;

const browser = await chromium.launch(browserLaunch());
try {
  const page = await browser.newPage();
  const draw = async (/** @type {string} */ svg) => {
    const pictures = [];
    for (const size of SIZES) {
      const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
      const { png, rgba } = await page.evaluate(`(${DRAW})(${JSON.stringify({ svg: sized, size })})`);
      pictures.push({ size, png: Buffer.from(png, 'base64'), rgba: new Uint8Array(Buffer.from(rgba, 'base64')) });
    }
    return pictures;
  };
  const plain = await draw(drawing);
  const forMac = await draw(drawing.replace('0 0 1024 1024', MAC_VIEW_BOX));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const { size, png } of plain) writeFileSync(join(target, `${size}x${size}.png`), png);
  writeFileSync(join(target, 'icon.ico'), ico(plain.filter(({ size }) => size <= 256)));
  writeFileSync(join(target, 'icon.icns'), icns(forMac));
  console.log(`${plain.length} sizes in ${target}`);
} finally {
  await browser.close();
}
