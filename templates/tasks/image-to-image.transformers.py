# task: image-to-image
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoImageProcessor, AutoModelForImageToImage

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image
image = image.resize((120, 90))

device = "cuda" if torch.cuda.is_available() else "cpu"
processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForImageToImage.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)

inputs = processor(image, return_tensors="pt").to(device, model.dtype)
with torch.no_grad():
    pixels = model(**inputs).reconstruction[0].float().clamp(0, 1).cpu()
result = Image.fromarray((pixels.permute(1, 2, 0) * 255).round().byte().numpy())
print(f"{image.width} x {image.height} in, {result.width} x {result.height} out")
display(image, result)
