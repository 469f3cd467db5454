# task: feature-extraction
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import pipeline

texts = ["A dog runs along the beach.", "A puppy is playing in the sand.", "The bank raised its rates."]

extractor = pipeline("feature-extraction", model=MODEL_ID, revision=REVISION, dtype="auto")

# The model returns one vector per token; their mean is the embedding of the text
vectors = torch.stack([tokens[0].float().mean(dim=0) for tokens in extractor(texts, return_tensors=True)])
print("vectors:", tuple(vectors.shape))

similarity = torch.nn.functional.cosine_similarity(vectors[:1], vectors)
for score, text in zip(similarity.tolist(), texts):
    print(f"{score:8.4f}  {text}")
