import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium: ALACARD_CHROMIUM, or the first one on PATH. Throws if there is none. */
export function startChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  const executablePath = process.env.ALACARD_CHROMIUM ?? found;
  if (executablePath === undefined) throw new Error(`no browser on PATH: one of ${NAMES.join(', ')}`);
  return chromium.launch({ executablePath, args: FLAGS });
}
