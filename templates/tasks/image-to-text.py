# task: image-to-text
# libraries: transformers
# packages: transformers torch torchvision sentencepiece pillow ipython
import torch
from IPython.display import display
from transformers import AutoImageProcessor, AutoModelForImageTextToText, AutoTokenizer

# @input image

device = "cuda" if torch.cuda.is_available() else "cpu"
image_processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
tokenizer = AutoTokenizer.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForImageTextToText.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)

pixels = image_processor(image, return_tensors="pt").pixel_values.to(device, model.dtype)
output = model.generate(pixel_values=pixels, max_new_tokens=40)
display(image)
print("text:", tokenizer.decode(output[0], skip_special_tokens=True).strip())
