#!/usr/bin/env bash
# Tries camera and virtual camera with real drivers: boots Debian's kernel in QEMU with vivid (a
# fake webcam) and v4l2loopback, with this machine's files read-only, and runs stage.py in it.
#
#   tools/real_devices/run.sh [FOLDER]      the pictures that were seen are left in FOLDER
#
# Needs an x86-64 Debian or a derivative; software emulation, so no rights beyond reading files.
# Where something is missing, or six minutes are over, it says what was skipped and succeeds.
# PYTHON is the interpreter that has camfilter (.venv/bin/python), CAMFILTER_V4L2LOOPBACK another
# v4l2loopback.ko for the same kernel, CAMFILTER_REAL_DEVICES_CACHE where downloads are kept.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/tools/environment.sh"
. "$here/kernel.sh"
. "$here/guest.sh"

limit=360
tools=(qemu-system-x86_64 busybox cpio depmod make gcc)
packages=(qemu-system-x86 busybox-static cpio kmod make gcc libc6-dev libelf1)
python=${PYTHON:-$root/.venv/bin/python}
cache=${CAMFILTER_REAL_DEVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/camfilter-real-devices}
pictures=${1:-}

skip() {
    echo "SKIPPED real devices: $*"
    exit 0
}

left() { echo $((limit - SECONDS)); }

has_tools() {
    PATH=$PATH:/usr/sbin:/sbin
    for tool in "${tools[@]}"; do command -v "$tool" >/dev/null || return 1; done
}

prepare() {
    [ "$(uname -sm)" = "Linux x86_64" ] || skip "this is no x86-64 Linux"
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || skip "this is no Debian"
    has_tools || apt_install "${packages[@]}" && has_tools || skip "one of ${tools[*]} is missing"
    "$python" -c 'import camfilter, cv2, pyvirtualcam' 2>/dev/null \
        || skip "$python has no camfilter with its extra [vcam]"
    kernel=$(kernel_version)
    [ -n "$kernel" ] || skip "no kernel package is known; apt-get update may help"
    local series
    series=$(cut -d. -f1,2 <<<"$kernel")
    download "linux-image-$kernel" "linux-headers-$kernel" \
        "linux-headers-${kernel%-amd64}-common" "linux-kbuild-$series" v4l2loopback-dkms \
        || skip "Debian's kernel cannot be downloaded"
    make_kernel "$kernel" || skip "the kernel cannot be unpacked"
    [ -n "${CAMFILTER_V4L2LOOPBACK:-}" ] || make_loopback "$kernel" \
        || skip "v4l2loopback cannot be built: $(tail -1 "$cache/$kernel/build.log")"
}

judge() { # LOG: the lines of the stage, then what they come to
    grep -aoE '(OK|FAILED|NOTE) .*' "$1" | tr -d '\r'
    if [ -n "$pictures" ]; then
        mkdir -p "$pictures"
        cp "$work"/results/*.png "$pictures/" 2>/dev/null
    fi
    if grep -aq '^GUEST-EXIT 0' "$1"; then
        echo "real devices: all seen in $SECONDS s"
    elif grep -aqE '^(GUEST-EXIT|FAILED)' "$1"; then
        tail -30 "$1"
        echo "real devices: FAILED after $SECONDS s"
        exit 1
    else
        skip "the rest, since $limit s are over"
    fi
}

prepare
work=$(mktemp -d "${TMPDIR:-/var/tmp}/camfilter-guest.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "guest: Linux $kernel, ready after $SECONDS s"
make_guest "export HOME=/run TMPDIR=/run PATH=/usr/bin:/bin LC_ALL=C.UTF-8
export PYTHONDONTWRITEBYTECODE=1 OPENCV_LOG_LEVEL=SILENT
cd '$root' && exec '$python' tools/real_devices/stage.py /run/results 2>&1" \
    || skip "the guest cannot be put together"
boot "$(left)" >"$work/log" 2>&1
judge "$work/log"
