#!/bin/busybox sh
# The first process of the guest: loads the modules, mounts the host's files and runs one command.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
while read -r module options; do
    insmod "/modules/$module" $options || echo "GUEST: $module does not load"
done < /modules/order
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=1048576 host /host
for folder in dev proc sys; do mount --bind "/$folder" "/host/$folder"; done
# What the guest writes stays in its memory.
mount -t tmpfs none /host/run
mkdir -p /host/dev/shm
mount -t tmpfs none /host/dev/shm
mkdir -p /host/run/modules /host/run/results
ip link set lo up
cp /modules/* /command /host/run/modules/
chroot /host /bin/bash /run/modules/command
echo "GUEST-EXIT $?"
mount -t 9p -o trans=virtio,version=9p2000.L results /results && cp /host/run/results/* /results/
sync
poweroff -f
