import type { Requirement } from './requirements.ts';

/**
 * The major versions that alacard supports. They are the newest releases on PyPI on 2026-11-24, and pip resolves them
 * together on Python 3.11 (checked with a dry run, without running them): transformers 5.23.0, torch 2.15.0,
 * torchvision 0.29.2, torchaudio 2.11.0, torchcodec 0.17.0, diffusers 0.42.1, sentence-transformers 6.2.0, timm 1.0.31,
 * peft 0.21.2, accelerate 1.15.0, datasets 5.2.0, huggingface-hub 2.4.0, numpy 2.4.6, pillow 13.0.0, tokenizers 0.23.3,
 * safetensors 0.8.0, bitsandbytes 0.50.2, sentencepiece 0.2.3, protobuf 7.36.2, librosa 0.11.0, soundfile 0.14.0,
 * scikit-learn 1.9.1, pandas 3.1.1, scipy 1.17.1, matplotlib 3.11.2, opencv-python 5.0.0.93, einops 0.8.2, sacremoses
 * 0.2.0. Packages below 1.0, and those that only supply data types to others, have only an upper bound. diffusers also
 * has a lower bound, because it has accepted `dtype` since 0.40.
 */
const BOUNDS: ReadonlyMap<string, string> = new Map([
  ['transformers', '>=5,<6'],
  ['torch', '>=2,<3'],
  ['torchvision', '<1'],
  ['torchaudio', '<3'],
  ['diffusers', '>=0.40,<1'],
  ['sentence-transformers', '>=6,<7'],
  ['timm', '>=1,<2'],
  ['peft', '<1'],
  ['accelerate', '>=1,<2'],
  ['datasets', '>=5,<6'],
  ['huggingface-hub', '>=2,<3'],
  ['numpy', '<3'],
  ['pillow', '<14'],
  ['safetensors', '<1'],
  ['bitsandbytes', '<1'],
  ['sentencepiece', '<1'],
  ['protobuf', '<8'],
  ['librosa', '<1'],
  ['soundfile', '<1'],
  ['scikit-learn', '<2'],
  ['pandas', '<4'],
  ['scipy', '<2'],
  ['matplotlib', '<4'],
  ['einops', '<1'],
  ['sacremoses', '<1'],
]);

/**
 * Packages whose newest release requires older versions of the packages above (transformers below 5, an exact torch,
 * numpy 1). If one of them is installed, pip must choose the versions. adapters 1.3.0, flair 0.15.1 and span-marker
 * 1.8.1 were checked in their metadata on 2026-11-24. The others are from general knowledge.
 */
const NEEDS_OLD_VERSIONS = new Set([
  ...[
    'adapters',
    'flair',
    'span-marker',
    'chatterbox-tts',
    'qwen-tts',
    'vllm',
    'sglang',
    'lmdeploy',
    'unsloth',
  ],
  ...[
    'unsloth-zoo',
    'llmcompressor',
    'autoawq',
    'simpletransformers',
    'ragatouille',
    'colbert-ai',
    'whisperx',
  ],
  ...[
    'facenet-pytorch',
    'nougat-ocr',
    'surya-ocr',
    'marker-pdf',
    'texify',
    'pruna',
    'lerobot',
    'f5-tts',
    'outetts',
  ],
  ...[
    'deepmultilingualpunctuation',
    'llm-blender',
    'pytorch-transformers',
    'pytorch-pretrained-bert',
    'hezar',
  ],
  ...['stable-audio-tools', 'tensorflow-text', 'pylate', 'colpali-engine', 'htrflow', 'transformer-lens'],
]);

/** Packages that pin each other's major versions: if an author requires an old version of one, the rest must be old. */
const FAMILY = new Set([
  ...[
    'transformers',
    'torch',
    'torchvision',
    'torchaudio',
    'diffusers',
    'sentence-transformers',
    'timm',
    'peft',
  ],
  ...[
    'accelerate',
    'datasets',
    'huggingface-hub',
    'numpy',
    'tokenizers',
    'safetensors',
    'protobuf',
    'setfit',
  ],
]);

/**
 * The last torchaudio is 2.11, and it does not require a version of torch. With a newer torch, built for another CUDA,
 * importing it fails, and so does importing transformers. torchcodec 0.12 and newer also support torch 2.11 (according
 * to its version table, 2026-11).
 */
const TORCH_WITH_TORCHAUDIO = '>=2,<2.12';

/** The versions that alacard supports, such as `>=5,<6`, or `''` for any version. */
export function boundsFor(name: string): string {
  return BOUNDS.get(name) ?? '';
}

/**
 * Adds bounds to requirements without a specifier. If the author or another package requires an old version of one of
 * the family, the family gets no bounds, because pip would find no solution.
 */
export function boundRequirements(requirements: Requirement[]): Requirement[] {
  const isHeldBack = requirements.some(
    ({ name, specifier }) =>
      NEEDS_OLD_VERSIONS.has(name) || (FAMILY.has(name) && excludesNewer(name, specifier)),
  );
  const hasTorchaudio = requirements.some(({ name }) => name === 'torchaudio');
  return requirements.map((requirement) => {
    if (requirement.specifier !== '' || (isHeldBack && FAMILY.has(requirement.name))) return requirement;
    const isTorch = requirement.name === 'torch' && hasTorchaudio;
    return { ...requirement, specifier: isTorch ? TORCH_WITH_TORCHAUDIO : boundsFor(requirement.name) };
  });
}

/** Whether a specifier is an exact pin, or has an upper limit below alacard's own. */
function excludesNewer(name: string, specifier: string): boolean {
  if (/===|==|~=/.test(specifier)) return true;
  const limit = /<=?v?(\d+)/.exec(specifier)?.[1];
  const tested = /<(\d+)/.exec(boundsFor(name))?.[1];
  return limit !== undefined && (tested === undefined || Number(limit) < Number(tested));
}
