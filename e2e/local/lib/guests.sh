# shellcheck shell=bash

# A QEMU outlives its agent, that of the agent's probe too, so it has to be ended on its own. It works in the directory
# that holds its pid.
end_guests() {
  local directory uid pid
  for directory in "$run_dir"/agent/{guests/*,probe}; do
    { read -r pid <"$directory/pid"; } 2>/dev/null || continue
    if [[ $(readlink "/proc/$pid/cwd") == "$directory" ]]; then
      uid=$(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n '/^-uuid$/ { n; p }')
      end_process "$pid" "$(birth "$pid")"
    else
      uid=$(basename "$directory")
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
