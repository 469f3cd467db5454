"""What `pip install` would change in this interpreter."""

import json
import subprocess
import sys
from importlib import metadata

# Resolving dependencies may need many requests.
LIMIT = 90


def missing(requirements):
    """The requirements that this interpreter does not satisfy."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        from pip._vendor.packaging.requirements import Requirement
    return [text for text in requirements if not is_satisfied(Requirement(text))]


def is_satisfied(requirement):
    if requirement.marker and not requirement.marker.evaluate():
        return True
    version = installed_version(requirement.name)
    return version is not None and requirement.specifier.contains(version, prereleases=True)


def changes(requirements):
    """The packages that pip would install. Raises an error if pip cannot tell."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--report", "-", "--no-input"]
    command += ["--disable-pip-version-check", "--", *requirements]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
    if ended.returncode != 0:
        raise RuntimeError((ended.stderr.strip() or f"pip ended with {ended.returncode}").splitlines()[-1])
    packages = [item["metadata"] for item in json.loads(ended.stdout)["install"]]
    return [
        {"name": found["name"], "version": found["version"], "installed": installed_version(found["name"])}
        for found in packages
    ]


def installed_version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
