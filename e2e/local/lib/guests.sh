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
  done
}
