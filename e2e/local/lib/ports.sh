# shellcheck shell=bash
# The seven loopback ports of one instance, counted from PORT_BASE.

port_base=${PORT_BASE:-16443}
api_port=$port_base
etcd_port=$((port_base + 1))
etcd_peer_port=$((port_base + 2))
operator_port=$((port_base + 3))
operator_management_port=$((port_base + 4))
agent_port=$((port_base + 5))
agent_management_port=$((port_base + 6))

ports_of() {
  case $1 in
    etcd) echo "$etcd_port" "$etcd_peer_port" ;;
    kube-apiserver) echo "$api_port" ;;
    operator) echo "$operator_port" "$operator_management_port" ;;
    agent) echo "$agent_port" "$agent_management_port" ;;
  esac
}

require_free_ports() {
  local port
  for port in $(ports_of "$1"); do
    if (exec 5<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      fail "port $port is taken by another program: set PORT_BASE to the first of seven free ports"
    fi
  done
}
