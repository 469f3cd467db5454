/** How cell 6 loads the weights. */
export interface Loading {
  /** Bytes per parameter on a GPU. */
  gpu: number;
  /** Bytes per parameter without a GPU. */
  cpu: number;
  /** Whether the model is spread over all GPUs (`device_map="auto"`). */
  spread: boolean;
}

/** Bytes of the weights in memory, by device. */
export interface Need {
  gpu: number;
  cpu: number;
}

export type Machine = 'colab' | 'kaggle' | 'cpu';

/** Hardware requirements of a model; `quantized` is present if it can be loaded in 4-bit precision. */
export interface Fit {
  whole: Need;
  quantized?: Need;
  /** Whether the model is spread over all GPUs of a machine. */
  isSpread: boolean;
  rows: FitRow[];
}

/** Whether a machine has enough memory to run the model. Amounts are in bytes. */
export interface FitRow {
  machine: Machine;
  has: number;
  whole: { needs: number; fits: boolean };
  quantized?: { needs: number; fits: boolean };
}

/**
 * Memory for running a model in addition to its weights (activations, KV cache, kernel buffers): up to a fifth of the
 * weights, as measured by EleutherAI (Transformer Math 101) and added by accelerate's memory estimator.
 */
const OVERHEAD = 1.2;

/** Memory that a model needs to run, for weights of this size. */
export const withOverhead = (weights: number): number => weights * OVERHEAD;

/**
 * Memory available for a model. A T4 has 15.6 GB (14.56 GiB according to torch), of which the CUDA context takes about
 * half a gigabyte. The system, Jupyter and torch take about two of 16 GB of RAM.
 */
export const T4_BYTES = 15e9;
const RAM_BYTES = 14e9;

/** NF4 with double quantization: 4 bits and 0.127 bits of scales (QLoRA, section 3). */
const QUANTIZED_BYTES = 4.127 / 8;
/**
 * Share of the parameters that bitsandbytes does not quantize: embeddings, output layer, norms. 13 % in Llama 3.1 8B,
 * 14 % in Qwen 2.5 7B, 10 % in Gemma 2 9B; less in larger models.
 */
const UNTOUCHED = 0.15;

/** Returns a row for a free Colab, a Kaggle notebook with two T4s, and a computer with 16 GB of RAM. */
export function measureFit(parameters: number, loading: Loading, canQuantize: boolean): Fit {
  const each = (bytes: (other: number) => number): Need => ({
    gpu: parameters * bytes(loading.gpu),
    cpu: parameters * bytes(loading.cpu),
  });
  const whole = each((bytes) => bytes);
  const quantized = canQuantize
    ? each((bytes) => (1 - UNTOUCHED) * QUANTIZED_BYTES + UNTOUCHED * bytes)
    : undefined;
  const machines: [Machine, number, keyof Need][] = [
    ['colab', T4_BYTES, 'gpu'],
    ['kaggle', loading.spread ? 2 * T4_BYTES : T4_BYTES, 'gpu'],
    ['cpu', RAM_BYTES, 'cpu'],
  ];
  const rows = machines.map(([machine, has, device]): FitRow => {
    const judge = (need: Need) => {
      const needs = withOverhead(need[device]);
      return { needs, fits: needs <= has };
    };
    return { machine, has, whole: judge(whole), ...(quantized && { quantized: judge(quantized) }) };
  });
  return { whole, ...(quantized && { quantized }), isSpread: loading.spread, rows };
}

const MACHINES: Record<Machine, string> = {
  colab: 'Colab (free T4)',
  kaggle: 'Kaggle (two T4s)',
  cpu: '16 GB of RAM, no GPU',
};

export function machineName(machine: Machine, isSpread: boolean): string {
  return machine === 'kaggle' && !isSpread ? 'Kaggle (one of two T4s)' : MACHINES[machine];
}
