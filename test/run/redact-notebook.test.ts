import { expect, test } from 'vitest';
import { rememberSecret } from '../../src/encode/secrets.ts';
import { redactNotebook } from '../../src/run/redact-notebook.ts';

const TOKEN = `hf_${'aB3'.repeat(12)}`;
rememberSecret('correct-horse-battery');

const notebookOf = (outputs: object[], source: string[] = ['1']) =>
  `${JSON.stringify({ nbformat: 4, cells: [{ cell_type: 'code', source, outputs }], metadata: {} }, null, 1)}\n`;
const stream = (...text: string[]) => ({ output_type: 'stream', name: 'stdout', text });

test.each<[string, string]>([
  ['a stream', notebookOf([stream('a\n', `token_${TOKEN}\n`)])],
  ['a stream cut in two', notebookOf([stream(TOKEN.slice(0, 10), TOKEN.slice(10))])],
  ['a stream in colors', notebookOf([stream(`\u001b[32m${TOKEN.slice(0, 6)}\u001b[0m${TOKEN.slice(6)}\n`)])],
  [
    'a traceback',
    notebookOf([{ output_type: 'error', evalue: TOKEN, traceback: [`\u001b[31m${TOKEN}\u001b[0m`] }]),
  ],
  ['a result', notebookOf([{ output_type: 'execute_result', data: { 'text/html': [`<b>${TOKEN}</b>`] } }])],
  ['a source', notebookOf([], [`x = "${TOKEN}"`])],
  ['a known token', notebookOf([stream('correct-horse-battery\n')])],
  ['no notebook', TOKEN],
])('removes a token from %s', (_, content) => {
  const redacted = redactNotebook(content);
  expect(redacted).not.toContain(TOKEN);
  expect(redacted).not.toContain(TOKEN.slice(10));
  expect(redacted).not.toContain('correct-horse');
  if (content.startsWith('{')) expect(JSON.parse(redacted)).toMatchObject({ nbformat: 4 });
});

test('leaves other notebooks as they are, byte for byte', () => {
  const picture = { output_type: 'display_data', data: { 'image/png': `AKIA${'A'.repeat(16)}` } };
  const content = notebookOf([stream('hello\n', 'world\n'), picture]);
  expect(redactNotebook(content)).toBe(content);
});
