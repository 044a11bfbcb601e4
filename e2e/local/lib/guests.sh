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
  local group deadline=$((SECONDS + 10))
  # Version 2 stands at the top, each hierarchy of version 1 below.
  for group in /sys/fs/cgroup/{.,*}/guest-operator/"$1"; do
    # A process that has ended leaves its group only when it is buried.
    while [[ -d $group ]] && ! rmdir "$group"; do
      ((SECONDS < deadline)) || fail "a process holds $group: end it and run $script again"
      sleep 0.1
    done
  done
}
