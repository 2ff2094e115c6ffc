# Shell functions that boot the kernel of kernel.sh with the host's files, read-only.
# Sourced by run.sh, which sets $cache, $kernel (its version) and $work, a scratch folder.

# add_module NAME [OPTION...]: a module of the kernel, after what it depends on.
add_module() {
    local modules=$cache/$kernel/kernel/lib/modules/$kernel line file name
    line=$(grep -E "/$1\.ko:" "$modules/modules.dep") || return 1
    for file in $(tr ' ' '\n' <<<"${line#*:}" | tac) "${line%%:*}"; do
        name=$(basename "$file")
        grep -q "^$name" "$work/root/modules/order" && continue
        cp "$modules/$file" "$work/root/modules/"
        if [ "$name" = "$1.ko" ]; then name="$name ${*:2}"; fi
        echo "$name" >>"$work/root/modules/order"
    done
}

make_guest() { # COMMAND: what runs in it
    mkdir -p "$work"/root/{bin,modules,proc,sys,dev,host,results} "$work/results"
    cp "$(command -v busybox)" "$work/root/bin/"
    cp "$(dirname "${BASH_SOURCE[0]}")/guest_init.sh" "$work/root/init"
    chmod +x "$work/root/init"
    printf '%s\n' "$1" >"$work/root/command"
    : >"$work/root/modules/order"
    for name in virtio_pci 9pnet_virtio 9p videodev; do add_module "$name" || return 1; done
    add_module vivid n_devs=1 node_types=0x1 || return 1
    cp "${CAMFILTER_V4L2LOOPBACK:-$cache/$kernel/v4l2loopback.ko}" "$work/root/modules/v4l2loopback.ko"
    echo "v4l2loopback.ko devices=1 video_nr=10 card_label=camfilter exclusive_caps=1" \
        >>"$work/root/modules/order"
    (cd "$work/root" && find . | cpio -o -H newc --quiet) | gzip -1 >"$work/initrd.gz"
}

# Software emulation: a nested KVM is often there and hangs.
boot() { # SECONDS
    timeout "$1" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2G -nographic -no-reboot -nic none \
        -kernel "$cache/$kernel/kernel/boot/vmlinuz-$kernel" -initrd "$work/initrd.gz" \
        -append "console=ttyS0 quiet panic=-1" \
        -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
        -virtfs "local,path=$work/results,mount_tag=results,security_model=none" </dev/null
}
