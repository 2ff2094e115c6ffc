# Shell functions that make a virtual environment on a machine that has Python and nothing else.
# Sourced by quickstart.sh, test.sh and .ci/run.

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    say "error: no Python 3.11 to 3.14 was found"
    say "try: install one (Debian, Ubuntu: apt-get install python3), or name it: PYTHON=/path/to/python3 $0"
    return 1
}

apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    say "installing system packages: $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update -q && apt-get install -y -q --no-install-recommends "$@"' sh "$@" >/dev/null 2>&1
}

# make_environment FOLDER: a virtual environment with pip in it.
make_environment() {
    [ -x "$1/bin/python" ] && "$1/bin/python" -m pip --version >/dev/null 2>&1 && return 0
    python=$(find_python) || return 1
    "$python" -m venv --clear "$1" >/dev/null 2>&1 && return 0
    # Debian and Ubuntu keep what venv needs in packages of their own.
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if apt_install "python$version-venv" || apt_install python3-venv; then
        "$python" -m venv --clear "$1" && return 0
    fi
    "$python" -m venv --clear --without-pip "$1" 2>/dev/null \
        && "$python" -m pip --python "$1/bin/python" install -q pip 2>/dev/null && return 0
    say "error: Python cannot make a virtual environment"
    say "try: as root: apt-get install python$version-venv"
    return 1
}

# install_packages FOLDER ARGUMENT...: pip install into the environment; then OpenCV must load.
install_packages() {
    environment=$1
    shift
    "$environment/bin/python" -m pip install -q --disable-pip-version-check "$@" || return 1
    "$environment/bin/python" -c 'import cv2' 2>/dev/null && return 0
    # The usual OpenCV wheel wants libGL for windows, which camfilter never opens through it.
    say "OpenCV's system libraries are missing; taking its build that needs none"
    "$environment/bin/python" -m pip uninstall -q -y opencv-python \
        && "$environment/bin/python" -m pip install -q --disable-pip-version-check \
            --force-reinstall --no-deps 'opencv-python-headless>=4.10,<6' \
        && "$environment/bin/python" -c 'import cv2' && return 0
    say "error: OpenCV does not load"
    say "try: as root: apt-get install libgl1 libglib2.0-0"
    return 1
}

# prepare_qt FOLDER: whether Qt loads in the environment, after installing what it wants.
prepare_qt() {
    qt_loads "$1" && return 0
    apt_install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 && qt_loads "$1" && return 0
    say "Qt's system libraries are missing, so the desktop app cannot run here"
    say "try: as root: apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1"
    return 1
}

# prepare_window: Qt opens windows on X11 with a library that few systems have by themselves.
prepare_window() {
    [ "$(uname -s)" = Linux ] || return 0
    ldconfig -p 2>/dev/null | grep -q libxcb-cursor && return 0
    apt_install libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 \
        libxcb-shape0 libxkbcommon-x11-0 && return 0
    say "note: if no window opens, as root: apt-get install libxcb-cursor0 libxkbcommon-x11-0"
}

qt_loads() { "$1/bin/python" -c 'from PySide6 import QtWidgets' 2>/dev/null; }
