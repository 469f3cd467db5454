# task: object-detection
# libraries: transformers
# packages: transformers torch torchvision timm scipy pillow ipython
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
draw = ImageDraw.Draw(image)

detector = pipeline("object-detection", model=MODEL_ID, revision=REVISION, dtype="auto")

# A low threshold, because this is a drawing; use 0.5 or more for photos.
results = sorted(detector(image, threshold=0.05), key=lambda result: -result["score"])[:10]
for result in results:
    box = result["box"]
    corners = (box["xmin"], box["ymin"], box["xmax"], box["ymax"])
    print(f"{result['score']:8.4f}  {result['label']:<20} {corners}")
    draw.rectangle(corners, outline="black", width=2)
    draw.text((box["xmin"] + 4, box["ymin"] + 4), result["label"], fill="black")
if not results:
    print("The model found no objects in this image.")
display(image)
