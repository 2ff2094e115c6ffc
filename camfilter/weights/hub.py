"""Opens files on the Hugging Face hub, and says in words why one cannot be had.

Written on the standard library because the hub's own client throws a partial download away,
and several gigabytes must survive a broken connection.
"""

from __future__ import annotations

import os
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException, HTTPResponse
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from camfilter import __version__
from camfilter.errors import EngineError

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import IO

    from camfilter.weights.catalogue import Model, WeightFile

OFFLINE: Final = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
_TIMEOUT_S: Final = 10.0
"""How long a silent connection is waited for."""

TOKENS_PAGE: Final = "https://huggingface.co/settings/tokens"
_SENDABLE: Final = re.compile(r"[!-~]+")
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class BrokenConnectionError(Exception):
    """The connection failed in a way that trying again may mend."""


def open_file(model: Model, file: WeightFile, start: int) -> tuple[HTTPResponse, int]:
    """The content of `file` from byte `start` on, and the byte it really starts at.

    Raises:
        EngineError: if it cannot be had, with what to do about it.
        BrokenConnectionError: if trying again may help.
    """
    refuse_offline()
    token = _token()
    request = _request(model, file, start, token)
    try:
        response: HTTPResponse = _opener().open(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _BUSY:
            raise BrokenConnectionError(f"the server answered {error.code}") from error
        raise _explained(model, file, error, has_token=token is not None) from None
    except (urllib.error.URLError, OSError, HTTPException) as error:
        raise BrokenConnectionError(_reason(error)) from error
    return response, start if response.status == 206 else 0


def refuse_offline() -> None:
    """Refuse to go on where the user has forbidden downloads.

    Raises:
        EngineError: if one of the hub's offline variables is set.
    """
    for variable in OFFLINE:
        if os.environ.get(variable, "").upper() in {"1", "ON", "YES", "TRUE"}:
            message = f"downloads are switched off: {variable} is set"
            raise EngineError(message, f"unset {variable}, or use a local folder of weights")


def has_token() -> bool:
    """Whether there is a Hugging Face token here that could be sent.

    Raises:
        EngineError: if there is one with characters in it that no token has.
    """
    return _token() is not None


def endpoint() -> str:
    """Address of the hub: HF_ENDPOINT, for mirrors, or its own."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def _request(
    model: Model, file: WeightFile, start: int, token: str | None
) -> urllib.request.Request:
    path = urllib.parse.quote(f"{model.repository}/resolve/{model.revision}/{file.path}")
    request = urllib.request.Request(f"{endpoint()}/{path}")
    request.add_header("User-Agent", f"camfilter/{__version__}")
    # A compressed answer could not be continued at a byte of the file.
    request.add_header("Accept-Encoding", "identity")
    if start:
        request.add_header("Range", f"bytes={start}-")
    if token is not None:
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    return request


def _token() -> str | None:
    from huggingface_hub import get_token

    token = get_token()
    if token is None or _SENDABLE.fullmatch(token):
        return token
    message = "the Hugging Face token has characters in it that no token has"
    raise EngineError(message, f"copy it again from {TOKENS_PAGE}, then run 'hf auth login'")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but shows the token to the hub alone and never leaves HTTPS."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if new.scheme != "https" and new.scheme != old.scheme:
            fp.close()
            raise urllib.error.URLError(f"the server leads to an unsafe address ({new.scheme})")
        follow = super().redirect_request(req, fp, code, msg, headers, newurl)
        secret = req.unredirected_hdrs.get("Authorization")
        if follow is not None and secret and (old.scheme, old.netloc) == (new.scheme, new.netloc):
            follow.add_unredirected_header("Authorization", secret)
        return follow


def _opener() -> urllib.request.OpenerDirector:
    context = ssl.create_default_context()
    if find_spec("certifi") is not None:
        # Python on macOS comes without certificates of its own.
        context.load_verify_locations(import_module("certifi").where())
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _Redirects())


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", error)
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def _explained(
    model: Model, file: WeightFile, error: urllib.error.HTTPError, *, has_token: bool
) -> EngineError:
    gated = model.gated or error.headers.get("X-Error-Code") == "GatedRepo"
    if error.code == 401:
        return _unauthorised(model, gated=gated, has_token=has_token)
    if error.code == 403:
        return _forbidden(model, gated=gated)
    if error.code == 404:
        message = f"{endpoint()} has no {file.path} in {model.repository}"
        remedy = "unset HF_ENDPOINT if it names a mirror, or: pip install --upgrade camfilter"
        return EngineError(message, remedy)
    message = f"{endpoint()} refuses {model.repository} (HTTP {error.code})"
    return EngineError(message, f"try again later, or look at {model.page}")


def _unauthorised(model: Model, *, gated: bool, has_token: bool) -> EngineError:
    if has_token:
        message = f"Hugging Face does not accept your token for {model.repository}"
        remedy = f"make a new token at {TOKENS_PAGE}, unset HF_TOKEN, and run 'hf auth login'"
        return EngineError(message, remedy)
    if not gated:
        message = f"Hugging Face does not show {model.repository} without an account"
        return EngineError(message, f"make a token at {TOKENS_PAGE} and run 'hf auth login'")
    message = f"{model.repository} is gated and there is no Hugging Face token on this machine"
    return EngineError(
        message,
        f"ask for access at {model.page}, make a token at {TOKENS_PAGE}, run 'hf auth login', "
        f"then 'camfilter models fetch {model.name}'",
    )


def _forbidden(model: Model, *, gated: bool) -> EngineError:
    if not gated:
        message = f"Hugging Face forbids this machine to download {model.repository}"
        return EngineError(message, f"look at {model.page}")
    message = f"your Hugging Face account has no access to {model.repository} yet"
    return EngineError(
        message,
        f"accept the {model.licence} at {model.page} and wait until access is granted; a "
        f"fine-grained token must also be allowed to read gated repositories ({TOKENS_PAGE})",
    )
