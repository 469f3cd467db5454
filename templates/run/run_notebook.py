"""Runs a notebook with nbclient and reports progress to alacard as JSON lines on standard output.

Arguments: the notebook's path; a JSON object with "folder" (where it runs), "timeout" and "cell_timeout" (seconds or
null), "requirements" (to check before the run), "install" (whether they may be installed) and "pip" (see pip_magic.py,
or null).
When standard input is closed, ends immediately, together with the kernel and every process that it started.
"""

import ctypes
import json
import os
import runpy
import signal
import sys
import threading
import time
from importlib.util import find_spec

# Limits on what one cell may print and display in the copy, in characters.
MAX_PRINTED = 10_000_000
MAX_DISPLAYED = 200_000_000
# Minimum size counted per output, so that a loop of tiny outputs reaches the limit too.
MIN_DISPLAYED = 1_000
# Limit on one output in an event. The executed copy has more, up to the limits above.
MAX_REPORTED = 100_000
# linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36

HERE = os.path.dirname(os.path.abspath(__file__))

# The kernel and its child processes inherit standard output. What they write there must not look like an event.
events = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
events_lock = threading.Lock()


def report(event, **facts):
    line = json.dumps({"event": event, **facts}).encode("ascii") + b"\n"
    with events_lock:
        events.write(line)
        events.flush()


def exit_now(code):
    """Exits without waiting for other threads."""
    try:
        sys.stderr.flush()
    finally:
        os._exit(code)


try:
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    if find_spec("ipykernel") is None:
        raise ModuleNotFoundError("No module named 'ipykernel'", name="ipykernel")
except Exception as error:
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    report("unusable", reason=f"{type(error).__name__}: {error}", missing=missing, executable=sys.executable)
    exit_now(3)

try:
    import psutil
except Exception:
    psutil = None


def descendants():
    try:
        return psutil.Process().children(recursive=True) if psutil else []
    except psutil.Error:
        return []


def adopt_orphans():
    """On Linux, makes orphaned descendants children of this process, so that they can still be found."""
    if not sys.platform.startswith("linux"):
        return
    try:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass


def kill_all(processes, group):
    for process in processes:
        try:
            process.kill()
        except psutil.Error:
            pass
    if group is not None and hasattr(os, "killpg"):
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            pass


class ReportingClient(NotebookClient):
    """Reports each code cell as it runs."""

    cell_limit = None
    deadline = None
    running = None
    kernel_group = None
    exit_code = None
    started = ()
    setup = None
    printed = 0
    displayed = 0

    async def async_start_new_kernel(self, **options):
        await super().async_start_new_kernel(**options)
        self.kernel_group = getattr(getattr(self.km, "provisioner", None), "pgid", None)

    async def async_execute_cell(self, cell, cell_index, *args, **options):
        is_last = cell_index == len(self.nb.cells) - 1
        try:
            if cell.cell_type != "code":
                return cell
            return await self.run_code_cell(cell, cell_index, *args, **options)
        finally:
            if is_last or self.running is not None:
                # The kernel is still running, so its child processes can be found.
                self.started = descendants()

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        if self.setup is not None and self.km.kernel_spec.language.lower() == "python":
            # Silent code gets no number, so that the first cell is still cell 1.
            reply = await client.execute_interactive(
                self.setup, silent=True, store_history=False, allow_stdin=False, output_hook=lambda _: None, timeout=60
            )
            if reply["content"]["status"] != "ok":
                raise RuntimeError(f"could not set up the kernel: {reply['content'].get('evalue', '')}")
        return client

    async def run_code_cell(self, cell, cell_index, *args, **options):
        cell.outputs = []
        cell.execution_count = None
        self.printed = self.displayed = 0
        number = cell_index + 1
        self.running = {"number": number, "cell": cell}
        report("started", number=number)
        begin = time.monotonic()
        status = "failed"
        try:
            executed = await super().async_execute_cell(cell, cell_index, *args, **options)
            has_error = any(output.output_type == "error" for output in cell.outputs)
            is_skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
            status = "skipped" if is_skipped else "raised" if has_error else "ok"
            self.running = None
            return executed
        except DeadKernelError:
            provisioner = getattr(self.km, "provisioner", None)
            self.exit_code = await provisioner.poll() if provisioner else None
            raise
        except CellTimeoutError:
            # A busy kernel would not respond to a graceful shutdown.
            self.shutdown_kernel = "immediate"
            raise
        finally:
            report("finished", number=number, seconds=round(time.monotonic() - begin, 3), status=status)

    def process_message(self, msg, cell, cell_index):
        kind, content = msg["msg_type"], msg["content"]
        if kind == "stream":
            room = max(0, MAX_PRINTED - self.printed)
            if room == 0:
                return None
            self.printed += len(content["text"])
            if len(content["text"]) > room:
                content["text"] = content["text"][:room] + "\n[alacard: the rest of this cell's printed output is omitted]\n"
            report("output", number=cell_index + 1, text=content["text"])
        elif kind in ("execute_result", "display_data"):
            data = content.get("data", {})
            if self.displayed >= MAX_DISPLAYED:
                return None
            self.displayed += MIN_DISPLAYED + sum(len(str(value)) for value in data.values())
            text = data.get("text/plain", "")[:MAX_REPORTED]
            if self.displayed >= MAX_DISPLAYED:
                content["data"] = {"text/plain": text[:MIN_DISPLAYED]}
                text += "\n[alacard: the rest of this cell's displayed output is omitted]"
            report("output", number=cell_index + 1, text=text if text.endswith("\n") else f"{text}\n")
        return super().process_message(msg, cell, cell_index)

    def remaining_time(self, _cell):
        left = None if self.deadline is None else max(0.001, self.deadline - time.monotonic())
        limits = [limit for limit in (self.cell_limit, left) if limit is not None]
        return min(limits, default=None)


def merge_streams(outputs):
    """Joins the pieces of each stream between two results, and keeps only the final state of a redrawn line."""
    merged, pieces = [], {}
    for output in outputs:
        if output.output_type != "stream":
            pieces = {}
        elif output.name in pieces:
            pieces[output.name].append(output.text)
            continue
        else:
            output["text"] = pieces[output.name] = [output.text]
        merged.append(output)
    for output in merged:
        if output.output_type == "stream":
            output["text"] = "\n".join(last_state(line) for line in "".join(output["text"]).split("\n"))
    return merged


def last_state(line):
    text = line.rstrip("\r")
    return text[text.rfind("\r") + 1 :] + line[len(text) :]


def choose_kernel(notebook):
    """The notebook's kernel, or this interpreter's if a Python notebook names a kernel that is not installed."""
    kernelspec = notebook.metadata.get("kernelspec")
    kernelspec = kernelspec if isinstance(kernelspec, dict) else {}
    name = str(kernelspec.get("name") or "python3")
    try:
        KernelSpecManager().get_kernel_spec(name)
        return name
    except NoSuchKernel:
        info = notebook.metadata.get("language_info")
        info = info if isinstance(info, dict) else {}
        language = str(kernelspec.get("language") or info.get("name") or "").lower()
        if language == "python":
            report("warning", message=f'kernel "{name}" is not installed; using {sys.executable}')
            return "python3"
        raise


def describe(error, runner, timeout):
    """The error's name and message for the user."""
    if isinstance(error, CellExecutionError):
        return error.ename, error.evalue
    if isinstance(error, CellTimeoutError):
        if runner.deadline is not None and time.monotonic() >= runner.deadline - 0.01:
            return "Timeout", f"the run exceeded {timeout:g} s"
        return "Timeout", f"the cell exceeded {runner.cell_limit:g} s"
    if isinstance(error, DeadKernelError):
        return "KernelDied", f"the kernel died while the cell was running{exit_suffix(runner.exit_code)}"
    if isinstance(error, NoSuchKernel):
        return "NoSuchKernel", f'kernel "{error.name}" is not installed'
    return type(error).__name__, str(error)


def exit_suffix(code):
    if code is None:
        return ""
    if code < 0:
        try:
            return f" ({signal.Signals(-code).name})"
        except ValueError:
            return f" (signal {-code})"
    return f" (exit code {code})"


def pip_setup(config):
    """Code that replaces the kernel's `pip` magic, outside the notebook's names."""
    with open(os.path.join(HERE, "pip_magic.py"), encoding="utf-8") as file:
        source = file.read()
    return f"exec({source!r}, {{'__name__': 'alacard', 'CONFIG': {config!r}}})"


def check_packages(requirements, install):
    """Reports what the %pip lines would change here. Returns whether the notebook may run."""
    if not requirements:
        return True
    try:
        # Not imported, which would write bytecode next to the file.
        pip = runpy.run_path(os.path.join(HERE, "pip_changes.py"))
        if install:
            report("changes", packages=pip["changes"](requirements))
            return True
        missing = pip["missing"](requirements)
    except Exception as error:
        report("warning", message=f"could not find out what %pip would change: {error}"[:MAX_REPORTED])
        return True
    if missing:
        report("failure", name="NotInstalled", message=", ".join(missing)[:MAX_REPORTED])
        report("done")
    return not missing


def run(path, options):
    timeout, cell_timeout = options["timeout"], options["cell_timeout"]
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        # nbformat raises many kinds of errors for invalid notebooks.
        report("failure", name="InvalidNotebook", message=f"{type(error).__name__}: {error}"[:MAX_REPORTED])
        report("done")
        return 1
    begin = time.monotonic()
    runner = ReportingClient(
        notebook,
        resources={"metadata": {"path": options["folder"]}},
        startup_timeout=int(min(120, max(1, timeout))) if timeout else 120,
        shutdown_kernel="graceful",
    )
    runner.timeout_func = runner.remaining_time
    runner.cell_limit = cell_timeout
    runner.deadline = begin + timeout if timeout else None
    runner.setup = pip_setup(options["pip"]) if options["pip"] else None
    threading.Thread(target=exit_when_input_closes, args=(runner,), daemon=True).start()
    failure = None
    try:
        runner.kernel_name = choose_kernel(notebook)
        runner.execute()
    except Exception as error:
        failure = describe(error, runner, timeout)
        report_failure(failure, error, runner)
    kill_all([*runner.started, *descendants()], runner.kernel_group)
    if failure is None or runner.running is not None:
        # Only at the end: a cell may update what an earlier cell displayed.
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = merge_streams(cell.outputs)
        report("notebook", content=nbformat.writes(notebook))
    report("done")
    return 1 if failure else 0


def report_failure(failure, error, runner):
    name, message = failure
    message = message[:MAX_REPORTED]
    facts = {"name": name, "message": message}
    if runner.running is not None:
        facts["number"] = runner.running["number"]
        if not isinstance(error, CellExecutionError):
            # The kernel did not report this error. Without it, the copy would look as if the cell had succeeded.
            note = nbformat.v4.new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])
            runner.running["cell"].outputs.append(note)
    report("failure", **facts)


def exit_when_input_closes(runner):
    try:
        # Not sys.stdin, whose lock would still be held when Python exits.
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    kill_all(descendants(), runner.kernel_group)
    exit_now(4)


def activate_environment():
    """Activates the virtual environment, so that `!pip` and its other commands are found."""
    if sys.prefix != sys.base_prefix:
        folder = os.path.dirname(sys.executable)
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", "")
        os.environ["VIRTUAL_ENV"] = sys.prefix


def main():
    # alacard handles Ctrl-C and then closes standard input. SIG_IGN won't do, because the kernel would inherit it.
    if hasattr(os, "setsid"):
        try:
            os.setsid()
        except OSError:
            pass
    signal.signal(signal.SIGINT, lambda *_: None)
    adopt_orphans()
    options = json.loads(sys.argv[2])
    activate_environment()
    report("ready", executable=sys.executable, version=".".join(map(str, sys.version_info[:3])))
    try:
        is_ready = check_packages(options["requirements"], options["install"])
        code = run(sys.argv[1], options) if is_ready else 1
    except BrokenPipeError:
        kill_all(descendants(), None)
        code = 4
    exit_now(code)


main()
