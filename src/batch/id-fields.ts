/** Object fields and table columns that contain the model id, the preferred one first. Case, `_` and spaces don't matter. */
export const ID_FIELDS = ['id', 'modelId', 'model_id', 'model', 'requested'];

const DELIMITERS = [',', ';', '\t'];
const COLUMNS = ID_FIELDS.map(normalize);

/** Whether the first line of a text is the header of a table with an id column. */
export function hasIdHeader(text: string): boolean {
  const header = firstLine(text);
  return DELIMITERS.some((delimiter) => findIdColumn(header.split(delimiter)) >= 0);
}

/** The delimiter that leaves an id column in the header, or else the most frequent one. */
export function findDelimiter(text: string): string {
  const header = firstLine(text);
  const occurrences = (delimiter: string) => header.split(delimiter).length;
  return (
    DELIMITERS.find((delimiter) => findIdColumn(header.split(delimiter)) >= 0) ??
    DELIMITERS.reduce((best, delimiter) => (occurrences(delimiter) > occurrences(best) ? delimiter : best))
  );
}

/** The position of the id column, or -1. */
export function findIdColumn(header: readonly string[]): number {
  const names = header.map(normalize);
  return COLUMNS.map((column) => names.indexOf(column)).find((at) => at >= 0) ?? -1;
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/[\s_"]/g, '');
}

/** The first line that is neither blank nor a comment. */
function firstLine(text: string): string {
  for (const [line] of text.matchAll(/[^\r\n]+/g)) if (/^\s*[^\s#]/.test(line)) return line;
  return '';
}
