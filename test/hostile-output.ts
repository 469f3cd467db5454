import { expect } from 'vitest';
import { fixtureModels } from '../fixtures/fake-hub/models.ts';
import type { Finished } from './folders.ts';

export const HOSTILE_MODELS = fixtureModels.filter(({ id }) => id.startsWith('mallory/')).map(({ id }) => id);

/** A title, a clear screen, a color, a bidi override, a carriage return and a write to the clipboard. */
export const ATTACK = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp\r\u001b]52;c;eA==\u001b\\';

/** Escapes, C1, bidi marks, BEL, CR: everything invisible except newlines and tabs. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const OWN_COLORS = /\u001b\[(?:1|2|22|31|32|33|36|39)m/g;

/** Expects no control characters except alacard's own colors. */
export function expectPlain({ stdout, stderr }: Finished): void {
  expect(stdout).not.toMatch(CONTROLS);
  expect(stderr.replace(OWN_COLORS, '')).not.toMatch(CONTROLS);
}
