# Becomes the QEMU of a machine. Runs as root, in the machine's directory, as
#   launch USER CGROUP_PROCS KVM QEMU ARGUMENT...
# CGROUP_PROCS and KVM may be empty. QEMU keeps the lock, and both ends of what is typed, open.
set -eu
umask 077
user=$1 cgroup=$2 kvm=$3
shift 3
exec 9>>lock
flock --nonblock 9 || exit 75
[ -z "$cgroup" ] || echo 0 >"$cgroup"
rm -f serial.in console.in
mkfifo serial.in console.in
chown --no-dereference "$user:$user" serial.in console.in
exec 8<>serial.in 7<>console.in
[ -z "$kvm" ] || exec 5<>"$kvm"
ulimit -c 0
echo $$ >pid.new
mv -f pid.new pid
exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs \
  --inh-caps=-all --bounding-set=-all -- "$@"
