# task: image-feature-extraction
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoImageProcessor, AutoModel

# Three drawn images, two of them similar; use Image.open(...) to load your own.
pictures = {}
colors = {"sun": ("skyblue", "gold"), "moon": ("midnightblue", "ivory"), "ball": ("skyblue", "orange")}
for name, (background, shape) in colors.items():
    pictures[name] = Image.new("RGB", (256, 256), background)
    ImageDraw.Draw(pictures[name]).ellipse((70, 70, 190, 190), fill=shape)
display(*pictures.values())

device = "cuda" if torch.cuda.is_available() else "cpu"
processor = AutoImageProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModel.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)

inputs = processor(list(pictures.values()), return_tensors="pt").to(device, model.dtype)
# Multimodal models have a separate image encoder.
run = getattr(model, "vision_model", model)
with torch.no_grad():
    output = run(pixel_values=inputs["pixel_values"])

# One vector per image: the pooled output if there is one; otherwise, the mean over the patches.
vectors = getattr(output, "pooler_output", None)
if vectors is None:
    hidden = output.last_hidden_state
    vectors = hidden.mean(dim=1) if hidden.dim() == 3 else hidden.mean(dim=(2, 3))
vectors = torch.nn.functional.normalize(vectors.flatten(1).float(), dim=-1)
print("vectors:", tuple(vectors.shape))
for name, row in zip(pictures, (vectors @ vectors.T).tolist()):
    print(f"{name:<6}", "  ".join(f"{value:6.3f}" for value in row))
