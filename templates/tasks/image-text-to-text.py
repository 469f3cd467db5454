# task: image-text-to-text
# libraries: transformers
# packages: transformers torch torchvision accelerate sentencepiece pillow ipython
from IPython.display import display
from transformers import pipeline

text = "What is in this picture?"  # @widget text ask

# @input image

generator = pipeline("image-text-to-text", model=MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")
# @if chat_template
content = [{"type": "image", "image": image}, {"type": "text", "text": text}]
result = generator(text=[{"role": "user", "content": content}], max_new_tokens=100, return_full_text=False)
# @else
# Without a chat template, the text must contain the image placeholder token, if the model has one
token = getattr(generator.processor, "image_token", None) or ""
result = generator(images=image, text=f"{token}{text}", max_new_tokens=100)
# @end
display(image)
print(f"user:      {text}\nassistant: {result[0]['generated_text']}")
