#compdef kubectl-guest
# Completes kubectl-guest in zsh.
_kubectl_guest() {
  local -a candidates
  local line
  for line in ${(f)"$(kubectl-guest __complete "${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
    [[ $line == :* ]] || candidates+=("${${line//:/\\:}/$'\t'/:}")
  done
  _describe 'kubectl-guest' candidates
}
compdef _kubectl_guest kubectl-guest
