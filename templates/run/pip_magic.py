"""Replaces the `pip` magic of a kernel. Runs in the kernel before the first cell.

CONFIG: the installed "requirements"; "flags" of pip that change nothing; "where" they are installed; whether other
packages may be installed ("install").
"""

import shlex

from IPython import get_ipython


def packages_of(line):
    """The packages of a `pip install` line, or None if it does more than install packages by name."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return None
    if words[:1] != ["install"]:
        return None
    words = [word for word in words[1:] if word not in CONFIG["flags"]]
    return None if any(word.startswith("-") for word in words) else words


def replace_pip():
    shell = get_ipython()
    original = shell.find_line_magic("pip")
    installed = set(CONFIG["requirements"])

    def pip(line):
        packages = packages_of(line)
        if packages and installed.issuperset(packages):
            print(f"{CONFIG['where']}: {', '.join(packages)}")
        elif CONFIG["install"] or line.split()[:1] not in (["install"], ["uninstall"]):
            return original(line)
        else:
            raise RuntimeError(f"%pip {line.strip()} was not run, because of --no-install or --offline")

    shell.register_magic_function(pip, "line", "pip")


replace_pip()
