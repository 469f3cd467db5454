# task: image-to-text
# libraries: transformers
# packages: transformers torch torchvision sentencepiece pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoImageProcessor, AutoModelForImageTextToText, AutoTokenizer

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

device = "cuda" if torch.cuda.is_available() else "cpu"
dtype = torch.float16 if torch.cuda.is_available() else "auto"
image_processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForImageTextToText.from_pretrained(MODEL_ID, revision=REVISION, dtype=dtype).to(device)

pixels = image_processor(image, return_tensors="pt").pixel_values.to(device, model.dtype)
output = model.generate(pixel_values=pixels, max_new_tokens=40)
display(image)
print("text:", tokenizer.decode(output[0], skip_special_tokens=True).strip())
