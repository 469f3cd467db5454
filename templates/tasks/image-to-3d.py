# task: image-to-3d
# libraries: diffusers
# packages: diffusers transformers torch accelerate pillow ipython
import io

import torch
from diffusers import ShapEImg2ImgPipeline
from IPython.display import Image as Clip
from IPython.display import display
from PIL import Image, ImageDraw

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

on_gpu = torch.cuda.is_available()
dtype = torch.float16 if on_gpu else torch.float32
pipe = ShapEImg2ImgPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
pipe = pipe.to("cuda" if on_gpu else "cpu")

# Few steps and small views to keep this quick; increase both for a better shape.
steps, size = (64, 128) if on_gpu else (4, 32)
frames = pipe(
    image,
    num_inference_steps=steps,
    frame_size=size,
    generator=torch.Generator("cpu").manual_seed(0),
).images[0]

# Views all around the object; output_type="mesh" returns its mesh instead.
clip = io.BytesIO()
frames[0].save(clip, format="GIF", save_all=True, append_images=frames[1:], duration=120, loop=0)
print(f"{len(frames)} views of {size} x {size} pixels")
display(image, Clip(data=clip.getvalue()))
