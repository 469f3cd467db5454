# task: visual-question-answering
# libraries: transformers
# packages: transformers torch torchvision pillow ipython
import torch
from IPython.display import display
from transformers import AutoModelForVisualQuestionAnswering, AutoProcessor

question = "What color is the house?"  # @widget text

# @input image

device = "cuda" if torch.cuda.is_available() else "cpu"
processor = AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
model = AutoModelForVisualQuestionAnswering.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto").to(device)
inputs = processor(images=image, text=question, return_tensors="pt").to(device, model.dtype)
display(image)
print("question:", question)
# @if model_type vilt
scores = model(**inputs).logits[0].detach().float().sigmoid()
for score, place in zip(*scores.topk(5)):
    print(f"{score.item():8.4f}  {model.config.id2label[place.item()]}")
# @else
output = model.generate(**inputs, max_new_tokens=20)
print("answer:  ", processor.batch_decode(output, skip_special_tokens=True)[0].strip())
# @end
