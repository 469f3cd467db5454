"""Runs a notebook top to bottom in a kernel of this Python, and prints one JSON object of what became of each cell.

    python execute.py NOTEBOOK [seconds a cell may take]
"""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def shows(cell):
    """Whether the cell put anything before the reader: text on standard output, a value, a picture, a sound."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stdout" and output.text.strip():
            return True
        if output.output_type in ("display_data", "execute_result"):
            return True
    return False


def main():
    notebook = nbformat.read(sys.argv[1], as_version=4)
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    client = NotebookClient(notebook, timeout=limit, kernel_name="python3", allow_errors=False)
    error = None
    try:
        client.execute()
    except CellExecutionError as failure:
        error = f"{failure.ename}: {failure.evalue}"
    except (CellTimeoutError, DeadKernelError) as failure:
        error = f"{type(failure).__name__}: {failure}"
    cells = [
        {"id": cell.get("id", ""), "ran": cell.execution_count is not None, "shows": shows(cell), "tags": cell.metadata.get("tags", [])}
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    print(json.dumps({"error": error and error[-600:], "cells": cells}))


main()
