# Becomes the QEMU of a machine. Runs as root, in the machine's directory, as
#   launch USER CGROUP_PROCS CPU_SECONDS KVM IMAGE INITRD QEMU ARGUMENT...
# CGROUP_PROCS, KVM and INITRD may be empty. QEMU keeps the lock, and both ends of what is typed, open.
# IMAGE and INITRD are opened here: their directories may be closed to USER.
set -eu
umask 077
user=$1 cgroup=$2 cpu_seconds=$3 kvm=$4 image=$5 initrd=$6
shift 6
exec 9>>lock
flock --nonblock 9 || exit 75
[ -z "$cgroup" ] || echo 0 >"$cgroup"
rm -f serial.in console.in
mkfifo serial.in console.in
chown --no-dereference "$user:$user" serial.in console.in
exec 8<>serial.in 7<>console.in
[ -z "$kvm" ] || exec 5<>"$kvm"
exec 4<"$image"
[ -z "$initrd" ] || exec 6<"$initrd"
ulimit -c 0
ulimit -t "$cpu_seconds"
echo $$ >pid.new
mv -f pid.new pid
exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs \
  --inh-caps=-all --bounding-set=-all -- "$@"
