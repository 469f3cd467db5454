import { containsSecret } from '../../encode/secrets.ts';
import type { Call } from '../../python/names/calls.ts';
import { findRisks } from '../../python/risks/find-risks.ts';
import { runsDownload } from '../../python/risks/risk-table.ts';
import { missingSpacyPipeline } from './add-downloads.ts';
import type { Candidate } from './candidate.ts';
import { findLocalModelFolder, modelArguments } from './local-path.ts';
import { findMissingFile, isPlaceholder } from './missing-inputs.ts';
import { loadsOnlyBaseModels } from './model-ids.ts';

export interface JudgeContext {
  /** Known ids of the model: the requested one, the Hub's and the card's. */
  modelIds: string[];
  /** Ids of the base models. */
  baseModels: string[];
  /** Names of the files in the model's repository. */
  repositoryFiles: ReadonlySet<string>;
  /** Pipeline tag of the model. */
  task?: string;
  /** `model_type` in its configuration. */
  modelType?: string;
  /** Names of the files that the card downloads in other blocks. */
  downloads?: ReadonlyMap<string, unknown>;
}

type Rule = (candidate: Candidate, context: JudgeContext) => string | undefined;

const lastPart = (callee: string) => callee.slice(callee.lastIndexOf('.') + 1);
const findCall = (candidate: Candidate, test: (call: Call, name: string) => boolean) =>
  candidate.calls.find((call) => test(call, lastPart(call.callee)));

const TRAINING_CALLS = new Set([
  'train_model',
  'TrainingArguments',
  'Seq2SeqTrainingArguments',
  'SFTConfig',
  'SFTTrainer',
  'Trainer',
  'Seq2SeqTrainer',
  'DPOTrainer',
  'DPOConfig',
  'ORPOTrainer',
  'GRPOTrainer',
  'GRPOConfig',
  'SetFitTrainer',
  'ModelTrainer',
  'LoraConfig',
  'get_peft_model',
  'SentenceTransformerTrainer',
  'SentenceTransformerTrainingArguments',
  'CrossEncoderTrainer',
  'backward',
  'zero_grad',
  'fine_tune',
  'finetune',
  'fit_one_cycle',
  'cnn_learner',
  'vision_learner',
  'optimize_model',
  'oneshot',
]);
const TRAINER_NAME = /(?:^|\.|_)(?:trainer|training)(?:\.|$)/i;
const EVALUATION_CALLS = new Set(['load_metric', 'compute_metrics', 'simple_evaluate']);
const SERVER_CALLS = new Set([
  'launch',
  'serve',
  'serve_forever',
  'run_app',
  'start_server',
  'mainloop',
  'start_polling',
]);
const SERVER_RUN = /^(?:uvicorn|app|web|demo|asyncio\.get_event_loop\(\))\.run(?:_forever|_app)?$/;
const UI_MODULES = new Set([
  'gradio',
  'streamlit',
  'flask',
  'fastapi',
  'chainlit',
  'telegram',
  'discord',
  'tkinter',
]);
const REMOTE_MODULES = new Set([
  'openai',
  'anthropic',
  'groq',
  'together',
  'replicate',
  'litellm',
  'ollama',
  'requests_html',
]);
const PROMPTS = new Set(['input', 'getpass', 'raw_input', 'notebook_login', 'interpreter_login']);
const LOCAL_ADDRESS = /^\w*(?::\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?:[:/]|$)/i;
const HOSTED_API = /api-inference\.huggingface\.co|router\.huggingface\.co|\/v1\/(?:chat\/)?completions/i;
/** A host name and, after it, the version that starts a path. */
const HOST_AND_VERSION = /([\w.-]+)(\/v\d)?/g;

const isHostedApi = (text: string): boolean =>
  HOSTED_API.test(text) ||
  (/api\./i.test(text) &&
    [...text.matchAll(HOST_AND_VERSION)].some(
      ([, host, version]) => version !== undefined && /api\../i.test(host!),
    ));

const invalid: Rule = ({ file }) =>
  file.problem && `not valid Python (line ${file.problem.line} of the block: ${file.problem.message})`;

const empty: Rule = ({ code, split }) => {
  if (code.split('\n').some((line) => line.trim() !== '' && !/^\s*[#!%]/.test(line))) return undefined;
  return split.requirements.length + split.refused.length > 0 ? 'only installs packages' : 'contains no code';
};

const notAProgram: Rule = ({ isProgram }) => (isProgram ? undefined : 'data or text, not a program');

const training: Rule = (candidate) => {
  const call =
    findCall(candidate, (_, name) => TRAINING_CALLS.has(name)) ??
    findCall(candidate, (call, name) => name === 'train' && TRAINER_NAME.test(call.callee.slice(0, -6))) ??
    findCall(candidate, (_, name) => name === 'fit' || name === 'fit_transform' || name === 'learn');
  return call && `a training run (${call.callee} on line ${call.line} of the block)`;
};

const evaluation: Rule = (candidate) => {
  const call =
    findCall(candidate, (_, name) => EVALUATION_CALLS.has(name)) ??
    findCall(
      candidate,
      (call) =>
        call.callee === 'evaluate.load' ||
        /(?:^|_)(?:wer|cer|bleu|rouge|metric|accuracy)\.compute$/.test(call.callee),
    );
  return call && `an evaluation on a dataset (${call.callee})`;
};

const neverEnds: Rule = (candidate) => {
  const module = candidate.names.imports
    .map((entry) => entry.module.split('.')[0]!)
    .find((name) => UI_MODULES.has(name));
  if (module !== undefined) return `starts a user interface or server (${module})`;
  const call = findCall(candidate, (call, name) => SERVER_CALLS.has(name) || SERVER_RUN.test(call.callee));
  if (call) return `starts a server that never exits (${call.callee})`;
  return /^[ \t]*while[ \t]+(?:True|1)[ \t]*:/m.test(candidate.code) &&
    !/\b(?:break|return)\b/.test(candidate.code)
    ? 'contains an infinite loop'
    : undefined;
};

const asksForInput: Rule = (candidate) => {
  const call = findCall(candidate, (_, name) => PROMPTS.has(name));
  if (call) return `waits for user input (${call.callee})`;
  const login = findCall(candidate, (call, name) => name === 'login' && call.args.length === 0);
  return login && 'waits for user input (login)';
};

const remoteService: Rule = (candidate) => {
  const module = candidate.names.imports
    .map((entry) => entry.module.split('.')[0]!)
    .find((name) => REMOTE_MODULES.has(name));
  if (module !== undefined) return `calls a remote service (${module}), not the model itself`;
  if (findCall(candidate, (_, name) => name === 'InferenceClient' || name === 'InferenceApi')) {
    return 'calls a remote service (InferenceClient), not the model itself';
  }
  const address = candidate.strings.find(
    (string) => LOCAL_ADDRESS.test(string.value) || isHostedApi(string.value),
  );
  return address && 'needs a separate server or hosted API';
};

const secret: Rule = ({ code }) => (containsSecret(code) ? 'contains an access token' : undefined);

const download: Rule = ({ code, split, file }) =>
  split.shell.some(runsDownload) ||
  (/\b(?:curl|wget)\b/.test(code) && findRisks(file).some(({ risk }) => risk === 'download'))
    ? 'pipes a download into a shell'
    : undefined;

const placeholder: Rule = (candidate) => {
  const string = candidate.strings.find(
    (entry) =>
      entry.kind !== 'docstring' &&
      isPlaceholder(entry.kind === 'f' ? entry.value.replace(/\{[^{}]*\}/g, ' ') : entry.value),
  );
  if (string) return `contains a placeholder (line ${string.line} of the block)`;
  for (const call of candidate.calls) {
    if (modelArguments(call).some(({ string }) => string?.trim() === '')) {
      return `contains a placeholder (${call.callee} is called with an empty name)`;
    }
    const blank = call.args.find(
      (arg) =>
        arg.text === '...' ||
        (arg.keyword === 'model' && arg.string === 'None') ||
        /^<[^<>]*>$/.test(arg.text),
    );
    if (blank)
      return `contains a placeholder (${blank.keyword ?? 'an argument'} of ${call.callee} is ${blank.text})`;
  }
  return /^[ \t]*\w+[ \t]*=[ \t]*\.\.\.[ \t]*(?:#.*)?$/m.test(candidate.code)
    ? 'contains a placeholder (a variable is set to ...)'
    : undefined;
};

const localFile: Rule = (candidate, context) => {
  const file =
    findMissingFile(candidate, context.repositoryFiles, context.downloads) ??
    findLocalModelFolder(candidate, context.modelIds);
  return file && `needs a file or folder that does not exist (line ${file.line} of the block)`;
};

const spacyPipeline: Rule = (candidate) => {
  const name = missingSpacyPipeline(candidate);
  return name && `loads the spaCy package ${name}, which it does not install`;
};

/** The rules that reject code, in order: the first that applies is reported. */
const RULES: Rule[] = [
  empty,
  invalid,
  notAProgram,
  secret,
  download,
  asksForInput,
  remoteService,
  neverEnds,
  training,
  evaluation,
  placeholder,
  localFile,
  spacyPipeline,
];

/** Finds why the code could not run unchanged in a fresh notebook. */
export function findObstacle(candidate: Candidate, context: JudgeContext): string | undefined {
  for (const rule of RULES) {
    const reason = rule(candidate, context);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Finds whether the code loads only base models. Such a block may still be part of a usable example. */
export const findBaseModelUse = (
  candidate: Candidate,
  { modelIds, baseModels }: JudgeContext,
): string | undefined =>
  loadsOnlyBaseModels(candidate, modelIds, baseModels)
    ? 'loads the base model instead of this model'
    : undefined;

/** Finds why the code cannot be the example: it could not run, or it loads only base models. */
export const findObjection = (candidate: Candidate, context: JudgeContext): string | undefined =>
  findObstacle(candidate, context) ?? findBaseModelUse(candidate, context);
