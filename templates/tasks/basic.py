# task: basic
# libraries: transformers
# packages: transformers torch torchvision accelerate huggingface_hub sentencepiece numpy pillow
import numpy as np
import torch
from huggingface_hub import model_info
from PIL import Image, ImageDraw
from transformers import AutoModel, pipeline
from transformers.pipelines import get_supported_tasks

task = model_info(MODEL_ID, revision=REVISION).pipeline_tag
dtype = torch.float16 if torch.cuda.is_available() else "auto"

if task in get_supported_tasks():
    pipe = pipeline(task, model=MODEL_ID, revision=REVISION, dtype=dtype)
    if "audio" in task or "speech" in task:
        # One second of a 440 Hz tone.
        example = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000).astype(np.float32)
    elif any(word in task for word in ("image", "object", "depth", "mask-generation", "keypoint")):
        example = Image.new("RGB", (320, 240), "skyblue")
        ImageDraw.Draw(example).ellipse((100, 60, 220, 180), fill="gold")
    else:
        example = "The lighthouse keeper opened the door."
    print(task)
    print(pipe(example))
else:
    # transformers has no pipeline for this task. Load the model without its head and print its architecture.
    model = AutoModel.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
    print(f"{task}: {type(model).__name__}, {model.num_parameters():,} parameters")
    print(model)
