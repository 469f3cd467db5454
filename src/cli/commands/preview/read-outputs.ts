import { afterRedraws } from '../../../encode/terminal-text.ts';
import { type CellOutline, toText } from '../../../run/read-notebook.ts';

/** An output as text. */
export interface TextOutput {
  text: string;
  isError: boolean;
}

/** The outputs of a cell as text. An output without a text form is replaced with its type, such as `[image/png]`. */
export function readOutputs({ outputs }: CellOutline): TextOutput[] {
  return outputs
    .map((output): TextOutput => {
      if (output.output_type === 'error') {
        const parts = [output.ename, output.evalue].map(toText).filter((part) => part !== '');
        return { text: parts.join(': '), isError: true };
      }
      const text = output.output_type === 'stream' ? toText(output.text) : describeData(output.data);
      return { text: text.split('\n').map(afterRedraws).join('\n'), isError: false };
    })
    .filter(({ text }) => text.trim() !== '');
}

/** An image is named even if it also has a text form, which only says that it is an image. */
function describeData(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const types = Object.keys(data);
  const image = types.find((type) => type.startsWith('image/'));
  const text = toText((data as Record<string, unknown>)['text/plain']);
  if (image === undefined && text !== '') return text;
  const type = image ?? types[0];
  return type === undefined ? '' : `[${type}]`;
}
