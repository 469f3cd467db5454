import { type Call, type CallArg, findCalls } from '../names/calls.ts';
import { walkNames } from '../names/name-walk.ts';
import type { PythonFile } from '../syntax/syntax.ts';
import { applyMarkedEdits, type MarkedEdit } from './marked-edits.ts';
import { type ModelFacts, RENAMED_ARGUMENTS } from './renamed-api.ts';
import { updateAttributes, updateImports } from './update-names.ts';

const LIBRARIES =
  /^(?:transformers|huggingface_hub|diffusers|sentence_transformers|datasets|peft|pyannote|auto_gptq|optimum|numpy|PIL)(?:\.|$)/;

/**
 * Replaces outdated names with their current ones if the new name means the same. Other outdated names stay, and
 * `findRemoved` reports them.
 */
export function updateCode(file: PythonFile, facts: ModelFacts): string {
  if (file.problem !== undefined) return file.code;
  const walk = walkNames(file);
  if (!walk.imports.some(({ module }) => LIBRARIES.test(module))) return file.code;
  const calls = findCalls(file);
  const edits = [
    ...updateImports(file, calls, facts),
    ...updateAttributes(file, calls, facts),
    ...calls.flatMap((call) => [...updateArguments(file, call), ...updateMethod(file, call)]),
    ...updateDownloads(file, calls),
  ];
  return edits.length === 0 ? file.code : applyMarkedEdits(file, edits);
}

const lastPart = ({ callee }: Call) => callee.slice(callee.lastIndexOf('.') + 1);

function updateArguments(file: PythonFile, call: Call): MarkedEdit[] {
  const name = lastPart(call);
  const given = new Set(call.args.map((arg) => arg.keyword));
  return RENAMED_ARGUMENTS.flatMap(({ keyword, callee, replace, note }) => {
    const arg = call.args.find((entry) => entry.keyword === keyword);
    const text = arg !== undefined && callee.test(name) ? replace(arg.text) : undefined;
    if (arg === undefined || text === undefined) return [];
    if (text === '') return withoutArgument(file, call, arg, note);
    if (given.has(text.slice(0, text.indexOf('=')))) return [];
    // `quantization_config` cannot be combined with its own fields as arguments.
    if (text.startsWith('quantization_config') && [...given].some((other) => /^bnb_/.test(other ?? '')))
      return [];
    return [{ from: arg.from, to: arg.to, text, note }];
  });
}

/** Removes an argument and one comma. If the author's comment is next to it, the argument stays. */
function withoutArgument(file: PythonFile, call: Call, arg: CallArg, note: string): MarkedEdit[] {
  const at = call.args.indexOf(arg);
  const from = call.args[at + 1] === undefined ? (call.args[at - 1]?.to ?? arg.from) : arg.from;
  const to = call.args[at + 1]?.from ?? arg.to;
  const isPlain = /^[\s,\\]*$/.test(file.code.slice(from, arg.from) + file.code.slice(arg.to, to));
  return isPlain ? [{ from, to, text: '', note }] : [];
}

/** Replaces methods of tokenizers with a call to the tokenizer if it takes the same arguments. */
function updateMethod(file: PythonFile, call: Call): MarkedEdit[] {
  const name = lastPart(call);
  if (name === 'apply_chat_template') return keepTensor(file, call);
  if (!/^(?:encode_plus|batch_encode_plus|prepare_seq2seq_batch)$/.test(name)) return [];
  const positional = call.args.filter(({ keyword }) => keyword === undefined);
  const first = name === 'prepare_seq2seq_batch' ? 'src_texts' : 'batch_text_or_text_pairs';
  const isForTarget = call.args.some(
    ({ keyword }) =>
      name === 'prepare_seq2seq_batch' &&
      keyword !== undefined &&
      !/^(?:src_texts|max_length|padding|truncation|return_tensors)$/.test(keyword),
  );
  if (
    isForTarget ||
    positional.length > (name === 'encode_plus' ? 2 : 1) ||
    call.args.some((arg) => arg.unpack !== undefined)
  )
    return [];
  const note = `${name} was replaced by calling the tokenizer`;
  const open = openingOf(file, call);
  const dot = file.code.lastIndexOf('.', open);
  const edits: MarkedEdit[] = [{ from: dot, to: open, text: '', note }];
  for (const arg of call.args) {
    if (arg.keyword === first)
      edits.push({ from: arg.from, to: arg.from + first.length, text: 'text', note });
  }
  const added = ['padding', 'truncation'].filter((key) => !call.args.some((arg) => arg.keyword === key));
  const end = call.args.at(-1)?.to;
  if (name === 'prepare_seq2seq_batch' && end !== undefined && added.length > 0)
    edits.push({ from: end, to: end, text: added.map((key) => `, ${key}=True`).join(''), note });
  return edits;
}

/** Offset of the call's opening parenthesis, the first one after its name. */
function openingOf(file: PythonFile, call: Call): number {
  const name = lastPart(call);
  const before = call.args[0]?.from ?? call.to;
  const at = file.code.slice(call.from, before).lastIndexOf(name);
  return file.code.indexOf('(', call.from + at + name.length);
}

/**
 * `apply_chat_template` returned token ids before transformers 5, and has returned a dictionary since then. Adds
 * `return_dict=False`, unless the code already uses the result as a dictionary.
 */
function keepTensor(file: PythonFile, call: Call): MarkedEdit[] {
  const tokenize = call.args.find(({ keyword }) => keyword === 'tokenize');
  const isPlain = call.args.every(({ keyword, unpack }) => unpack === undefined && keyword !== 'return_dict');
  const end = call.args.at(-1)?.to;
  if (!isPlain || end === undefined || (tokenize !== undefined && tokenize.text !== 'True')) return [];
  const around = file.code.slice(Math.max(0, call.from - 200), call.from);
  if (/\*\*\s*$/.test(around)) return [];
  const after = /^(?:\s*\.to\([^()]*\))?\s*(?:\[\s*["']|\.(?:input_ids|items|keys)\b)/;
  if (after.test(file.code.slice(call.to, call.to + 200))) return [];
  const name = /(?:^|\n)[ \t]*(\w+)[ \t]*=[ \t]*$/.exec(around)?.[1];
  if (name !== undefined) {
    const asDictionary = new RegExp(
      String.raw`\*\*\s*${name}\b|\b${name}\s*(?:\[\s*["']|\.(?:input_ids|attention_mask|items|keys)\b)`,
    );
    if (asDictionary.test(file.code.slice(call.to))) return [];
  }
  return [
    {
      from: end,
      to: end,
      text: ', return_dict=False',
      note: 'chat templates return a dictionary as of transformers 5',
    },
  ];
}

/** Replaces `cached_download(hf_hub_url(...))` with `hf_hub_download(...)`. */
function updateDownloads(file: PythonFile, calls: readonly Call[]): MarkedEdit[] {
  return calls.flatMap((outer) => {
    const [arg] = outer.args;
    if (lastPart(outer) !== 'cached_download' || outer.args.length !== 1) return [];
    const inner = calls.find(
      (call) => call.from === arg!.from && call.to === arg!.to && lastPart(call) === 'hf_hub_url',
    );
    if (inner === undefined) return [];
    const open = openingOf(file, outer);
    const innerOpen = openingOf(file, inner);
    const note = 'cached_download is now hf_hub_download';
    return [
      { from: outer.from, to: open, text: '', note },
      { from: innerOpen - 'hf_hub_url'.length, to: innerOpen, text: 'hf_hub_download', note },
    ];
  });
}
