# task: text-to-3d
# libraries: diffusers
# packages: diffusers transformers torch accelerate pillow ipython
import torch
from diffusers import DiffusionPipeline
from diffusers.utils import export_to_gif
from IPython.display import Image, display

prompt = "a small red house with a brown roof"  # @widget text

on_gpu = torch.cuda.is_available()
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=torch.float16 if on_gpu else torch.float32)
pipe = pipe.to("cuda" if on_gpu else "cpu")

# Few steps and small views to keep this quick; increase both for a better shape
steps, size = (64, 128) if on_gpu else (4, 32)
frames = pipe(prompt, num_inference_steps=steps, frame_size=size, generator=torch.manual_seed(0)).images[0]

print(f"{prompt}: {len(frames)} views of {size} x {size} pixels")
display(Image(export_to_gif(frames, "views.gif")))
