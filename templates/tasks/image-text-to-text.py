# task: image-text-to-text
# libraries: transformers
# packages: transformers torch torchvision accelerate sentencepiece pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import pipeline

text = "What is in this picture?"  # @widget text ask

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

generator = pipeline(
    "image-text-to-text",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.bfloat16 if torch.cuda.is_available() else "auto",
    device_map="auto",
)

display(image)
if getattr(generator.processor, "chat_template", None):
    content = [{"type": "image", "image": image}, {"type": "text", "text": text}]
    result = generator(text=[{"role": "user", "content": content}], max_new_tokens=100, return_full_text=False)
else:
    # Without a chat template, the text must contain the image placeholder token, if the model has one.
    token = getattr(generator.processor, "image_token", None) or ""
    result = generator(images=image, text=f"{token}{text}", max_new_tokens=100)
print("user:     ", text)
print("assistant:", result[0]["generated_text"])
