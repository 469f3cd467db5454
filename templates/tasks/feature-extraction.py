# task: feature-extraction
# libraries: transformers
# packages: transformers torch sentencepiece
import torch
from transformers import pipeline

texts = [
    "A dog runs along the beach.",
    "A puppy is playing in the sand.",
    "The bank raised its interest rates.",
]

extractor = pipeline(
    "feature-extraction",
    model=MODEL_ID,
    revision=REVISION,
    dtype=torch.float16 if torch.cuda.is_available() else "auto",
)

# The model returns one vector per token; their mean is the embedding of the text.
vectors = torch.stack([tokens[0].float().mean(dim=0) for tokens in extractor(texts, return_tensors=True)])
print("vectors:", tuple(vectors.shape))

unit = torch.nn.functional.normalize(vectors, dim=-1)
print("cosine similarity of each pair of texts:")
for text, row in zip(texts, (unit @ unit.T).tolist()):
    print("  ".join(f"{value:6.3f}" for value in row), " ", text)
