import { expect, it } from 'vitest';
import { fillPython, fillText } from '../../src/notebook/cell-template.ts';

it('throws for a placeholder without a value or a value without a line', () => {
  const names = ['fit', 'wider', 'gated', 'remoteCode', 'colab', 'kaggle', 'hosted', 'anywhere'];
  const parts = Object.fromEntries(names.map((name) => [name, false]));
  expect(() => fillText('cells/title.md.tmpl', {})).toThrow('templates/cells/title.md.tmpl uses title');
  expect(() => fillPython('cells/hello.py', {}, parts)).toThrow('has no value for: MODEL_ID');
  expect(() => fillPython('cells/hello.py', {})).toThrow('has an unknown part fit');
  expect(() => fillPython('cells/release.py', { X: { value: 1 } })).toThrow('has no line for X');
});
