"""Keeps a Hugging Face token where Hugging Face's own programs keep and find it."""

from __future__ import annotations

import os
import re
from typing import Final

from camfilter.errors import EngineError, UsageError
from camfilter.weights.hub import TOKENS_PAGE, refuse_offline

_TOKEN: Final = re.compile(r"hf_[!-~]{8,}")
_VARIABLES: Final = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def store_token(text: str) -> None:
    """Ask the hub whether it accepts the token `text`, then store it as 'hf auth login' does.

    No message and no log has the token in it.

    Raises:
        UsageError: if it cannot be a token.
        EngineError: if the hub refuses it or cannot be asked, or it cannot be stored.
    """
    token = text.strip()
    if not _TOKEN.fullmatch(token):
        message = "this is not a Hugging Face token, which begins with hf_"
        raise UsageError(message, f"copy the whole token from {TOKENS_PAGE}")
    refuse_offline()
    # Not from the original: what its text or its variables hold must not be passed on.
    if (problem := _login_problem(token)) is not None:
        raise problem


def overriding_variable() -> str | None:
    """The environment variable whose token comes before the stored one, if there is one."""
    return next((name for name in _VARIABLES if os.environ.get(name)), None)


def _login_problem(token: str) -> EngineError | None:
    from huggingface_hub import login

    try:
        login(token=token, add_to_git_credential=False)
    except Exception as error:  # noqa: BLE001  its HTTP library, and so its errors, changed twice
        return _explained(error)
    return None


def _explained(error: Exception) -> EngineError:
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403) or isinstance(error, ValueError):
        message = "Hugging Face does not accept this token"
        return EngineError(message, f"make a new one with read access at {TOKENS_PAGE}")
    if isinstance(error, OSError) and error.filename is not None:
        message = f"cannot store the token in {error.filename}: {error.strerror}"
        return EngineError(message, "make the file writable, or set HF_HOME to another folder")
    said = f"HTTP {status}" if status else type(error).__name__
    message = f"Hugging Face cannot be asked about the token ({said})"
    return EngineError(message, "check the network (HTTPS_PROXY behind a proxy), then try again")
