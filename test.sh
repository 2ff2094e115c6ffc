#!/bin/sh
# Installs camfilter with its test tools into .venv and runs the tests; arguments go to pytest.
set -eu
cd "$(dirname "$0")"
. tools/environment.sh

make_environment .venv
install_packages .venv -c constraints.txt -e '.[dev,vcam,ndi,sam3d]'
exec .venv/bin/python -m pytest "$@"
