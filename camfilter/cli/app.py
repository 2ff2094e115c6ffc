"""The command's entry: groups the subcommands and turns every failure into two lines."""

from __future__ import annotations

import errno
import importlib
import logging
import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import click

from camfilter import __version__
from camfilter.cli.progress import say, silence
from camfilter.errors import CamfilterError
from camfilter.sources.platforms import prepare_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

# OpenCV reads this once, when the first subcommand imports it.
prepare_environment()

_COMMANDS: Final = {
    "run": "Filter a camera, a video or the demo, live or to files.",
    "image": "Filter stills.",
    "devices": "List sources, sinks and engines, and what each needs.",
    "models": "List, fetch and verify model weights.",
    "doctor": "Check this machine end to end and say what to do.",
    "bench": "Measure the speed and the steadiness of this machine.",
}


_LOADING: Final = (
    "pip install --force-reinstall camfilter; where a system library such as libGL is missing,"
    " apt-get install libgl1 libglib2.0-0, or pip install opencv-python-headless"
)


_QT_LOADING: Final = (
    "pip install --force-reinstall PySide6-Essentials; where a system library such as libEGL is"
    " missing, apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3; 'camfilter run' needs"
    " none of them"
)


_REPORTING: Final = "run it again as camfilter --debug ... and report this with what it prints"


class _LazyGroup(click.Group):
    """Imports a subcommand when it is called, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"camfilter.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="camfilter")
@click.option("--debug", is_flag=True, help="Log everything and show tracebacks.")
@click.pass_context
def cli(context: click.Context, *, debug: bool) -> None:
    """Live depth and surface normals from any camera.

    Without a command it opens the desktop app.
    """
    level = logging.DEBUG if debug else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    if context.invoked_subcommand is None and not _open_app():
        click.echo(context.get_help())


def _open_app() -> bool:
    """Open the desktop app where it and Qt are installed; False where they are not."""
    if find_spec("PySide6") is None or find_spec("camfilter_ui") is None:
        return False
    try:
        # What Qt lacks of the system shows here, before anything else can fail of it.
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        raise CamfilterError(f"the desktop app does not load: {error}", _QT_LOADING) from error
    importlib.import_module("camfilter_ui.app").main()
    return True


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its status: 0 done, 1 failed, 2 wrong usage."""
    _occupy_closed_streams()
    words = _debug_first(list(sys.argv[1:] if arguments is None else arguments))
    debug = words[:1] == ["--debug"]
    try:
        status: Any = cli.main(words, prog_name="camfilter", standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        _complain(error.format_message(), _where_to_look(error))
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        silence(sys.stdout)
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        _complain(*_in_words(error))
        silence(sys.stdout)
        sys.exit(getattr(error, "exit_status", 1))
    sys.exit(status if isinstance(status, int) else 0)


def _in_words(error: Exception) -> tuple[str, str]:
    """What happened and what to do about it."""
    if isinstance(error, CamfilterError):
        return error.message, error.remedy
    if isinstance(error, ImportError):
        return f"a part of camfilter does not load: {error}", _LOADING
    if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
        return "the output cannot be printed: the disk is full", "free some space there"
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return f"a name is too long: {str(error.filename)[:80]}...", "choose a shorter name"
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"something unforeseen went wrong: {said}", _REPORTING


def _debug_first(words: list[str]) -> list[str]:
    """`--debug` belongs to the command as a whole but is taken behind a subcommand too."""
    options = words[: words.index("--")] if "--" in words else words
    if "--debug" not in options:
        return words
    others = [word for word in options if word != "--debug"]
    return ["--debug", *others, *words[len(options) :]]


def _occupy_closed_streams() -> None:
    """A file opened later must not get the number of a closed stream: FFmpeg prints to it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _where_to_look(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path if context else 'camfilter'} --help"


def _complain(message: str, remedy: str) -> None:
    for label, text in (("error", message), ("try", remedy)):
        say(f"{label}: {' '.join(text.split())}")
