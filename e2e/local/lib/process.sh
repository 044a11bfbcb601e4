# shellcheck shell=bash
# Long-running processes, each known by $run_dir/pids/NAME: its pid and its birth.

# birth PID: the boot and the tick in which it started, which no later process of the same pid shares.
# Fails when there is no such process, or only its zombie.
birth() {
  local stat fields
  { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} != Z ]] || return 1
  echo "$(</proc/sys/kernel/random/boot_id) ${fields[19]}"
}

record() {
  echo "$2 $(birth "$2" || true)" >"$run_dir/pids/$1"
}

# running NAME: whether it lives; leaves its pid and birth in $pid and $born.
running() {
  pid='' born=''
  { read -r pid born <"$run_dir/pids/$1"; } 2>/dev/null || return 1
  lives "$pid" "$born"
}

lives() {
  [[ -n $2 && $(birth "$1") == "$2" ]]
}

# contents FILE...: a hash of what is in them.
contents() {
  cat "$@" | sha256sum | cut -d' ' -f1
}

# launch NAME CONTENTS COMMAND...: NAME runs COMMAND. One that is dead, or was started with another command or with
# other contents of its files, is replaced.
launch() {
  local name=$1 fingerprint
  fingerprint=$(printf '%s\0' "${@:2}" | contents -)
  shift 2
  if running "$name" && [[ $(<"$run_dir/pids/$name.fingerprint") == "$fingerprint" ]]; then
    return
  fi
  end "$name"
  require_free_ports "$name"
  echo "$fingerprint" >"$run_dir/pids/$name.fingerprint"
  find "$run_dir/logs" -name "$name.log" -size +16M -exec mv {} {}.1 \;
  # The child records itself before it becomes the service, so that none is ever lost; what the parent writes is the same.
  {
    record "$name" "$BASHPID"
    exec setsid "$@"
  } </dev/null >>"$run_dir/logs/$name.log" 2>&1 3>&- 4>&- 9>&- &
  record "$name" "$!"
}

# end NAME: asks it to end, insists after 20 seconds. Nothing to do when it is not running.
end() {
  if running "$1"; then
    end_process "$pid" "$born"
  fi
  rm -f "$run_dir/pids/$1" "$run_dir/pids/$1.fingerprint"
}

end_process() {
  local signal
  for signal in TERM KILL; do
    kill -s "$signal" "$1" 2>/dev/null || true
    if gone "$@" 20; then
      return
    fi
  done
  fail "process $1 does not end: look at it with ps -fp $1"
}

# gone PID BIRTH SECONDS: whether it ends within that time.
gone() {
  local deadline=$((SECONDS + $3))
  while lives "$1" "$2"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# await NAME SECONDS CHECK...: until CHECK succeeds; a NAME that ends meanwhile is a failure.
await() {
  local name=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" &>/dev/null; do
    running "$name" || fail "it ended while starting; the reason is at the end of $run_dir/logs/$name.log"
    ((SECONDS < deadline)) || fail "it did not become ready; see $run_dir/logs/$name.log, then run $script again"
    sleep 0.2
  done
}
