# task: text-retrieval
# libraries: sentence-transformers transformers
# packages: sentence-transformers torch sentencepiece
from sentence_transformers import SentenceTransformer

query = "How long do bees live?"  # @widget source_sentence
documents = ["A worker bee lives about six weeks in summer.", "Honey keeps for years in a closed jar.", "The last bus leaves at ten."]  # @widget sentences

model = SentenceTransformer(MODEL_ID, revision=REVISION)

# Search models encode queries and documents differently: encode_query adds the prompt that the model expects
scores = model.similarity(model.encode_query([query]), model.encode_document(documents))[0].tolist()
print(query)
for score, document in sorted(zip(scores, documents), reverse=True):
    print(f"{score:8.4f}  {document}")
