# Before anything heavy: what may stand in the way?
MODEL_ID = "owner/name"  # @fill
REVISION = "main"  # @fill
# @if fit
CHECK_FIT = True  # False goes on even where the model looks too big for this machine
MEMORY_GB = 0  # @fill
DOWNLOAD_GB = 0  # @fill
# @end
# @if wider
CPU_MEMORY_GB = 0  # @fill
# @end


class NotReady(Exception):
    def _render_traceback_(self):  # a message is enough
        return str(self).splitlines()


def check():
    from importlib import import_module
    # @if hosted
    from os import environ
    # @end
    # @if fit
    from pathlib import Path
    from shutil import disk_usage
    # @end
    from huggingface_hub import HfApi, constants, errors, get_token, snapshot_download

    # @if colab
    if "HF_TOKEN" not in environ:
        try:
            environ["HF_TOKEN"] = import_module("google.colab.userdata").get("HF_TOKEN")
            print("HF_TOKEN: from Colab's secrets")
        except Exception:  # not in Colab, no such secret, or none that this notebook may read
            print("HF_TOKEN: not in Colab's secrets. Only gated and private models need one")
    # @end
    # @if kaggle
    if "HF_TOKEN" not in environ:
        try:
            environ["HF_TOKEN"] = import_module("kaggle_secrets").UserSecretsClient().get_secret("HF_TOKEN")
            print("HF_TOKEN: from Kaggle's secrets")
        except Exception:  # not on Kaggle, no such secret, or none attached to this notebook
            print("HF_TOKEN: not in Kaggle's secrets. Only gated and private models need one")
    # @end
    url = f"{constants.ENDPOINT}/{MODEL_ID}"
    token = "the token that is set may not read it" if get_token() else "no token is set"
    # @if colab
    login = "add the secret HF_TOKEN (key icon at the left), switch on its notebook access, run this cell again"
    # @end
    # @if kaggle
    login = "add the secret HF_TOKEN (Add-ons > Secrets), attach it to this notebook, run this cell again"
    # @end
    # @if anywhere
    login = "set HF_TOKEN or run huggingface_hub.login()"
    # @end
    try:
        HfApi().model_info(MODEL_ID, revision=REVISION, timeout=30)
        print(f"{MODEL_ID} at {REVISION}: reachable")
    except errors.RevisionNotFoundError:
        raise NotReady(f"{MODEL_ID} has no revision {REVISION}: see {url}/commits/main, change REVISION") from None
    except errors.RepositoryNotFoundError:
        raise NotReady(f"{url} was renamed or removed, or is private and {token}: {login}") from None
    except Exception as error:
        try:
            snapshot_download(MODEL_ID, revision=REVISION, local_files_only=True)
        except Exception:
            raise NotReady(f"{url} can't be read: {str(error)[:200]}\nCheck network, HF_ENDPOINT, HF_HUB_OFFLINE") from None
        print(f"{url} can't be read: using what the cache holds")
    # @if gated
    else:
        try:
            HfApi().auth_check(MODEL_ID)
            print("Gated: a token is there")
        except errors.RepositoryNotFoundError:
            raise NotReady(f"{MODEL_ID} is gated, and {token}.\nAsk for access at {url}, then {login}") from None
        except Exception:
            pass  # not every mirror can tell: the download will
    # @end
    # @if remoteCode
    print(f"It runs code of its own (trust_remote_code): read it first, at {url}/tree/{REVISION}")
    # @end

    # @if fit
    memory, needed, gpus = float("inf"), MEMORY_GB, 0
    # @end
    try:
        # @if fit
        memory = import_module("psutil").virtual_memory().available / 1e9
        # @end
        torch = import_module("torch")
        gpus = torch.cuda.device_count()
        # @if fit
        memory += sum(torch.cuda.mem_get_info(gpu)[0] for gpu in range(gpus)) / 1e9
        # @end
        other = "Apple GPU (mps)" if torch.backends.mps.is_available() else "CPU"
        print("Device:", f"{gpus} x {torch.cuda.get_device_name(0)}" if gpus else other)
    except Exception:
        print("Device: CPU, or what the model's library finds")
    # @if fit

    # @end
    # @if wider
    needed = MEMORY_GB if gpus else CPU_MEMORY_GB
    # @end
    # @if fit
    cache = Path(constants.HF_HUB_CACHE)
    cache.mkdir(parents=True, exist_ok=True)
    blobs = cache.glob(f"models--{MODEL_ID.replace('/', '--')}/blobs/*")
    missing = max(0, DOWNLOAD_GB - sum(blob.stat().st_size for blob in blobs) / 1e9)
    disk = disk_usage(cache).free / 1e9
    fit = f"""Memory: the weights take about {needed:.1f} GB, {memory:.1f} GB free
Disk: {missing:.1f} GB to download, {disk:.1f} GB free in {cache}"""
    print(fit)
    if CHECK_FIT and (needed > memory or missing > disk):
        raise NotReady(f"{MODEL_ID} does not fit this machine. CHECK_FIT = False tries anyway.\n{fit}")
    # @end


check()
