# task: text-to-image
# libraries: diffusers
# packages: diffusers transformers torch accelerate peft sentencepiece ipython
import torch
from diffusers import DiffusionPipeline
from IPython.display import display

prompt = "A small red house on a green hill under a blue sky, oil painting"  # @widget text

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
# @if lora
# A LoRA: weights that change the base model named in its card
pipe = DiffusionPipeline.from_pretrained("@base_model", dtype=dtype)
pipe.load_lora_weights(MODEL_ID, revision=REVISION)
# @else
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
# @end
if on_gpu:
    pipe.enable_model_cpu_offload()

# Few steps to keep this quick; use more for a better image
image = pipe(prompt=prompt, num_inference_steps=25 if on_gpu else 4, generator=torch.manual_seed(0)).images[0]
print(prompt)
display(image)
