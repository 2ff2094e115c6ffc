#!/bin/sh
# Installs camfilter with its test tools into .venv and runs the tests; arguments go to pytest.
set -eu
cd "$(dirname "$0")"
. tools/environment.sh

make_environment .venv
install_packages .venv -c constraints.txt -e '.[dev,app,sam3d]'
# Without Qt's system libraries the app's tests are left out, and the plugin they use with them.
prepare_qt .venv || set -- -p no:pytest-qt "$@"
exec .venv/bin/python -m pytest "$@"
