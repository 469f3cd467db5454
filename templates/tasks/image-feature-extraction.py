# task: image-feature-extraction
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image
from transformers import AutoImageProcessor, AutoModel

# Three plain images, two of them similar; use Image.open(...) for pictures of your own
images = [Image.new("RGB", (256, 256), color) for color in ("gold", "orange", "navy")]
display(*images)

device = "cuda" if torch.cuda.is_available() else "cpu"
processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModel.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)

inputs = processor(images, return_tensors="pt").to(device, model.dtype)
with torch.no_grad():
    output = getattr(model, "vision_model", model)(pixel_values=inputs["pixel_values"])

# One vector per image: the pooled output if there is one, or else the mean over the patches
pooled = output.get("pooler_output")
vectors = (output.last_hidden_state.mean(dim=1) if pooled is None else pooled).flatten(1).float()
print("vectors:", tuple(vectors.shape))
print("similarity with the first:", torch.nn.functional.cosine_similarity(vectors[:1], vectors).tolist())
