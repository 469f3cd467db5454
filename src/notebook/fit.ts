/** How cell 6 loads the weights. */
export interface Loading {
  /** Bytes that a parameter takes on a GPU. */
  gpu: number;
  /** Bytes that a parameter takes without one. */
  cpu: number;
  /** Spread over all GPUs there are (`device_map="auto"`). */
  spread: boolean;
}

/** Bytes of the weights in memory. */
export interface Need {
  gpu: number;
  cpu: number;
}

export type Machine = 'colab' | 'kaggle' | 'cpu';

/** What a model needs, and which machines hold it; `quantized` where it can be loaded in 4 bits. */
export interface Fit {
  whole: Need;
  quantized?: Need;
  /** Over all GPUs of a machine. */
  isSpread: boolean;
  rows: FitRow[];
}

/** Whether a machine holds the model, with all that running it takes. Amounts are bytes. */
export interface FitRow {
  machine: Machine;
  has: number;
  whole: { needs: number; fits: boolean };
  quantized?: { needs: number; fits: boolean };
}

/**
 * What running takes beyond the weights (activations, KV cache, buffers of the kernels): up to a fifth of them, which
 * EleutherAI measured (Transformer Math 101) and accelerate's own memory estimator adds.
 */
const OVERHEAD = 1.2;

/**
 * Bytes left for a model. A T4 has 15.6 GB that CUDA can hand out (14.56 GiB by torch), of which its context takes
 * about half a gigabyte; a system with Jupyter and torch takes about two of 16 GB.
 */
const T4_BYTES = 15e9;
const RAM_BYTES = 14e9;

/** NF4 with double quantization: 4 bits and 0.127 bits of scales (QLoRA, section 3). */
const QUANTIZED_BYTES = 4.127 / 8;
/**
 * Share of the parameters that bitsandbytes leaves as they are: embeddings, output layer, norms. 13 % of Llama 3.1 8B,
 * 14 % of Qwen 2.5 7B, 10 % of Gemma 2 9B; less in larger models.
 */
const UNTOUCHED = 0.15;

/** A row for a free Colab, a Kaggle with two T4s and a computer with 16 GB of RAM. */
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
      const needs = need[device] * OVERHEAD;
      return { needs, fits: needs <= has };
    };
    return { machine, has, whole: judge(whole), ...(quantized && { quantized: judge(quantized) }) };
  });
  return { whole, ...(quantized && { quantized }), isSpread: loading.spread, rows };
}

const MACHINES: Record<Machine, string> = {
  colab: 'Colab, a free T4',
  kaggle: 'Kaggle, two T4s',
  cpu: '16 GB of RAM, no GPU',
};

/** As people know it. */
export function machineName(machine: Machine, isSpread: boolean): string {
  return machine === 'kaggle' && !isSpread ? `${MACHINES.kaggle}, of which one is used` : MACHINES[machine];
}
