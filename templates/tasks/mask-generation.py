# task: mask-generation
# libraries: transformers
# packages: transformers torch torchvision pillow ipython numpy
import numpy as np
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import pipeline

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

# float32: the pipeline uses NumPy, which does not support bfloat16.
generator = pipeline("mask-generation", model=MODEL_ID, revision=REVISION, dtype=torch.float32)

# Prompts the model with a grid of 8 x 8 points; the usual 32 x 32 takes sixteen times as long.
result = generator(image, points_per_crop=8)
masks = sorted((np.asarray(mask) for mask in result["masks"]), key=lambda mask: mask.sum(), reverse=True)
print(f"{len(masks)} masks, largest first")

colors = ["red", "blue", "yellow", "magenta", "cyan", "orange", "lime", "purple"]
overlay = image.copy()
for number, mask in enumerate(masks[:16]):
    color = colors[number % len(colors)]
    print(f"{mask.mean():7.1%} of the image  {color}")
    overlay.paste(color, mask=Image.fromarray(mask.astype(np.uint8) * 128))
display(overlay)
