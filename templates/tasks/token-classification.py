# task: token-classification
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import pipeline

text = "Marie Curie was born in Warsaw and worked at the University of Paris."  # @widget text entities

tagger = pipeline(
    "token-classification",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.float16 if torch.cuda.is_available() else "auto",
    aggregation_strategy="simple",
)

spans = tagger(text)
print(text)
for span in spans:
    print(f"{span['score']:7.2%}  {span['entity_group']:<12} {span['word']}")
if not spans:
    print("The model found no entities in this text.")
