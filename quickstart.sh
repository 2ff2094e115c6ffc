#!/bin/sh
# Installs camfilter into .venv and turns ten seconds of the demo into depth and normals.
# Any arguments go to `camfilter run` in place of that, for example:
#   ./quickstart.sh --source camera --to mine.mp4 --seconds 20
# With the one word `app` it installs the desktop app as well, and opens it.
set -eu
cd "$(dirname "$0")"
. tools/environment.sh

make_environment .venv
if [ "${1:-}" = app ]; then
    install_packages .venv -c constraints.txt -e '.[app]'
    prepare_qt .venv
    prepare_window
    exec .venv/bin/camfilter
fi
install_packages .venv -c constraints.txt -e .
if [ $# -gt 0 ]; then
    exec .venv/bin/camfilter run "$@"
fi
.venv/bin/camfilter run --source demo --output both_wide --seconds 10 --to demo-depth.mp4
say "look at $(pwd)/demo-depth.mp4, then try your camera: .venv/bin/camfilter run --source camera --to mine.mp4"
