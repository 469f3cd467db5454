/** Quotes a word for bash, zsh and fish. The text must not contain a backslash, which fish would interpret. */
export const singleQuote = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

/** Quotes a word for PowerShell. */
export const powershellQuote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
