# Check for problems before downloading anything large.
MODEL_ID = "owner/name"  # @fill
REVISION = "main"  # @fill
# @if fit
CHECK_FIT = True  # False: continue even if the model seems too large for this machine
MEMORY_GB = 0  # @fill
DOWNLOAD_GB = 0  # @fill
# @end
# @if wider
CPU_MEMORY_GB = 0  # @fill
# @end


class NotReady(Exception):
    def _render_traceback_(self):  # the message without a traceback
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
        except Exception:  # not in Colab, or no such secret, or no access to it
            print("HF_TOKEN: not in Colab's secrets (only gated and private models need it)")
    # @end
    # @if kaggle
    if "HF_TOKEN" not in environ:
        try:
            environ["HF_TOKEN"] = import_module("kaggle_secrets").UserSecretsClient().get_secret("HF_TOKEN")
            print("HF_TOKEN: from Kaggle's secrets")
        except Exception:  # not on Kaggle, or no such secret, or not attached to this notebook
            print("HF_TOKEN: not in Kaggle's secrets (only gated and private models need it)")
    # @end
    url = f"{constants.ENDPOINT}/{MODEL_ID}"
    token = "the current token has no access to it" if get_token() else "no token is set"
    # @if colab
    login = "add the secret HF_TOKEN (key icon on the left), turn on its notebook access, and run this cell again"
    # @end
    # @if kaggle
    login = "add the secret HF_TOKEN (Add-ons > Secrets), attach it to this notebook, and run this cell again"
    # @end
    # @if anywhere
    login = "set HF_TOKEN or run huggingface_hub.login()"
    # @end
    try:
        HfApi().model_info(MODEL_ID, revision=REVISION, timeout=30)
        print(f"{MODEL_ID} at {REVISION}: reachable")
    except errors.RevisionNotFoundError:
        raise NotReady(f"{MODEL_ID} has no revision {REVISION}: see {url}/commits/main, then change REVISION") from None
    except errors.RepositoryNotFoundError:
        raise NotReady(f"{url} was renamed or removed, or is private and {token}: {login}") from None
    except Exception as error:
        try:
            snapshot_download(MODEL_ID, revision=REVISION, local_files_only=True)
        except Exception:
            raise NotReady(f"{url} can't be read: {str(error)[:200]}\nCheck your network, HF_ENDPOINT and HF_HUB_OFFLINE") from None
        print(f"{url} can't be read: using the cached copy")
    # @if gated
    else:
        try:
            HfApi().auth_check(MODEL_ID)
            print("Gated: access granted")
        except errors.RepositoryNotFoundError:
            raise NotReady(f"{MODEL_ID} is gated, and {token}.\nRequest access at {url}, then {login}") from None
        except Exception:
            pass  # some mirrors lack this check; the download will fail without access
    # @end
    # @if remoteCode
    print(f"The model runs its own code (trust_remote_code): read it first, at {url}/tree/{REVISION}")
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
        print("Device: CPU, or whatever the model's library selects")
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
    fit = f"""Memory: the weights need about {needed:.1f} GB, {memory:.1f} GB free
Disk: {missing:.1f} GB to download, {disk:.1f} GB free in {cache}"""
    print(fit)
    if CHECK_FIT and (needed > memory or missing > disk):
        raise NotReady(f"{MODEL_ID} does not fit on this machine. Set CHECK_FIT = False to try anyway.\n{fit}")
    # @end


check()
