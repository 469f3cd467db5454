# task: unconditional-image-generation
# libraries: diffusers
# packages: diffusers torch accelerate ipython
import torch
from diffusers import DiffusionPipeline
from IPython.display import display

device = "cuda" if torch.cuda.is_available() else "cpu"
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float32).to(device)

# Few steps to keep this quick; use more (up to 1000 for DDPM models) for a better image.
steps = 100 if device == "cuda" else 10
image = pipe(batch_size=1, num_inference_steps=steps, generator=torch.Generator("cpu").manual_seed(0)).images[0]
print(f"{image.width} x {image.height} pixels after {steps} steps")
display(image)
