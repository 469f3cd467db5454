# task: token-classification
# libraries: transformers
# packages: transformers torch sentencepiece
from transformers import pipeline

text = "Marie Curie was born in Warsaw and worked at the University of Paris."  # @widget text entities

tagger = pipeline("token-classification", model=MODEL_ID, revision=REVISION, dtype="auto")
entities = tagger(text, aggregation_strategy="simple")
print(f"{text}\n{len(entities)} entities")
for entity in entities:
    print(f"{entity['score']:7.2%}  {entity['entity_group']:<12} {entity['word']}")
