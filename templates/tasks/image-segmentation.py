# task: image-segmentation
# libraries: transformers
# packages: transformers torch torchvision timm pillow scipy ipython
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

segmenter = pipeline("image-segmentation", model=MODEL_ID, revision=REVISION, dtype="auto")

# Each segment has a mask of the same size as the image, white where the segment is.
segments = segmenter(image)
colors = ["red", "blue", "yellow", "magenta", "cyan", "orange", "lime", "purple"]
overlay = image.copy()
for number, segment in enumerate(segments):
    color = colors[number % len(colors)]
    mask = segment["mask"].convert("L")
    share = sum(mask.histogram()[128:]) / (mask.width * mask.height)
    print(f"{share:7.1%} of the image  {segment['label']:<24} {color}")
    overlay.paste(color, mask=mask.point(lambda value: value // 2))
if not segments:
    print("The model found no segments in this image.")
display(overlay)
