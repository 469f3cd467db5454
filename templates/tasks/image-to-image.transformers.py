# task: image-to-image
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image
from transformers import AutoImageProcessor, AutoModelForImageToImage

# @input image
image = image.resize((120, 90))

device = "cuda" if torch.cuda.is_available() else "cpu"
processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForImageToImage.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)
with torch.no_grad():
    output = model(**processor(image, return_tensors="pt").to(device, model.dtype))

pixels = output.reconstruction[0].float().clamp(0, 1).cpu().permute(1, 2, 0)
result = Image.fromarray((pixels * 255).round().byte().numpy())
print(f"{image.size} in, {result.size} out")
display(image, result)
