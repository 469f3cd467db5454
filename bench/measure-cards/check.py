"""Checks notebooks with tools that are independent of alacard: nbformat, IPython, CPython's ast and pyflakes.

Reads a folder of .ipynb files and prints a JSON object: file name -> findings. The table of import and distribution
names is independent of alacard's.
"""

import ast
import json
import re
import sys
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from pyflakes import checker, messages

DISTRIBUTIONS = {
    "PIL": "pillow", "cv2": "opencv-python", "sklearn": "scikit-learn", "yaml": "pyyaml", "bs4": "beautifulsoup4",
    "skimage": "scikit-image", "fitz": "pymupdf", "faiss": "faiss-cpu", "llama_cpp": "llama-cpp-python",
    "open_clip": "open-clip-torch", "MeCab": "mecab-python3", "IPython": "ipython", "pytorch_lightning": "pytorch-lightning",
    "paddle": "paddlepaddle", "TTS": "coqui-tts", "nemo": "nemo-toolkit", "tflite_runtime": "tflite-runtime", "awq": "autoawq",
    "auto_gptq": "auto-gptq", "fairseq": "fairseq", "mlx": "mlx", "attr": "attrs", "dateutil": "python-dateutil",
    "dotenv": "python-dotenv", "OpenSSL": "pyopenssl", "Crypto": "pycryptodome", "google.protobuf": "protobuf",
    "usb": "pyusb", "serial": "pyserial", "jose": "python-jose", "magic": "python-magic", "tsfm_public": "granite-tsfm",
    "espnet2": "espnet", "espnet_model_zoo": "espnet-model-zoo", "colbert": "colbert-ai", "lightning_fabric": "lightning",
    "huggingface_sb3": "huggingface-sb3", "fasttext": "fasttext", "kokoro_onnx": "kokoro-onnx", "wordcloud": "wordcloud",
    "llm_blender": "llm-blender", "FlagEmbedding": "flagembedding",
}  # fmt: skip


def normalize(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(source):
    names = set()
    for line in source.splitlines():
        match = re.match(r"\s*[%!]\s*(?:pip|uv pip)\s+install\s+(.*)", line)
        if match:
            for word in re.findall(r'"([^"]*)"|(\S+)', match[1]):
                name = re.match(r"[A-Za-z0-9][\w.-]*", word[0] or word[1])
                if name and not (word[1] or "").startswith("-"):
                    names.add(normalize(name[0]))
    return names


def listed(source):
    return {m[1] for m in re.finditer(r"^# Not installed: ([\w.]+) \(", source, re.M)}


def imports(tree):
    """Modules that the code requires."""
    found = set()

    def visit(node, guarded):
        if isinstance(node, ast.Try):
            catches = any(
                h.type is None or "Import" in ast.unparse(h.type) or "NotFound" in ast.unparse(h.type) or ast.unparse(h.type) == "Exception"
                for h in node.handlers
            )
            for child in node.body:
                visit(child, guarded or catches)
            for part in (node.handlers, node.orelse, node.finalbody):
                for child in part:
                    visit(child, guarded)
            return
        if isinstance(node, ast.Import) and not guarded:
            found.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and not guarded:
            found.add("." * node.level + (node.module or ""))
        for child in ast.iter_child_nodes(node):
            visit(child, guarded)

    visit(tree, False)
    return found


def check(path):
    notebook = nbformat.read(path, as_version=4)
    findings = {"cells": len(notebook.cells)}
    try:
        nbformat.validate(notebook)
        findings["valid"] = True
    except Exception as error:
        findings["valid"] = False
        findings["problem"] = str(error)[:200]
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    manager = TransformerManager()
    parsed, broken = [], []
    for source in code:
        if source.startswith("%%bash"):
            continue
        text = manager.transform_cell(source)
        try:
            parsed.append((text, ast.parse(text)))
        except SyntaxError as error:
            broken.append(f"{error.msg} in: {(error.text or '').strip()[:80]}")
    findings["broken"] = broken
    # IPython allows await at the top level and defines these names.
    joined = ast.parse("".join(text for text, _ in parsed), type_comments=False)
    report = checker.Checker(joined, builtins={"get_ipython", "display", "In", "Out", "_", "__"})
    findings["undefined"] = sorted(
        {m.message_args[0] for m in report.messages if isinstance(m, (messages.UndefinedName, messages.UndefinedLocal))}
    )
    install = set().union(*(installed(source) for source in code))
    listed_names = set().union(*(listed(source) for source in code))
    missing, unlisted = [], []
    for name in sorted(set().union(*(imports(tree) for _, tree in parsed))):
        top = name.split(".")[0]
        if name.startswith("."):
            missing.append(name)
            unlisted.append(name)
            continue
        if top in sys.stdlib_module_names or top == "google" and not name.startswith("google.protobuf"):
            continue
        wanted = normalize(DISTRIBUTIONS.get(".".join(name.split(".")[:2]), DISTRIBUTIONS.get(top, top)))
        if top in ("IPython", "ipywidgets"):
            continue
        if wanted in install or any(have in (wanted, wanted + "-headless", "py" + wanted) or have.startswith(wanted + "-") for have in install):
            continue
        missing.append(name)
        if not {name, top} & listed_names:
            unlisted.append(name)
    findings["missing"], findings["unlisted"] = missing, unlisted
    alacard = notebook.metadata.get("alacard", {})
    sha = alacard.get("sha")
    findings["pinned"] = bool(sha) and any(sha in source for source in code) and "REVISION" in code[-1]
    return findings


def main():
    folder = Path(sys.argv[1])
    print(json.dumps({path.name: check(path) for path in sorted(folder.glob("*.ipynb"))}))


main()
