import { type Candidate, joinCandidates, readCandidate } from './candidate.ts';

/** Well-known names that authors often forget to import. */
const WELL_KNOWN: Record<string, string> = {
  torch: 'import torch',
  np: 'import numpy as np',
  numpy: 'import numpy',
  pd: 'import pandas as pd',
  plt: 'import matplotlib.pyplot as plt',
  tf: 'import tensorflow as tf',
  nn: 'from torch import nn',
  F: 'import torch.nn.functional as F',
  Image: 'from PIL import Image',
  BytesIO: 'from io import BytesIO',
  Path: 'from pathlib import Path',
  tqdm: 'from tqdm.auto import tqdm',
  cv2: 'import cv2',
  sf: 'import soundfile as sf',
  librosa: 'import librosa',
  torchaudio: 'import torchaudio',
  transformers: 'import transformers',
  load_dataset: 'from datasets import load_dataset',
  load_image: 'from diffusers.utils import load_image',
  hf_hub_download: 'from huggingface_hub import hf_hub_download',
  snapshot_download: 'from huggingface_hub import snapshot_download',
  SentenceTransformer: 'from sentence_transformers import SentenceTransformer',
  CrossEncoder: 'from sentence_transformers import CrossEncoder',
  PeftModel: 'from peft import PeftModel',
  Audio: 'from IPython.display import Audio',
  device: 'device = "cuda" if __import__("torch").cuda.is_available() else "cpu"',
};
for (const module of [
  'os',
  'sys',
  're',
  'io',
  'json',
  'math',
  'time',
  'random',
  'copy',
  'base64',
  'requests',
]) {
  WELL_KNOWN[module] = `import ${module}`;
}

const FROM_TRANSFORMERS =
  /^(?:pipeline|set_seed|TextStreamer|BitsAndBytesConfig|GenerationConfig|Auto(?:Tokenizer|Processor|Config|FeatureExtractor|ImageProcessor|Model(?:For\w+)?))$/;

const importFor = (name: string): string | undefined =>
  Object.hasOwn(WELL_KNOWN, name)
    ? WELL_KNOWN[name]
    : FROM_TRANSFORMERS.test(name)
      ? `from transformers import ${name}`
      : undefined;

/** Adds the missing imports of well-known names, marked as added. */
export function addForgottenImports(candidate: Candidate): Candidate {
  const lines = new Set(candidate.names.missing.flatMap(({ name }) => importFor(name) ?? []));
  if (lines.size === 0) return candidate;
  const added = [...lines].map((line) => `${line}  # alacard: added because the example uses it`).join('\n');
  const header = readCandidate(added);
  return joinCandidates([header, candidate]).with({ split: candidate.split });
}

/** Names that neither the code nor a well-known import defines. */
export const undefinedNames = (candidate: Candidate): string[] => [
  ...new Set(candidate.names.missing.map(({ name }) => name).filter((name) => importFor(name) === undefined)),
];

const MAX_COMPANIONS = 6;

const importsOnly = ({ calls, names }: Candidate) => calls.length === 0 && names.imports.length > 0;

/** Names that an earlier block must define. A well-known name counts only if a block of imports defines it. */
function namesToDefine({ names }: Candidate, before: Candidate[]): Set<string> {
  const wanted = names.missing.map(({ name }) => name);
  return new Set(
    wanted.filter(
      (name) =>
        importFor(name) === undefined ||
        before.some((part) => importsOnly(part) && part.names.defines.has(name)),
    ),
  );
}

/**
 * Joins the candidate with the nearest earlier blocks that define the names it uses, and with the blocks that those in
 * turn need.
 * @param findEarlier returns the earlier candidates that it can be joined with, in card order
 * @returns undefined if a name remains undefined
 */
export function joinCompanions(target: Candidate, findEarlier: () => Candidate[]): Candidate | undefined {
  if (target.names.missing.length === 0) return target;
  const earlier = findEarlier();
  const companions = new Set<Candidate>();
  const queue = [target];
  for (let current = queue.pop(); current !== undefined; current = queue.pop()) {
    const before = current === target ? earlier : earlier.slice(0, earlier.indexOf(current));
    const unresolved = namesToDefine(current, before);
    for (const part of before.toReversed()) {
      const found = [...unresolved].filter(
        (name) => part.names.defines.has(name) && (importFor(name) === undefined || importsOnly(part)),
      );
      if (found.length === 0) continue;
      for (const name of found) unresolved.delete(name);
      if (companions.has(part)) continue;
      companions.add(part);
      queue.push(part);
    }
    if (unresolved.size > 0 || companions.size > MAX_COMPANIONS) return undefined;
  }
  if (companions.size === 0) return target;
  return joinCandidates([...earlier.filter((part) => companions.has(part)), target]);
}
