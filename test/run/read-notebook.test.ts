import { expect, test } from 'vitest';
import { parseOutline, readNotebookFile } from '../../src/run/read-notebook.ts';

const notebook = (...cells: unknown[]) => JSON.stringify({ nbformat: 4, metadata: {}, cells });

test.each<[string, unknown, object]>([
  ['a code cell', { cell_type: 'code', id: 'a' }, { id: 'a', type: 'code', tags: [] }],
  ['a cell before nbformat 4.5', { cell_type: 'markdown' }, { type: 'markdown', tags: [] }],
  ['a cell of no type', {}, { type: 'raw', tags: [] }],
  ['tags', { cell_type: 'code', metadata: { tags: ['x', 5] } }, { type: 'code', tags: ['x'] }],
  [
    'the error among the outputs',
    {
      cell_type: 'code',
      outputs: [null, { output_type: 'stream' }, { output_type: 'error', ename: 'E', evalue: 'x' }],
    },
    { type: 'code', tags: [], error: { name: 'E', message: 'x' } },
  ],
  [
    'an error that says nothing',
    { cell_type: 'code', outputs: [{ output_type: 'error' }] },
    { type: 'code', tags: [], error: { name: 'Error', message: '' } },
  ],
])('reads %s', (_, cell, expected) => {
  expect(parseOutline(notebook({ cell_type: 'markdown' }, cell), 'a.ipynb')[1]).toEqual({
    number: 2,
    source: '',
    outputs: expect.any(Array),
    ...expected,
  });
});

test('reads a notebook with a byte order mark', () => {
  expect(parseOutline(`\ufeff${notebook()}`, 'a.ipynb')).toEqual([]);
});

test.each([
  ['a script', 'print(1)', /"a\.py" is not a notebook: invalid JSON/],
  ['another JSON', '[]', /not an nbformat 4 notebook/],
  ['nbformat 3', '{"nbformat": 3, "worksheets": []}', /not an nbformat 4 notebook/],
  ['cells that are none', '{"nbformat": 4, "cells": {}}', /not an nbformat 4 notebook/],
  ['a cell that is none', notebook({}, 5), /cell 2 must be an object/],
])('refuses %s', (_, text, message) => {
  expect(() => parseOutline(text, 'a.py')).toThrow(message);
});

test('names a missing file as the user typed it', async () => {
  await expect(readNotebookFile('/nowhere/a.ipynb', './a\u001b[31m.ipynb')).rejects.toMatchObject({
    exitCode: 3,
    code: 'PATH_NOT_FOUND',
    message: expect.stringContaining('"./a.ipynb"'),
  });
});
