# task: text-to-3d
# libraries: diffusers
# packages: diffusers transformers torch accelerate ipython
import io

import torch
from diffusers import DiffusionPipeline
from IPython.display import Image as Clip
from IPython.display import display

prompt = "a small red house with a brown roof"  # @widget text

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
pipe = pipe.to("cuda" if on_gpu else "cpu")

# Few steps and small views to keep this quick; increase both for a better shape.
steps, size = (64, 128) if on_gpu else (4, 32)
frames = pipe(
    prompt,
    num_inference_steps=steps,
    frame_size=size,
    generator=torch.Generator("cpu").manual_seed(0),
).images[0]

# Views all around the object; output_type="mesh" returns its mesh instead.
clip = io.BytesIO()
frames[0].save(clip, format="GIF", save_all=True, append_images=frames[1:], duration=120, loop=0)
print(f"{prompt}: {len(frames)} views of {size} x {size} pixels")
display(Clip(data=clip.getvalue()))
