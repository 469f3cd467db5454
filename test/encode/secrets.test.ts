import { afterAll, describe, expect, it } from 'vitest';
import { containsSecret, redactSecrets, rememberSecret } from '../../src/encode/secrets.ts';

const letters = (count: number) => 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xYz'.repeat(4).slice(0, count);

/** One token of each documented format, and the part that may be shown. */
const TOKENS: [token: string, shown: string][] = [
  [`hf_${letters(34)}`, 'hf_...'],
  [`hf_oauth_${letters(40)}.${letters(20)}`, 'hf_oauth_...'],
  [`hf_jwt_${letters(40)}`, 'hf_jwt_...'],
  [`api_org_${letters(34)}`, 'api_org_...'],
  [`sk-${letters(48)}`, 'sk-...'],
  [`sk-proj-${letters(60)}`, 'sk-proj-...'],
  [`sk-ant-api03-${letters(93)}`, 'sk-ant-...'],
  [`ghp_${letters(36)}`, 'ghp_...'],
  [`github_pat_${letters(22)}_${letters(59)}`, 'github_pat_...'],
  [`glpat-${letters(20)}`, 'glpat-...'],
  [`npm_${letters(36)}`, 'npm_...'],
  [`pypi-AgEIcHlwaS5vcmc${letters(60)}`, 'pypi-...'],
  [`xoxb-${'1234567890'.repeat(2)}-${letters(24)}`, 'xoxb-...'],
  [`AIza${letters(35)}`, 'AIza...'],
  [`sk_live_${letters(24)}`, 'sk_live_...'],
  [`gsk_${letters(52)}`, 'gsk_...'],
  [`r8_${letters(37)}`, 'r8_...'],
  [`nvapi-${letters(64)}`, 'nvapi-...'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA...'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', '-----BEGIN...'],
  ['-----BEGIN PGP PRIVATE KEY BLOCK-----', '-----BEGIN...'],
];

describe.each(TOKENS)('%s', (token, shown) => {
  it.each([
    ['alone', token],
    ['in a sentence', `login(${JSON.stringify(token)}) works`],
    ['after an ANSI color', `\u001b[32m${token}\u001b[0m`],
    ['after %20', `https://x.example/?q=%20${token}`],
    ['in percent encoding', [...token].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')],
    ['with an ANSI reset in it', `${token.slice(0, 9)}\u001b[0m${token.slice(9)}`],
  ])('is found and redacted %s', (_, text) => {
    expect(containsSecret(text)).toBe(true);
    expect(redactSecrets(text)).toContain(shown);
    expect(redactSecrets(text)).not.toContain(token.slice(shown.length));
    expect(containsSecret(redactSecrets(text))).toBe(false);
  });
});

it.each([`token_hf_${letters(34)}`, `x1ghp_${letters(36)}`, `ZAKIA${'ABCDEFGH12345678'}`])(
  'finds %s, whose left neighbor is a word character',
  (text) => expect(containsSecret(text)).toBe(true),
);

it.each([
  'mask-generation-and-instance-segmentation',
  'the desk-reject-rate-of-all-conferences-2024',
  'task-specific-fine-tuning-with-adapters',
  'hf_hub_download(repo_id="a/b", filename="model.safetensors")',
  'from transformers import AutoModelForSequenceClassification',
  'npm_config_cache=/tmp/cache-of-a-very-long-folder-name',
  '100%25 of the 5%20 cases',
  '-----BEGIN CERTIFICATE-----',
])('leaves %s as it is', (text) => {
  expect(containsSecret(text)).toBe(false);
  expect(redactSecrets(text)).toBe(text);
});

describe('a token that this process uses', () => {
  const value = 'an-unusual/token+of:our=own';
  it('is found and redacted by its value', () => {
    expect(containsSecret(`login("${value}")`)).toBe(false);
    rememberSecret(value);
    expect(containsSecret(`login("${value}")`)).toBe(true);
    expect(redactSecrets(`\u001b[1m${value}`)).toBe('\u001b[1m***');
  });
  it('is ignored when it is too short to be one', () => {
    rememberSecret('model');
    expect(redactSecrets('a model')).toBe('a model');
  });
  afterAll(() => expect(redactSecrets('unrelated')).toBe('unrelated'));
});
