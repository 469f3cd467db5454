import { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';
import { describe, expect, it } from 'vitest';
import { isKnownPackage } from '../../src/python/packages/known-packages.ts';
import { NOT_INSTALLED, PACKAGE_CORRECTIONS, packageRows } from '../../src/python/packages/package-table.ts';
import { boundRequirements, boundsFor, packagesFor } from '../../src/python/packages/packages.ts';
import {
  formatRequirement,
  type Requirement,
  readRequirement,
} from '../../src/python/packages/requirements.ts';
import { isStandardModule } from '../../src/python/packages/stdlib-modules.ts';
import { startCpuClock } from '../cpu-time.ts';

/** Reads `import a.b` and `from a import b, c` lines; `?` before one makes it guarded. */
function importsOf(lines: string) {
  return lines
    .split('; ')
    .filter((line) => line !== '')
    .map((line) => {
      const guarded = line.startsWith('?');
      const [, from, names, module] = /^\??(?:from (\S+) import (.+)|import (\S+))$/.exec(line) ?? [];
      return { module: from ?? module ?? '', names: names?.split(', ') ?? [], guarded };
    });
}

const report = (imports: string, code = '', hints = {}) => {
  const { requirements, unknown } = packagesFor(importsOf(imports), code, hints);
  return [requirements.map(formatRequirement).join(' '), unknown.join(' ')];
};

const IMPORTS: [string, string, string][] = [
  ['import os; from typing import List; import urllib.request; import xml.etree.ElementTree', '', ''],
  ['from __future__ import annotations', '', ''],
  ['import PIL.Image', 'pillow', ''],
  ['from PIL import Image', 'pillow', ''],
  ['import cv2', 'opencv-python', ''],
  ['from sklearn.metrics import f1_score', 'scikit-learn', ''],
  ['import yaml; import bs4; import skimage.io', 'beautifulsoup4 pyyaml scikit-image', ''],
  ['import faiss; import fitz; import dotenv', 'faiss-cpu pymupdf python-dotenv', ''],
  ['from google.protobuf import text_format', 'protobuf', ''],
  ['from google import genai', 'google-genai', ''],
  ['from google import nothing', '', 'google'],
  ['from google.somewhere import x', '', 'google.somewhere'],
  ['from Crypto.Cipher import AES', 'pycryptodome', ''],
  ['import nemo.collections.asr', 'nemo-toolkit[asr]', ''],
  ['from espnet2.bin.tts_inference import Text2Speech', 'espnet', ''],
  ['from TTS.api import TTS', 'coqui-tts', ''],
  ['import llama_cpp', 'llama-cpp-python', ''],
  ['from optimum.onnxruntime import ORTModel', 'optimum[onnxruntime] transformers', ''],
  ['from qwen_vl_utils import process_vision_info', 'qwen-vl-utils', ''],
  ['import whisper; import MeCab', 'mecab-python3 openai-whisper', ''],
  ['import a_strangers_module; from .local import x', '', 'a_strangers_module .local'],
  ['?import flash_attn; ?import a_strangers_module; ?import sklearn', '', ''],
  ['import flash_attn', '', 'flash_attn'],
  ['from fairseq.checkpoint_utils import load', '', 'fairseq'],
  ['import parler_tts', '', 'parler_tts'],
  ['import sentence_transformers', 'sentence-transformers', ''],
  ['import transformers', 'torch transformers', ''],
  ['import transformers; import tensorflow', 'tensorflow transformers', ''],
  ['import diffusers', 'accelerate diffusers pillow safetensors torch transformers', ''],
  ['import funasr', 'funasr torch torchaudio', ''],
  ['import skorch; import rembg', 'onnxruntime rembg skorch torch', ''],
  ['import timm', 'pillow timm torch torchvision', ''],
];

const NEEDS: [string, string, string][] = [
  ['import transformers', 'AutoModel.from_pretrained(x, device_map="auto")', 'accelerate'],
  ['import transformers', 'AutoModel.from_pretrained(x, low_cpu_mem_usage=True)', 'accelerate'],
  ['import transformers', 'AutoModel.from_pretrained(x, load_in_4bit=True)', 'accelerate bitsandbytes'],
  ['import transformers', 'BitsAndBytesConfig()', 'accelerate bitsandbytes'],
  ['import transformers', 'T5Tokenizer.from_pretrained("o/n")', 'protobuf sentencepiece'],
  ['import transformers', 'MBart50Tokenizer.from_pretrained("o/n")', 'protobuf sentencepiece'],
  ['import transformers', 'AutoTokenizer.from_pretrained("facebook/nllb-200")', 'protobuf sentencepiece'],
  [
    'import transformers',
    'MarianTokenizer.from_pretrained("Helsinki-NLP/opus-mt-en-de")',
    'protobuf sacremoses sentencepiece',
  ],
  ['import transformers', 'BertJapaneseTokenizer.from_pretrained("o/n")', 'fugashi ipadic unidic-lite'],
  ['import transformers', 'AutoImageProcessor.from_pretrained("o/n")', 'pillow torchvision'],
  ['import transformers', 'pipeline("image-classification", model="o/n")', 'pillow torchvision'],
  [
    'import transformers',
    'pipeline("object-detection", "facebook/detr-resnet-50")',
    'pillow timm torchvision',
  ],
  ['import transformers', 'pipeline("text-classification", model="o/n")', ''],
  ['import transformers', 'AutoModel.from_pretrained("o/n", trust_remote_code=True)', 'einops'],
  ['from datasets import load_dataset', 'ds[0]["audio"]["array"]', 'torch torchcodec'],
  ['from datasets import load_dataset', 'ds["text"]', ''],
  ['import torchaudio', 'torchaudio.load("a.wav")', 'torchcodec'],
  ['import diffusers', 'pipe.load_lora_weights("x")', 'peft'],
  ['import diffusers', 'export_to_video(frames)', 'imageio imageio-ffmpeg'],
  ['import joblib', 'joblib.load(p)', 'scikit-learn'],
  ['import keras', 'keras.saving.load_model("hf://o/n")', 'huggingface-hub tensorflow'],
  [
    'import sentence_transformers',
    'SentenceTransformer("o/n", backend="onnx")',
    'sentence-transformers[onnx]',
  ],
];

const names = (text: string) => text.split(' ').filter((name) => name !== '');

describe('packagesFor', () => {
  it.each(IMPORTS)('%s', (imports, requirements, unknown) => {
    expect(report(imports)).toEqual([requirements, unknown]);
  });

  it.each(NEEDS)('%s: %s', (imports, code, expected) => {
    const without = names(report(imports)[0] ?? '');
    const added = names(report(imports, code)[0] ?? '').filter((name) => !without.includes(name));
    expect(added.sort()).toEqual(names(expected).filter((name) => !without.includes(name)));
  });

  it.each([
    [{ modelType: 'marian' }, 'protobuf sacremoses sentencepiece'],
    [{ modelType: 'detr' }, 'timm'],
    [{ quantMethod: 'compressed-tensors' }, 'compressed-tensors'],
    [{ modelType: 'bert' }, ''],
  ])('uses the metadata of the model: %j', (hints, expected) => {
    const found = report('import transformers', '', hints)[0] ?? '';
    expect(names(found).filter((name) => name !== 'torch' && name !== 'transformers')).toEqual(
      names(expected),
    );
  });

  it('notes what pip cannot install', () => {
    const code = 'AutoModel.from_pretrained(x, attn_implementation="flash_attention_2")';
    const { requirements, notes } = packagesFor(importsOf('import transformers'), code);
    expect(requirements.map(formatRequirement)).toEqual(['torch', 'transformers']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('flash-attn');
  });

  it('does not depend on the order of imports', () => {
    const forward = importsOf('import torch; import PIL; import datasets; import zzz; import numpy');
    const backward = forward.toReversed();
    expect(packagesFor(backward, '').requirements).toEqual(packagesFor(forward, '').requirements);
  });

  it.each(['__proto__', 'constructor', 'os; rm -rf /', '', '..', 'a'.repeat(100_000), 'a.'.repeat(20_000)])(
    'never installs the module %.20j',
    (module) => {
      expect(packagesFor([{ module, names: [module], guarded: false }], '').requirements).toEqual([]);
    },
  );
});

it('searches hostile code in bounded time', () => {
  const cpuMs = startCpuClock();
  const imports = importsOf(
    'import transformers; import diffusers; import datasets; import spacy; import keras',
  );
  const repeated = [
    'FeatureExtractor ',
    '"a',
    'a/',
    'import ',
    "'",
    'AutoModelFor',
    'Wan',
    ' ',
    'pipeline( ',
    'KERAS_BACKEND',
    '"',
  ];
  for (const text of repeated) {
    packagesFor(imports, text.repeat(Math.ceil(1_000_000 / text.length)));
    packagesFor(imports, `"${text.repeat(100_000)}`);
  }
  expect(cpuMs()).toBeLessThan(10_000);
});

describe('package table', () => {
  it('has only valid requirements', () => {
    for (const [module, { requirement }] of packageRows()) {
      expect(module).toMatch(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/);
      expect(readRequirement(requirement), requirement).toHaveProperty('requirement');
      expect(isStandardModule(module), module).toBe(false);
      expect(NOT_INSTALLED.has(module), module).toBe(false);
    }
    expect(packageRows().size).toBeGreaterThan(600);
  });

  it('corrects names only to known packages', () => {
    for (const name of PACKAGE_CORRECTIONS.values()) expect(isKnownPackage(name), name).toBe(true);
  });

  // Modules that the snippets of @huggingface/tasks import but that no row has: projects that are installed from git or
  // from a model's own repository, or that pip can't install here.
  const NOT_ON_PYPI = new Set(
    `Trainer_finetune allennlp allennlp_models aneforge app araclip audiocraft ben2 clientside collector_vision core dam
    depth_anything_v2 depth_pro dia dia2 fairseq flextab gaussianformer indextts inference inference_onnx kimia_infer
    kittentts mamba_ssm matanyone MeshAnything models notebook n phantom_wan pxia renderformer sam2 sap_rpt_oss
    swarmformer tensorflow_tts threedtopia_xl univa vibevoice videoprism voicecraft vui zonos aviation_ner loadimg`.split(
      /\s+/,
    ),
  );

  it('knows the modules that the snippets of @huggingface/tasks import', () => {
    const model = { id: 'o/n', modelId: 'o/n', tags: [], config: {}, cardData: {}, siblings: [] };
    const unknown = new Set<string>();
    for (const library of Object.values(MODEL_LIBRARIES_UI_ELEMENTS)) {
      let snippets: readonly string[] = [];
      try {
        snippets = 'snippets' in library ? (library.snippets?.(model as never) ?? []) : [];
      } catch {}
      for (const line of snippets.flatMap((snippet) => snippet.split('\n'))) {
        const match = /^(?:from ([\w.]+) import ([\w, ]+)|import ([\w.]+)(?: as \w+)?\s*$)/.exec(line);
        const module = match?.[1] ?? match?.[3];
        if (module === undefined) continue;
        const imported = { module, names: match?.[2]?.split(', ') ?? [], guarded: false };
        for (const name of packagesFor([imported], '').unknown) unknown.add(name);
      }
    }
    expect([...unknown].filter((name) => !NOT_ON_PYPI.has(name)).sort()).toEqual([]);
  });
});

describe('boundRequirements', () => {
  const bound = (...texts: string[]): string[] => {
    const requirements = texts.map((text): Requirement => {
      const read = readRequirement(text);
      if ('reason' in read) throw new Error(read.reason);
      return read.requirement;
    });
    return boundRequirements(requirements).map(formatRequirement);
  };

  it.each<[string[], string[]]>([
    [
      ['torch', 'torchaudio', 'transformers'],
      ['torch>=2,<2.12', 'torchaudio<3', 'transformers>=5,<6'],
    ],
    [
      ['transformers', 'torch', 'rouge'],
      ['transformers>=5,<6', 'torch>=2,<3', 'rouge'],
    ],
    [
      ['transformers>=4.40', 'torch'],
      ['transformers>=4.40', 'torch>=2,<3'],
    ],
    [
      ['transformers==4.27.1', 'accelerate', 'pandas'],
      ['transformers==4.27.1', 'accelerate', 'pandas<4'],
    ],
    [
      ['transformers<5', 'huggingface-hub'],
      ['transformers<5', 'huggingface-hub'],
    ],
    [
      ['transformers<6', 'huggingface-hub'],
      ['transformers<6', 'huggingface-hub>=2,<3'],
    ],
    [
      ['flair', 'transformers', 'torch'],
      ['flair', 'transformers', 'torch'],
    ],
    [
      ['rouge==1.0', 'torch'],
      ['rouge==1.0', 'torch>=2,<3'],
    ],
  ])('%j', (texts, expected) => {
    expect(bound(...texts)).toEqual(expected);
  });

  it('adds valid specifiers, and none to an unknown package', () => {
    for (const name of ['transformers', 'torch', 'diffusers', 'numpy', 'pillow', 'timm']) {
      expect(readRequirement(name + boundsFor(name))).toHaveProperty('requirement');
      expect(boundsFor(name)).not.toBe('');
    }
    expect(boundsFor('a-strangers-package')).toBe('');
  });
});
