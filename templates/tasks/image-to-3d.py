# task: image-to-3d
# libraries: diffusers
# packages: diffusers transformers torch accelerate pillow ipython
import torch
from diffusers import ShapEImg2ImgPipeline
from diffusers.utils import export_to_gif
from IPython.display import Image as Clip
from IPython.display import display

# @input image

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
pipe = ShapEImg2ImgPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype).to("cuda" if on_gpu else "cpu")

# Few steps and small views to keep this quick; increase both for a better shape
steps, size = (64, 128) if on_gpu else (4, 32)
frames = pipe(image, num_inference_steps=steps, frame_size=size, generator=torch.manual_seed(0)).images[0]

print(f"{len(frames)} views of {size} x {size} pixels")
display(image, Clip(export_to_gif(frames, "views.gif")))
