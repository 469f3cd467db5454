# task: feature-extraction
# like: libraries/sentence-transformers.py
