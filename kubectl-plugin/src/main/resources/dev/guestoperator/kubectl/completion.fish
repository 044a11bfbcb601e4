# Completes kubectl-guest in fish.
function __kubectl_guest_complete
    set -l words (commandline -opc) (commandline -ct)
    kubectl-guest __complete $words[2..-1] 2>/dev/null | string match -v ':*'
end
complete -c kubectl-guest -f -a '(__kubectl_guest_complete)'
