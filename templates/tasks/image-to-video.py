# task: image-to-video
# libraries: diffusers
# packages: diffusers transformers torch accelerate sentencepiece ftfy pillow ipython
import inspect
import io

import torch
from diffusers import DiffusionPipeline
from IPython.display import Image as Clip
from IPython.display import display
from PIL import Image, ImageDraw

prompt = "clouds move over the house, the grass sways"  # @widget text

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
pipe = DiffusionPipeline.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype)
if on_gpu:
    pipe.enable_model_cpu_offload()

# A short, small clip with few steps to keep this quick; increase any of these for a better result.
# Some pipelines do not accept a prompt.
steps, count = (25, 17) if on_gpu else (2, 5)
options = dict(prompt=prompt, num_frames=count, num_inference_steps=steps, decode_chunk_size=4)
if not on_gpu:
    options.update(height=192, width=256)
known = inspect.signature(pipe.__call__).parameters
frames = pipe(
    image=image.resize((options.get("width", 832), options.get("height", 480))),
    generator=torch.Generator("cpu").manual_seed(0),
    output_type="pil",
    **{name: value for name, value in options.items() if name in known},
).frames[0]

clip = io.BytesIO()
frames[0].save(clip, format="GIF", save_all=True, append_images=frames[1:], duration=120, loop=0)
print(f"{prompt if 'prompt' in known else 'without a prompt'}: {len(frames)} frames")
display(image, Clip(data=clip.getvalue()))
