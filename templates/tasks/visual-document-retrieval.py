# task: visual-document-retrieval
# libraries: transformers
# packages: transformers torch torchvision accelerate sentencepiece pillow ipython
import torch
import transformers
from IPython.display import display
from PIL import Image, ImageDraw

query = "How much did the bread cost?"  # @widget text

# Two drawn pages; use Image.open(...) for your own
texts = ["Harbour Bakery\nBread 3.20\nTotal 8.80", "To the coast\n09:00 platform 2\n12:30 platform 1"]
pages = [Image.new("RGB", (448, 448), "white") for _ in texts]
for page, text in zip(pages, texts):
    ImageDraw.Draw(page).text((40, 50), text, fill="black", font_size=36)

config = transformers.AutoConfig.from_pretrained(MODEL_ID, revision=REVISION)
processor = transformers.AutoProcessor.from_pretrained(MODEL_ID, revision=REVISION)
loader = getattr(transformers, config.architectures[0])
model = loader.from_pretrained(MODEL_ID, revision=REVISION, dtype="auto", device_map="auto")

# One vector per patch of a page and per token of the query; the score is the sum of the best matches
with torch.no_grad():
    of_pages = model(**processor(images=pages, return_tensors="pt").to(model.device)).embeddings
    of_query = model(**processor(text=[query], return_tensors="pt").to(model.device)).embeddings
display(*pages)
print(query, processor.score_retrieval(of_query.float().cpu(), of_pages.float().cpu())[0].tolist())
