# task: document-question-answering
# libraries: transformers
# packages: transformers torch torchvision sentencepiece pillow ipython
from IPython.display import display
from PIL import Image, ImageDraw
from transformers import pipeline

question = "What is the total?"  # @widget text

# A drawn receipt. Each word has its bounding box (coordinates from 0 to 1000), so no OCR is needed.
lines = ["Harbour Bakery", "Receipt number 4711", "Bread 3.20", "Apple cake 5.60", "Total 8.80"]
image = Image.new("RGB", (600, 400), "white")
draw = ImageDraw.Draw(image)
words = []
for row, line in enumerate(lines):
    x, y = 60, 50 + 60 * row
    for word in line.split():
        left, top, right, bottom = draw.textbbox((x, y), word, font_size=28)
        draw.text((x, y), word, fill="black", font_size=28)
        words.append((word, [int(left / 0.6), int(top / 0.4), int(right / 0.6), int(bottom / 0.4)]))
        x = right + 12

reader = pipeline("document-question-answering", model=MODEL_ID, revision=REVISION, dtype="auto")

display(image)
print("question:", question)
for answer in reader(image=image, question=question, word_boxes=words):
    score = f"{answer['score']:8.4f}  " if "score" in answer else ""
    print(f"answer:   {score}{answer['answer']}")
