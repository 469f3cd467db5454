# task: robotics
# libraries: any
# packages: huggingface_hub torch safetensors
import json

from huggingface_hub import hf_hub_download, list_repo_files
from safetensors import safe_open

# A policy needs its robot or a simulation of it, so this cell does not run the policy. It shows the policy's inputs,
# outputs, settings and weights.
files = list_repo_files(MODEL_ID, revision=REVISION)
print(f"{len(files)} files:", ", ".join(files[:20]))

config = {}
name = next((name for name in files if name.rsplit("/", 1)[-1] == "config.json"), None)
if name is not None:
    with open(hf_hub_download(MODEL_ID, name, revision=REVISION), encoding="utf-8") as text:
        config = json.load(text)
print("\npolicy:", config.get("type") or config.get("model_type") or "not named")
for kind, key in (("sees", "input_features"), ("does", "output_features")):
    for feature, about in (config.get(key) or {}).items():
        print(f"{kind}: {feature:<36} {about.get('type', '')!s:<8} {about.get('shape')}")
settings = {key: value for key, value in config.items() if not isinstance(value, (dict, list))}
print("settings:", json.dumps(settings, indent=1)[:1500])

for name in [name for name in files if name.endswith(".safetensors")][:3]:
    with safe_open(hf_hub_download(MODEL_ID, name, revision=REVISION), "pt") as weights:
        shapes = {key: weights.get_slice(key).get_shape() for key in weights.keys()}
    parts = {}
    for key, shape in shapes.items():
        size = 1
        for length in shape:
            size *= length
        part = ".".join(key.split(".")[:3])
        parts[part] = parts.get(part, 0) + size
    print(f"\n--- {name}: {len(shapes)} tensors, {sum(parts.values()):,} values")
    for part, size in list(parts.items())[:40]:
        print(f"{size:14,}  {part}")
