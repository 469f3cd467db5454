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

# One vector for each token of each text; their mean stands for the whole text.
vectors = torch.stack([tokens[0].float().mean(dim=0) for tokens in extractor(texts, return_tensors=True)])
print("vectors:", tuple(vectors.shape))

unit = torch.nn.functional.normalize(vectors, dim=-1)
print("cosine similarity of each text with each:")
for text, row in zip(texts, (unit @ unit.T).tolist()):
    print("  ".join(f"{value:6.3f}" for value in row), " ", text)
