# task: reinforcement-learning
# libraries: any
# packages: huggingface_hub torch safetensors onnxruntime numpy
import numpy as np
import onnxruntime
import torch
from huggingface_hub import hf_hub_download, list_repo_files
from safetensors.torch import load_file

# The environment that the agent was trained in is not available here. This cell shows the agent's settings and
# weights; an ONNX network is run on an all-zero observation, and its output is shown.
files = list_repo_files(MODEL_ID, revision=REVISION)
print(f"{len(files)} files:", ", ".join(files[:20]))
for name in [name for name in files if name.endswith((".json", ".yaml", ".yml"))][:4]:
    with open(hf_hub_download(MODEL_ID, name, revision=REVISION), encoding="utf-8", errors="replace") as text:
        print(f"\n--- {name}\n{text.read(1000)}")

for name in [name for name in files if name.endswith(".onnx")][:1]:
    session = onnxruntime.InferenceSession(hf_hub_download(MODEL_ID, name, revision=REVISION))
    types = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(bool)": np.bool_}
    zeros = {}
    for entry in session.get_inputs():
        shape = [size if isinstance(size, int) else 1 for size in entry.shape]
        zeros[entry.name] = np.zeros(shape, types.get(entry.type, np.float32))
    print(f"\n--- {name}, observation:", {key: value.shape for key, value in zeros.items()})
    for entry, value in zip(session.get_outputs(), session.run(None, zeros)):
        print(f"{entry.name:<32} {value.shape}  {np.round(value.ravel()[:6], 4)}")

for name in [name for name in files if name.endswith((".safetensors", ".pt", ".pth", ".bin"))][:2]:
    path = hf_hub_download(MODEL_ID, name, revision=REVISION)
    try:
        # weights_only loads tensors and plain values, never code.
        weights = load_file(path) if name.endswith(".safetensors") else torch.load(path, "cpu", weights_only=True)
    except Exception as error:
        print(f"\n{name} could not be loaded as plain tensors: {str(error)[:200]}")
        continue
    weights = next((weights[key] for key in ("model", "state_dict") if isinstance(weights.get(key), dict)), weights)
    print(f"\n--- {name}")
    for key, tensor in list(weights.items())[:40]:
        print(f"{str(tuple(getattr(tensor, 'shape', ()))):<20} {key}")
