# task: image-to-image
# libraries: diffusers
# packages: diffusers transformers torch accelerate sentencepiece pillow ipython
import inspect

import torch
from diffusers import AutoPipelineForImage2Image, DiffusionPipeline
from IPython.display import display
from PIL import Image, ImageDraw

prompt = "a snowy evening, watercolor"  # @widget text

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
# A text-to-image model can edit an image through the image-to-image pipeline, using the same weights.
if "image" not in inspect.signature(pipe.__call__).parameters:
    pipe = AutoPipelineForImage2Image.from_pipe(pipe)
if on_gpu:
    pipe.enable_model_cpu_offload()

steps = 25 if on_gpu else 4
generator = torch.Generator("cpu").manual_seed(0)
result = pipe(prompt=prompt, image=image, num_inference_steps=steps, generator=generator)
print(prompt)
display(image, result.images[0])
