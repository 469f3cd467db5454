"""Writes wheels of installed packages and their dependencies into a folder, so that tests need no package index.

Arguments: the folder; the names of the packages.
"""

import base64
import hashlib
import os
import re
import sys
import zipfile
from importlib import metadata

from packaging.requirements import Requirement


def names_with_dependencies(names):
    found, waiting = {}, list(names)
    while waiting:
        distribution = metadata.distribution(waiting.pop())
        if distribution.name in found:
            continue
        found[distribution.name] = distribution
        for text in distribution.requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found.values()


def write_wheel(folder, distribution):
    tags = [tag.split("-") for tag in re.findall(r"^Tag: (\S+)", distribution.read_text("WHEEL"), re.MULTILINE)]
    tag = "-".join(".".join(dict.fromkeys(parts)) for parts in zip(*tags))
    name = re.sub(r"[-.]+", "_", distribution.name)
    record_path = None
    rows = []
    with zipfile.ZipFile(os.path.join(folder, f"{name}-{distribution.version}-{tag}.whl"), "w") as wheel:
        for file in distribution.files:
            path = str(file).replace(os.sep, "/")
            data = f"{name}-{distribution.version}.data/data/"
            target = re.sub(r"^(?:\.\./)+(?=(?:share|etc)/)", data, path)
            if target.startswith("../") or "__pycache__" in path:
                continue
            if path.endswith(".dist-info/RECORD"):
                record_path = path
                continue
            if re.search(r"\.dist-info/(?:INSTALLER|REQUESTED|direct_url\.json)$", path):
                continue
            content = file.locate().read_bytes()
            wheel.writestr(target, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.append(f"{target},sha256={digest},{len(content)}")
        wheel.writestr(record_path, "\n".join([*rows, f"{record_path},,"]) + "\n")


folder, *names = sys.argv[1:]
for distribution in names_with_dependencies(names):
    write_wheel(folder, distribution)
