# Shell functions that make a bootable Debian kernel with a fake camera (vivid) and a virtual one
# (v4l2loopback). Nothing is installed: packages are downloaded and unpacked into one folder.
# Sourced by run.sh, which sets $cache, the folder for all of it.

kernel_version() {
    apt-cache depends linux-image-amd64 2>/dev/null \
        | sed -n 's/^ *Depends: linux-image-\([0-9].*\)$/\1/p' | tail -1
}

# One file for each package, kept for the next time.
download() {
    mkdir -p "$cache/packages"
    for package in "$@"; do
        compgen -G "$cache/packages/${package}_*.deb" >/dev/null \
            || (cd "$cache/packages" && apt-get download -q "$package" >/dev/null 2>&1) \
            || return 1
    done
}

unpack() { # PACKAGE FOLDER [PATTERN...]: all of a package, or the files that match
    mkdir -p "$2"
    local files=("$cache/packages/$1"_*.deb)
    dpkg-deb --fsys-tarfile "${files[0]}" | tar -x -C "$2" --wildcards "${@:3}"
}

# make_kernel VERSION: $cache/VERSION/kernel has the kernel and the modules the guest may need.
make_kernel() {
    local folder=$cache/$1/kernel modules="./lib/modules/*/kernel"
    [ -e "$folder/done" ] && return
    rm -rf "$folder"
    unpack "linux-image-$1" "$folder" './boot/vmlinuz-*' './lib/modules/*/modules.*' \
        "$modules/drivers/media/*" "$modules/drivers/virtio/*" "$modules/drivers/video/*" \
        "$modules/fs/*" "$modules/net/9p/*" || return 1
    depmod -b "$folder" "$1" 2>/dev/null
    touch "$folder/done"
}

# make_loopback VERSION: $cache/VERSION/v4l2loopback.ko, from Debian's source for Debian's kernel.
make_loopback() {
    local folder=$cache/$1 version=${1%-amd64}
    local headers=$folder/headers/usr/src/linux-headers-$1
    [ -e "$folder/v4l2loopback.ko" ] && return
    for package in "linux-headers-$1" "linux-headers-$version-common" \
        "linux-kbuild-$(cut -d. -f1,2 <<<"$1")"; do
        unpack "$package" "$folder/headers" || return 1
    done
    unpack v4l2loopback-dkms "$folder/loopback" || return 1
    # The packages name each other by the places where they would be installed.
    sed -i "s#include /usr/src/#include $folder/headers/usr/src/#" "$headers/Makefile"
    local sources=("$folder"/loopback/usr/src/v4l2loopback-*)
    make -s -C "$headers" M="${sources[0]}" CC="${CC:-gcc}" modules >"$folder/build.log" 2>&1 || return 1
    cp "${sources[0]}/v4l2loopback.ko" "$folder/"
    rm -rf "$folder/headers"
}
