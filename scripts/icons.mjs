// npm run icons: draws renderer/public/icon.svg into packaging/icons in every size and format that packages need.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserLaunchOptions } from '../tests/helpers/chromium.ts';
import { writeIcns, writeIco } from './iconFiles.mjs';
import { root } from './packages.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Icons of macOS have a margin: the tile takes 824 of 1024 pixels, in the drawing 896. */
const MAC_VIEW_BOX = '-44.5 -44.5 1113 1113';

const target = join(root, 'packaging', 'icons');
const drawing = readFileSync(join(root, 'renderer', 'public', 'icon.svg'), 'utf8');

/** Runs in the page: draws the picture on a canvas of `size` pixels and returns PNG and pixels in base64. */
const DRAW = `async ({ svg, size }) => {
  const image = new Image(size, size);
  image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, size, size);
  const rgba = new Uint8Array(context.getImageData(0, 0, size, size).data.buffer);
  return { png: canvas.toDataURL('image/png').split(',')[1], rgba: rgba.toBase64() };
}`;

const browser = await chromium.launch(browserLaunchOptions());
try {
  const page = await browser.newPage();
  const draw = async (/** @type {string} */ svg) => {
    const pictures = [];
    for (const size of SIZES) {
      const sizedSvg = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
      const { png, rgba } = await page.evaluate(`(${DRAW})(${JSON.stringify({ svg: sizedSvg, size })})`);
      pictures.push({ size, png: Buffer.from(png, 'base64'), rgba: new Uint8Array(Buffer.from(rgba, 'base64')) });
    }
    return pictures;
  };
  const standard = await draw(drawing);
  const forMac = await draw(drawing.replace('0 0 1024 1024', MAC_VIEW_BOX));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const { size, png } of standard) writeFileSync(join(target, `${size}x${size}.png`), png);
  writeFileSync(join(target, 'icon.ico'), writeIco(standard.filter(({ size }) => size <= 256)));
  writeFileSync(join(target, 'icon.icns'), writeIcns(forMac));
  console.log(`${standard.length} sizes in ${target}`);
} finally {
  await browser.close();
}
