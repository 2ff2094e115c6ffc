#!/bin/sh
# Installs camfilter into .venv and turns ten seconds of the demo into depth and normals.
# Any arguments go to `camfilter run` in place of that, for example:
#   ./quickstart.sh --source camera --to mine.mp4 --seconds 20
set -eu
cd "$(dirname "$0")"
. tools/environment.sh

make_environment .venv
install_packages .venv -c constraints.txt -e .
if [ $# -gt 0 ]; then
    exec .venv/bin/camfilter run "$@"
fi
.venv/bin/camfilter run --source demo --output both_wide --seconds 10 --to demo-depth.mp4
say "look at $(pwd)/demo-depth.mp4, then try your camera: .venv/bin/camfilter run --source camera --to mine.mp4"
