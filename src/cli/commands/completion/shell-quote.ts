/** A word for bash, zsh and fish alike: none of alacard's own texts holds a backslash. */
export const singleQuote = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

/** A word for PowerShell. */
export const powershellQuote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
