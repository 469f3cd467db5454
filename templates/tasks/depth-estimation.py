# task: depth-estimation
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
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
estimator = pipeline("depth-estimation", model=MODEL_ID, revision=REVISION, dtype=torch.float32)

result = estimator(image)
depth = result["predicted_depth"]
print(f"depth map {tuple(depth.shape)}, from {depth.min().item():.3f} to {depth.max().item():.3f}")
display(image, result["depth"])
