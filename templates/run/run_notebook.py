"""Runs a notebook with nbclient, and tells of it in JSON lines on standard output, which alacard reads.

Arguments: the notebook's path; a JSON object {"timeout": seconds or null, "cell_timeout": seconds or null}.
Ends at once, with the kernel and all that it started, when standard input is closed.
"""

import ctypes
import json
import os
import signal
import sys
import threading
import time
from importlib.util import find_spec

# What one cell may print into the copy, and what it may display, in characters.
MOST_PRINTED = 10_000_000
MOST_DISPLAYED = 200_000_000
# What an output counts for at least: a loop may display without end, too.
LEAST_DISPLAYED = 1_000
# What is told of one output; the copy has it whole.
MOST_TOLD = 100_000
# linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36

# The kernel and what it starts inherit standard output: what they write there must not look like an event.
events = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
events_lock = threading.Lock()


def tell(event, **facts):
    line = json.dumps({"event": event, **facts}).encode("ascii") + b"\n"
    with events_lock:
        events.write(line)
        events.flush()


def leave(code):
    """Without waiting for other threads."""
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
    tell("unusable", reason=f"{type(error).__name__}: {error}", missing=missing, executable=sys.executable)
    leave(3)

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
    """On Linux what outlives its parent becomes a child of this process, and can still be found."""
    if not sys.platform.startswith("linux"):
        return
    try:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass


def end_all(processes, group):
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


class Runner(NotebookClient):
    """Tells of each code cell as it runs."""

    cell_limit = None
    deadline = None
    running = None
    kernel_group = None
    exit_code = None
    started = ()
    printed = 0
    displayed = 0

    async def async_start_new_kernel(self, **options):
        await super().async_start_new_kernel(**options)
        self.kernel_group = getattr(getattr(self.km, "provisioner", None), "pgid", None)

    async def async_execute_cell(self, cell, cell_index, *args, **options):
        last = cell_index == len(self.nb.cells) - 1
        try:
            if cell.cell_type != "code":
                return cell
            return await self.tell_of_cell(cell, cell_index, *args, **options)
        finally:
            if last or self.running is not None:
                # The kernel is still there: what it started can be found by its parent.
                self.started = descendants()

    async def tell_of_cell(self, cell, cell_index, *args, **options):
        cell.outputs = []
        cell.execution_count = None
        self.printed = self.displayed = 0
        number = cell_index + 1
        self.running = {"number": number, "cell": cell}
        tell("started", number=number)
        begin = time.monotonic()
        status = "failed"
        try:
            done = await super().async_execute_cell(cell, cell_index, *args, **options)
            raised = any(output.output_type == "error" for output in cell.outputs)
            skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
            status = "skipped" if skipped else "raised" if raised else "ok"
            self.running = None
            return done
        except DeadKernelError:
            provisioner = getattr(self.km, "provisioner", None)
            self.exit_code = await provisioner.poll() if provisioner else None
            raise
        except CellTimeoutError:
            # A kernel that is busy would not hear a polite request.
            self.shutdown_kernel = "immediate"
            raise
        finally:
            tell("finished", number=number, seconds=round(time.monotonic() - begin, 3), status=status)

    def process_message(self, msg, cell, cell_index):
        kind, content = msg["msg_type"], msg["content"]
        if kind == "stream":
            room = max(0, MOST_PRINTED - self.printed)
            if room == 0:
                return None
            self.printed += len(content["text"])
            if len(content["text"]) > room:
                content["text"] = f"{content['text'][:room]}\n[alacard keeps no more of what this cell prints]\n"
            tell("output", number=cell_index + 1, text=content["text"])
        elif kind in ("execute_result", "display_data"):
            data = content.get("data", {})
            if self.displayed >= MOST_DISPLAYED:
                return None
            self.displayed += LEAST_DISPLAYED + sum(len(str(value)) for value in data.values())
            text = data.get("text/plain", "")[:MOST_TOLD]
            if self.displayed >= MOST_DISPLAYED:
                content["data"] = {"text/plain": text[:LEAST_DISPLAYED]}
                text += "\n[alacard keeps no more of what this cell displays]"
            tell("output", number=cell_index + 1, text=text if text.endswith("\n") else f"{text}\n")
        return super().process_message(msg, cell, cell_index)

    def time_for(self, _cell):
        left = None if self.deadline is None else max(0.001, self.deadline - time.monotonic())
        limits = [limit for limit in (self.cell_limit, left) if limit is not None]
        return min(limits, default=None)


def merge_streams(outputs):
    """What was printed in pieces as one, between two results; of a line that was drawn anew only the last state."""
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
    drawn = line.rstrip("\r")
    return drawn[drawn.rfind("\r") + 1 :] + line[len(drawn) :]


def choose_kernel(notebook):
    """The notebook's kernel; a Python notebook whose kernel is not here runs on this Python's."""
    wanted = notebook.metadata.get("kernelspec")
    wanted = wanted if isinstance(wanted, dict) else {}
    name = str(wanted.get("name") or "python3")
    try:
        KernelSpecManager().get_kernel_spec(name)
        return name
    except NoSuchKernel:
        info = notebook.metadata.get("language_info")
        info = info if isinstance(info, dict) else {}
        language = str(wanted.get("language") or info.get("name") or "").lower()
        if language == "python":
            tell("warning", message=f'no kernel "{name}" is installed: the notebook runs on {sys.executable}')
            return "python3"
        raise


def describe(error, runner, timeout):
    """The name and message of what went wrong, as a person would say it."""
    if isinstance(error, CellExecutionError):
        return error.ename, error.evalue
    if isinstance(error, CellTimeoutError):
        if runner.deadline is not None and time.monotonic() >= runner.deadline - 0.01:
            return "Timeout", f"the run took longer than {timeout:g} s"
        return "Timeout", f"the cell ran longer than {runner.cell_limit:g} s"
    if isinstance(error, DeadKernelError):
        return "KernelDied", f"the kernel ended while the cell ran{how_it_ended(runner.exit_code)}"
    if isinstance(error, NoSuchKernel):
        return "NoSuchKernel", f'no kernel "{error.name}" is installed'
    return type(error).__name__, str(error)


def how_it_ended(code):
    if code is None:
        return ""
    if code < 0:
        try:
            return f" ({signal.Signals(-code).name})"
        except ValueError:
            return f" (signal {-code})"
    return f" (exit code {code})"


def run(path, timeout, cell_timeout):
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        # nbformat fails in many ways at what is no notebook.
        tell("failure", name="InvalidNotebook", message=f"{type(error).__name__}: {error}"[:MOST_TOLD])
        tell("done")
        return 1
    begin = time.monotonic()
    runner = Runner(
        notebook,
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(path))}},
        startup_timeout=int(min(120, max(1, timeout))) if timeout else 120,
        shutdown_kernel="graceful",
    )
    runner.timeout_func = runner.time_for
    runner.cell_limit = cell_timeout
    runner.deadline = begin + timeout if timeout else None
    threading.Thread(target=end_with_input, args=(runner,), daemon=True).start()
    failure = None
    try:
        runner.kernel_name = choose_kernel(notebook)
        runner.execute()
    except Exception as error:
        failure = describe(error, runner, timeout)
        tell_failure(failure, error, runner)
    end_all([*runner.started, *descendants()], runner.kernel_group)
    if failure is None or runner.running is not None:
        # Not before the end: a cell may still draw anew what an earlier one displayed.
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = merge_streams(cell.outputs)
        tell("notebook", content=nbformat.writes(notebook))
    tell("done")
    return 1 if failure else 0


def tell_failure(failure, error, runner):
    name, message = failure
    message = message[:MOST_TOLD]
    facts = {"name": name, "message": message}
    if runner.running is not None:
        facts["number"] = runner.running["number"]
        if not isinstance(error, CellExecutionError):
            # The kernel did not say it: the copy shouldn't look as if the cell had ended well.
            note = nbformat.v4.new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])
            runner.running["cell"].outputs.append(note)
    tell("failure", **facts)


def end_with_input(runner):
    try:
        # Not sys.stdin: its lock would be held when Python ends.
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    end_all(descendants(), runner.kernel_group)
    leave(4)


def enter_environment():
    """As activating it would do: `!pip` and other commands of a virtual environment are found."""
    if sys.prefix != sys.base_prefix:
        folder = os.path.dirname(sys.executable)
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", "")
        os.environ["VIRTUAL_ENV"] = sys.prefix


def main():
    # Ctrl-C is alacard's to handle, which then closes standard input. A kernel would inherit SIG_IGN.
    if hasattr(os, "setsid"):
        try:
            os.setsid()
        except OSError:
            pass
    signal.signal(signal.SIGINT, lambda *_: None)
    adopt_orphans()
    options = json.loads(sys.argv[2])
    enter_environment()
    tell("ready", executable=sys.executable, version=".".join(map(str, sys.version_info[:3])))
    try:
        code = run(sys.argv[1], options["timeout"], options["cell_timeout"])
    except BrokenPipeError:
        end_all(descendants(), None)
        code = 4
    leave(code)


main()
