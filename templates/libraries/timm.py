# libraries: timm
# packages: timm torch torchvision pillow ipython
import timm
import torch
from IPython.display import display

# @input image

model = timm.create_model(f"hf-hub:{MODEL_ID}@{REVISION}", pretrained=True).eval()
transform = timm.data.create_transform(**timm.data.resolve_data_config({}, model=model), is_training=False)
with torch.no_grad():
    output = model(transform(image).unsqueeze(0))[0]

display(image)
# Names of the classes, if the model has them in its configuration or was trained on a variant of ImageNet
subset = timm.data.infer_imagenet_subset(model)
names = model.pretrained_cfg.get("label_names") or (subset and timm.data.ImageNetInfo(subset).label_descriptions())
for score, place in zip(*output.flatten().softmax(-1).topk(min(5, output.numel()))):
    print(f"{score.item():8.4f}  {names[place] if names else place.item()}")
