# task: mask-generation
# libraries: transformers
# packages: transformers torch torchvision pillow ipython numpy
import numpy as np
from IPython.display import display
from PIL import Image
from transformers import pipeline

# @input image

generator = pipeline("mask-generation", model=MODEL_ID, revision=REVISION, dtype="float32")
# A grid of 8 x 8 points; the usual 32 x 32 takes sixteen times as long
masks = [np.asarray(mask) for mask in generator(image, points_per_crop=8)["masks"]]
print(f"{len(masks)} masks")
colors = ["red", "blue", "yellow", "magenta", "cyan", "orange", "lime", "purple"]
for mask, color in zip(sorted(masks, key=np.sum, reverse=True), colors * 2):
    print(f"{mask.mean():7.1%} of the image  {color}")
    image.paste(color, mask=Image.fromarray(mask.astype(np.uint8) * 128))
display(image)
