# task: image-classification
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

classifier = pipeline(
    "image-classification",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.float16 if torch.cuda.is_available() else "auto",
)

display(image)
for result in classifier(image, top_k=5):
    print(f"{result['score']:8.4f}  {result['label']}")
