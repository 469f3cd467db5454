# task: graph-ml
# libraries: any
# packages: huggingface_hub torch safetensors
import json

import torch
from huggingface_hub import hf_hub_download, list_repo_files
from safetensors.torch import load_file

# A graph model needs its own code and a graph like those it was trained on, so this cell does not run the model.
# It shows the model's configuration and weights.
files = list_repo_files(MODEL_ID, revision=REVISION)
print(f"{len(files)} files:", ", ".join(files[:20]))
for name in files:
    if name.endswith("config.json"):
        with open(hf_hub_download(MODEL_ID, name, revision=REVISION), encoding="utf-8") as text:
            print(f"\n--- {name}\n{json.dumps(json.load(text), indent=1)[:1500]}")

endings = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
for name in [name for name in files if name.endswith(endings)][:3]:
    path = hf_hub_download(MODEL_ID, name, revision=REVISION)
    try:
        # weights_only loads tensors and plain values, never code.
        weights = load_file(path) if name.endswith(".safetensors") else torch.load(path, "cpu", weights_only=True)
    except Exception as error:
        print(f"\n{name} could not be loaded as plain tensors: {str(error)[:200]}")
        continue
    while not any(isinstance(value, torch.Tensor) for value in weights.values()) and "state_dict" in weights:
        weights = weights["state_dict"]
    tensors = {key: value for key, value in weights.items() if isinstance(value, torch.Tensor)}
    print(f"\n--- {name}: {len(tensors)} tensors, {sum(tensor.numel() for tensor in tensors.values()):,} values")
    for key, tensor in list(tensors.items())[:40]:
        print(f"{str(tuple(tensor.shape)):<24} {str(tensor.dtype)[6:]:<10} {key}")
