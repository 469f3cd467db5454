# libraries: timm
# packages: timm torch torchvision pillow ipython
import timm
import torch
from IPython.display import display
from PIL import Image, ImageDraw

# A drawn scene; use Image.open(...).convert("RGB") to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

device = "cuda" if torch.cuda.is_available() else "cpu"
model = timm.create_model(f"hf-hub:{MODEL_ID}@{REVISION}", pretrained=True).to(device).eval()

config = timm.data.resolve_data_config({}, model=model)
transform = timm.data.create_transform(**config, is_training=False)
with torch.no_grad():
    output = model(transform(image).unsqueeze(0).to(device))[0]

display(image)
if model.num_classes > 0:
    # Class names, if the model's configuration has them or the classes are those of an ImageNet variant.
    names = model.pretrained_cfg.get("label_names") or []
    if not names and model.num_classes in (1000, 21841, 21843, 11821, 12000):
        info = timm.data.ImageNetInfo(timm.data.infer_imagenet_subset(model) or "imagenet-1k")
        names = [info.index_to_description(place) for place in range(model.num_classes)]
    for score, place in zip(*output.softmax(-1).topk(min(5, model.num_classes))):
        print(f"{score.item():8.4f}  {names[place] if names else place.item()}")
else:
    print("features:", tuple(output.shape))
    print([round(value, 4) for value in output.flatten()[:8].tolist()])
