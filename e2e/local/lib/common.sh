# shellcheck shell=bash
# Where things are, and how progress and failures are told.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
run_dir=$(realpath -m "${RUN_DIR:-$repository/.run}")
script=${0##*/}
log=$run_dir/logs/$script.log
current_step=start
told=

# Inside a step the standard streams are the log; these two stay what the user sees.
exec 3>&1 4>&2

# begin: makes the state directory this script's own until it ends.
begin() {
  mkdir -p "$run_dir"/{bin,logs,pids}
  exec 9>"$run_dir/lock"
  flock -n 9 || fail "another up or down is at work in $run_dir: wait for it to end"
  : >"$log"
  trap tell_failure EXIT
}

# step NAME COMMAND...: one line for the user, everything else in the log.
step() {
  current_step=$1
  shift
  printf '%4ds  %s\n' "$SECONDS" "$current_step" >&3
  "$@" >>"$log" 2>&1
}

# note SENTENCE: something the user should know while a step works.
note() {
  printf '       %s\n' "$*" >&3
}

# fail SENTENCE: ends the script; the sentence says what to do.
fail() {
  printf '%s: %s: %s\n' "$script" "$current_step" "$*" >&4
  told=yes
  exit 1
}

tell_failure() {
  local status=$?
  if ((status != 0)) && [[ -z $told ]]; then
    printf '%s: the step "%s" failed; the reason is at the end of %s; mend it and run %s again\n' \
      "$script" "$current_step" "$log" "$script" >&4
  fi
}
