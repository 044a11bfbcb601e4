# shellcheck shell=bash

# A QEMU outlives its agent, so it has to be ended on its own.
end_guests() {
  local directory uid pid
  for directory in "$run_dir"/agent/guests/*/; do
    uid=$(basename "$directory")
    { read -r pid <"$directory/pid"; } 2>/dev/null || continue
    if grep -qzxF -- "$uid" "/proc/$pid/cmdline" 2>/dev/null; then
      end_process "$pid" "$(birth "$pid")"
    fi
    remove_cgroups "$uid"
  done
}

remove_cgroups() {
  local group
  # Version 2 stands at the top, each hierarchy of version 1 below.
  for group in /sys/fs/cgroup/{.,*}/guest-operator/"$1"; do
    if [[ -d $group ]]; then
      rmdir "$group"
    fi
  done
}
