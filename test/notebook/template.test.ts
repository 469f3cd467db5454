import { expect, it } from 'vitest';
import { fillText } from '../../src/notebook/cell-template.ts';

it('throws for a placeholder without a value', () => {
  expect(() => fillText('cells/title.md.tmpl', {})).toThrow('templates/cells/title.md.tmpl uses title');
});
