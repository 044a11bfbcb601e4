# Completes kubectl-guest in bash.
_kubectl_guest() {
  local candidate IFS=$'\n'
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    case $candidate in :*) ;; *) COMPREPLY+=("$candidate") ;; esac
  done < <(kubectl-guest __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _kubectl_guest kubectl-guest
