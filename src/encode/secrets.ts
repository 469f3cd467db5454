/** Access tokens and keys by their fixed prefixes: Hugging Face, OpenAI-like, GitHub, AWS (lasting and temporary), private keys. */
const SECRET =
  /\b(?:hf_[A-Za-z0-9]{20,}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|A(?:KI|SI)A[0-9A-Z]{16})\b|(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY)["'\s]{0,3}[=:]["'\s]{0,3}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])|-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const EVERY_SECRET = new RegExp(SECRET.source, 'g');

export const containsSecret = (text: string): boolean => SECRET.test(text);

/** The text with every token or key cut to its prefix. */
export const redactSecrets = (text: string): string =>
  text.replace(
    EVERY_SECRET,
    (secret) =>
      `${/^(?:hf_|sk-|gh[pousr]_|github_pat_|A(?:KI|SI)A|aws_secret_access_key|AWS_SECRET_ACCESS_KEY|-----BEGIN)/.exec(secret)![0]}...`,
  );
