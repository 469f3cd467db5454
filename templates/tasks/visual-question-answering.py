# task: visual-question-answering
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import AutoModelForVisualQuestionAnswering, AutoProcessor

question = "What color is the house?"  # @widget text

# A drawn scene; use Image.open(...) to load your own image.
image = Image.new("RGB", (480, 360), "skyblue")
draw = ImageDraw.Draw(image)
draw.rectangle((0, 240, 480, 360), fill="seagreen")
draw.ellipse((370, 30, 440, 100), fill="gold")
draw.rectangle((120, 150, 280, 280), fill="firebrick")
draw.polygon([(100, 150), (200, 70), (300, 150)], fill="saddlebrown")
# @fetch image

device = "cuda" if torch.cuda.is_available() else "cpu"
processor = AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForVisualQuestionAnswering.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto")
model = model.to(device)

inputs = processor(images=image, text=question, return_tensors="pt").to(device, model.dtype)
display(image)
print("question:", question)
if model.can_generate():
    output = model.generate(**inputs, max_new_tokens=20)
    print("answer:  ", processor.batch_decode(output, skip_special_tokens=True)[0].strip())
else:
    # A classifier over a fixed set of answers.
    with torch.no_grad():
        scores = model(**inputs).logits[0].float().sigmoid()
    for score, place in zip(*scores.topk(min(5, len(scores)))):
        print(f"{score.item():8.4f}  {model.config.id2label[place.item()]}")
