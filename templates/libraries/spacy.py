# libraries: spacy
# packages: spacy huggingface_hub
import spacy
from huggingface_hub import snapshot_download

text = "Marie Curie was born in Warsaw and worked at the University of Paris."  # @widget text entities

# The repository contains the pipeline both unpacked and as a wheel; the wheel is not needed.
path = snapshot_download(MODEL_ID, revision=REVISION, ignore_patterns=["*.whl"])
nlp = spacy.load(path)
doc = nlp(text)

print("components:", ", ".join(nlp.pipe_names))
for token in doc if doc.has_annotation("POS") or doc.has_annotation("DEP") else []:
    print(f"{token.text:<14} {token.pos_:<8} {token.dep_:<10} {token.lemma_}")
for entity in doc.ents:
    print(f"entity: {entity.text:<24} {entity.label_}")
for label, score in doc.cats.items():
    print(f"{score:8.4f}  {label}")
