# shellcheck shell=bash
# The operator and the agent.

node_name=${GUEST_AGENT_NODE_NAME:-$(hostname | tr '[:upper:]' '[:lower:]')}

start_operator() {
  install_application operator operator
  start_service operator "$operator_management_port" \
    "KUBECONFIG=$run_dir/operator/kubeconfig" \
    "GUEST_OPERATOR_TLS_DIRECTORY=$pki/operator" \
    GUEST_OPERATOR_NAMESPACE=guest-operator-system \
    "QUARKUS_HTTP_SSL_PORT=$operator_port"
}

start_agent() {
  install_application agent node-agent/agent
  mkdir -p "$run_dir/agent"
  start_service agent "$agent_management_port" \
    "GUEST_AGENT_TLS_DIRECTORY=$pki/agent" \
    "GUEST_AGENT_NODE_NAME=$node_name" \
    GUEST_AGENT_ADDRESS=127.0.0.1 \
    "GUEST_AGENT_OPERATOR_URL=https://localhost:$operator_port" \
    "GUEST_AGENT_STATE_DIRECTORY=$run_dir/agent" \
    "GUEST_AGENT_PACKAGE_DIRECTORY=$run_dir/packages" \
    "GUEST_AGENT_POOL_MEMORY=${GUEST_AGENT_POOL_MEMORY:-$(pool_memory)}" \
    "QUARKUS_HTTP_SSL_PORT=$agent_port"
}

# start_service NAME MANAGEMENT_PORT VARIABLE...: runs the application of that name in that environment until it is ready.
start_service() {
  local name=$1 management_port=$2 command application=$run_dir/applications/$1
  shift 2
  command=(env "$@" QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_MANAGEMENT_HOST=127.0.0.1
    "QUARKUS_MANAGEMENT_PORT=$management_port"
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED
    -jar "$application/quarkus-run.jar")
  launch "$name" "$(contents "$pki/$name"/*)" "${command[@]}"
  await "$name" 120 curl -fs "http://127.0.0.1:$management_port/q/health/ready"
}

# Half of this machine's memory, at most 4 GiB.
pool_memory() {
  awk '$1 == "MemTotal:" { half = int($2 / 2048); print (half < 4096 ? half : 4096) "Mi" }' /proc/meminfo
}

sample() {
  kubectl apply -f "$repository/docs/examples/hello.yaml"
  kubectl wait --for=condition=Ready --timeout 180s guest/hello ||
    fail "the guest hello is not ready: KUBECONFIG=$run_dir/kubeconfig $run_dir/bin/kubectl describe guest hello says why"
}
