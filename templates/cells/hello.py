# Checks before anything heavy: can the model be reached, and can this machine hold it?
import importlib
import importlib.util
import os
import shutil

MODEL_ID = "owner/name"  # @fill
REVISION = "main"  # @fill
CHECK_FIT = True  # False goes on even where the model looks too big for this machine

GATED = False  # @fill
TRUST_REMOTE_CODE = False  # @fill
NEEDED_BYTES = None  # @fill
DOWNLOAD_BYTES = None  # @fill


class NotReady(Exception):
    """Stops the notebook with a message instead of a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


try:
    import huggingface_hub
    from huggingface_hub import constants as hub_constants
    from huggingface_hub import errors as hub_errors
except ImportError as error:
    raise NotReady(f"huggingface_hub can't be imported ({error}): run the cell above first.") from None


def _is_cached():
    try:
        huggingface_hub.snapshot_download(MODEL_ID, revision=REVISION, local_files_only=True)
        return True
    except Exception:
        return False


def _ask_hub(url):
    """The Hub's answer about the model at this revision; None where only the cache has it."""
    try:
        return huggingface_hub.HfApi().model_info(MODEL_ID, revision=REVISION, timeout=30)
    except hub_errors.GatedRepoError:
        raise NotReady(_access_message(url)) from None
    except hub_errors.RevisionNotFoundError:
        raise NotReady(
            f"{MODEL_ID} has no revision {REVISION}.\n"
            f"See what there is at {url}/commits/main and change REVISION in this cell."
        ) from None
    except hub_errors.RepositoryNotFoundError:
        raise NotReady(
            f"{url} can't be found: the model was renamed or removed, it is private, or the token is wrong.\n"
            "Look at the page; for a private model, log in with a token that may read it:\n"
            "    from huggingface_hub import login; login()"
        ) from None
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        if _is_cached():
            print(f"{url} can't be read ({reason}); using what the cache holds")
            return None
        raise NotReady(
            f"{url} can't be read, and the cache does not hold this revision.\n{reason}\n"
            "Check the network, HF_ENDPOINT and HF_HUB_OFFLINE, then run this cell again."
        ) from None


def _access_message(url):
    return (
        f"{MODEL_ID} is gated: its files need a token of an account that was given access.\n"
        f"1. Ask for access at {url}\n"
        f"2. Make a token at {hub_constants.ENDPOINT}/settings/tokens\n"
        "3. Set it as HF_TOKEN, or: from huggingface_hub import login; login()\n"
        "Then run this cell again."
    )


def _check_access(url, info):
    gated = GATED if info is None else bool(getattr(info, "gated", GATED))
    if not gated or _is_cached():
        return
    if not huggingface_hub.get_token():
        raise NotReady(_access_message(url))
    try:
        huggingface_hub.HfApi().auth_check(MODEL_ID)
    except hub_errors.GatedRepoError:
        raise NotReady(f"The token that is set may not read {MODEL_ID} yet.\n{_access_message(url)}") from None
    except Exception:
        pass  # an older client or a mirror can't tell: the download will
    print("Gated: a token is there")


def _gigabytes(count):
    return f"{count / 1e9:.1f} GB"


def _find_device():
    """The device's name and its free memory in bytes, None where it shares the computer's."""
    if importlib.util.find_spec("torch") is None:
        return "CPU, or what the model's library finds (torch isn't installed)", None
    try:
        torch = importlib.import_module("torch")
        if torch.cuda.is_available():
            count = torch.cuda.device_count()
            free = sum(torch.cuda.mem_get_info(index)[0] for index in range(count))
            return f"{count} x {torch.cuda.get_device_name(0)}, {_gigabytes(free)} free", free
        if torch.backends.mps.is_available():
            return "Apple GPU (mps)", None
    except Exception as error:
        return f"CPU (torch could not look for a GPU: {type(error).__name__})", None
    return "CPU", None


def _free_memory():
    try:
        return importlib.import_module("psutil").virtual_memory().available
    except Exception:
        return None


def _disk():
    """Where the Hub's cache is, its free bytes, and the bytes of this model that it holds already."""
    cache = hub_constants.HF_HUB_CACHE
    blobs = os.path.join(cache, "models--" + MODEL_ID.replace("/", "--"), "blobs")
    held = sum(entry.stat().st_size for entry in os.scandir(blobs)) if os.path.isdir(blobs) else 0
    folder = os.path.abspath(cache)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return cache, shutil.disk_usage(folder).free, held


def _check_fit(gpu_memory):
    problems = []
    memory = _free_memory()
    if NEEDED_BYTES is None:
        print("Memory: what the model needs is not known, so it isn't checked")
    elif memory is not None:
        print(f"Memory: the weights take about {_gigabytes(NEEDED_BYTES)}, {_gigabytes(memory)} free")
        if NEEDED_BYTES > memory + (gpu_memory or 0):
            problems.append(f"its weights take about {_gigabytes(NEEDED_BYTES)} of memory, "
                            f"and {_gigabytes(memory + (gpu_memory or 0))} is free")
        elif gpu_memory is not None and NEEDED_BYTES > gpu_memory:
            print(f"  more than the {_gigabytes(gpu_memory)} of the GPU: expect it to be slow, or to fail there")
    if DOWNLOAD_BYTES is not None:
        cache, free, held = _disk()
        missing = max(0, DOWNLOAD_BYTES - held)
        print(f"Disk: {_gigabytes(missing)} to download, {_gigabytes(free)} free in {cache}")
        if missing > free:
            problems.append(f"{_gigabytes(missing)} is still to download, and {cache} has {_gigabytes(free)} free "
                            "(HF_HOME moves it to another disk)")
    if problems and CHECK_FIT:
        raise NotReady(
            f"{MODEL_ID} does not fit this machine:\n"
            + "".join(f"- {problem}\n" for problem in problems)
            + "Take a bigger machine or a smaller model, or set CHECK_FIT = False in this cell to try anyway."
        )


def _hello():
    url = f"{hub_constants.ENDPOINT}/{MODEL_ID}"
    info = _ask_hub(url)
    print(f"{MODEL_ID} at {REVISION}: " + ("in the cache" if info is None else "reachable"))
    _check_access(url, info)
    if TRUST_REMOTE_CODE:
        print(f"It runs code of its own (trust_remote_code): read it first, at {url}/tree/{REVISION}")
    device, gpu_memory = _find_device()
    print(f"Device: {device}")
    _check_fit(gpu_memory)


_hello()
