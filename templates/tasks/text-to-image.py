# task: text-to-image
# libraries: diffusers
# packages: diffusers transformers torch accelerate peft sentencepiece huggingface_hub ipython
import torch
from diffusers import DiffusionPipeline
from huggingface_hub import file_exists, model_info
from IPython.display import display

prompt = "A small red house on a green hill under a blue sky, oil painting"  # @widget text

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32

if file_exists(MODEL_ID, "model_index.json", revision=REVISION):
    pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
else:
    # This is a LoRA, not a complete model: its weights are added to the base model that its card names.
    base = model_info(MODEL_ID, revision=REVISION).card_data.base_model
    pipe = DiffusionPipeline.from_pretrained(base if isinstance(base, str) else base[0], dtype=dtype)
    pipe.load_lora_weights(MODEL_ID, revision=REVISION)

if on_gpu:
    pipe.enable_model_cpu_offload()

# Few steps to keep this quick; use more for a better image.
steps = 25 if on_gpu else 4
generator = torch.Generator("cpu").manual_seed(0)
image = pipe(prompt=prompt, num_inference_steps=steps, generator=generator).images[0]
print(prompt)
display(image)
