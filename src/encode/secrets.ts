import { stripVTControlCharacters } from 'node:util';

/**
 * Formats of tokens and keys: redaction keeps the prefix and removes the body. Sources: the rules of gitleaks and the
 * vendors' documentation. No boundary is required on the left, so `token_hf_...` and `%20hf_...` match too.
 */
const SHAPES: readonly [prefix: string, body: string][] = [
  // Hugging Face
  ['hf_oauth_|hf_jwt_', '[\\w.-]{20,}'],
  ['hf_', '[A-Za-z0-9]{20,}'],
  ['api_org_', '[A-Za-z0-9]{20,}'],
  // OpenAI, Anthropic, OpenRouter, Langfuse. A plain `sk-` also ends `mask-`, `desk-` and `task-`.
  ['sk-(?:proj|svcacct|admin|ant|or|lf)-', '[\\w-]{20,}'],
  ['(?<![A-Za-z0-9])sk-', '[\\w-]{20,}'],
  // GitHub, GitLab, npm, PyPI
  ['gh[pousr]_', '[A-Za-z0-9]{30,}'],
  ['github_pat_', '\\w{30,}'],
  ['glpat-', '[\\w-]{20,}'],
  ['npm_', '[A-Za-z0-9]{36,}'],
  ['pypi-', '[\\w-]{50,}'],
  // Slack, Google, Stripe, Groq, Replicate, NVIDIA
  ['xox[abeoprs]-', '[A-Za-z0-9-]{20,}'],
  // An image in base64 can contain these letters by chance.
  ['(?<![A-Za-z0-9+/])AIza', '[\\w-]{35,}'],
  ['[sr]k_(?:live|test|prod)_', '[A-Za-z0-9]{10,}'],
  ['gsk_', '[A-Za-z0-9]{40,}'],
  ['r8_', '[A-Za-z0-9]{37,}'],
  ['nvapi-', '[\\w-]{40,}'],
  // AWS, long-term and temporary
  ['A(?:KI|SI)A', '[0-9A-Z]{16}'],
  ['(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY)', '["\'\\s]{0,3}[=:]["\'\\s]{0,3}[A-Za-z0-9/+]{40}'],
  // PEM and PGP
  ['-----BEGIN', ' [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----'],
];
const PATTERN = SHAPES.map(([prefix, body]) => `(${prefix})${body}`).join('|');
const SECRET = new RegExp(PATTERN);
const EVERY_SECRET = new RegExp(PATTERN, 'g');
/** Shorter values may occur in ordinary text. */
const MIN_KNOWN_LENGTH = 8;

const knownSecrets = new Set<string>();

/** Treats this value as a secret from now on, whatever its format. Used for the tokens of this process. */
export function rememberSecret(value: string): void {
  if (value.length >= MIN_KNOWN_LENGTH) knownSecrets.add(value);
}

/** The values passed to `rememberSecret`, for a process that this one starts. */
export const rememberedSecrets = (): string[] => [...knownSecrets];

/** Whether the text contains a token or key, even if terminal escapes or percent encoding hide it. */
export function containsSecret(text: string): boolean {
  return [text, ...decodedForms(text)].some(hasSecret);
}

/** The text with every token or key cut down to its prefix. If escapes hide a secret, they are removed from the text. */
export function redactSecrets(text: string): string {
  const revealing = [text, ...decodedForms(text)].find(hasSecret);
  return revealing === undefined ? text : redactPlain(revealing);
}

function hasSecret(text: string): boolean {
  if (SECRET.test(text)) return true;
  for (const value of knownSecrets) if (text.includes(value)) return true;
  return false;
}

function redactPlain(text: string): string {
  let plain = text;
  for (const value of knownSecrets) plain = plain.replaceAll(value, '***');
  return plain.replace(EVERY_SECRET, (_, ...groups) => `${groups.find((group) => group !== undefined)}...`);
}

/** The text without terminal escapes, and also without percent encoding, if that changes it. */
function decodedForms(text: string): string[] {
  const plain = /[\u001b\u009b]/.test(text) ? stripVTControlCharacters(text) : text;
  const decoded = /%[2-7][0-9A-Fa-f]/.test(plain) ? decodePercent(plain) : plain;
  return [plain, decoded].filter((form, index, forms) => form !== text && forms.indexOf(form) === index);
}

/** Decodes `%20` to `%7F`. Works on bytes, because a few MB of text can contain a million of them. */
function decodePercent(text: string): string {
  const bytes = Buffer.from(text);
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const high = bytes[at] === PERCENT ? hexDigit(bytes[at + 1]) : -1;
    const low = high >= 2 && high <= 7 ? hexDigit(bytes[at + 2]) : -1;
    bytes[end++] = low === -1 ? bytes[at]! : high * 16 + low;
    if (low !== -1) at += 2;
  }
  return bytes.toString('utf8', 0, end);
}

const PERCENT = 0x25;

function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter <= 5 ? letter + 10 : -1;
}
