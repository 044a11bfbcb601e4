# shellcheck shell=bash
# etcd and kube-apiserver on loopback, and what the cluster has to know about the operator.

start_etcd() {
  local command=("$(realpath "$run_dir/bin/etcd")" --name local --data-dir "$run_dir/etcd" --unsafe-no-fsync
    --listen-client-urls "https://127.0.0.1:$etcd_port" --advertise-client-urls "https://127.0.0.1:$etcd_port"
    --listen-peer-urls "https://127.0.0.1:$etcd_peer_port"
    --initial-advertise-peer-urls "https://127.0.0.1:$etcd_peer_port"
    --initial-cluster "local=https://127.0.0.1:$etcd_peer_port"
    --client-cert-auth --trusted-ca-file "$pki/etcd/ca.crt"
    --cert-file "$pki/etcd/tls.crt" --key-file "$pki/etcd/tls.key"
    --peer-client-cert-auth --peer-trusted-ca-file "$pki/etcd/ca.crt"
    --peer-cert-file "$pki/etcd/tls.crt" --peer-key-file "$pki/etcd/tls.key")
  launch etcd "$(contents "$pki"/etcd/*)" "${command[@]}"
  await etcd 60 etcd_is_healthy
}

etcd_is_healthy() {
  curl -fs --cacert "$pki/etcd/ca.crt" --cert "$pki/etcd/tls.crt" --key "$pki/etcd/tls.key" \
    "https://127.0.0.1:$etcd_port/health"
}

start_kube_apiserver() {
  local command=("$(realpath "$run_dir/bin/kube-apiserver")"
    --bind-address 127.0.0.1 --secure-port "$api_port"
    --advertise-address 127.0.0.1 --endpoint-reconciler-type none
    --etcd-servers "https://127.0.0.1:$etcd_port" --etcd-cafile "$pki/etcd/ca.crt"
    --etcd-certfile "$pki/etcd/tls.crt" --etcd-keyfile "$pki/etcd/tls.key"
    --tls-cert-file "$pki/apiserver/tls.crt" --tls-private-key-file "$pki/apiserver/tls.key"
    --client-ca-file "$pki/apiserver/ca.crt" --anonymous-auth=false --authorization-mode RBAC
    --service-account-issuer https://kubernetes.default.svc
    --service-account-signing-key-file "$pki/service-account.key"
    --service-account-key-file "$pki/service-account.key"
    --service-cluster-ip-range 10.96.0.0/16
    # No controller manager runs here to make the accounts that this plugin asks for.
    --disable-admission-plugins ServiceAccount
    --requestheader-client-ca-file "$pki/front-proxy/ca.crt" --requestheader-allowed-names front-proxy-client
    --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group
    --requestheader-uid-headers X-Remote-Uid --requestheader-extra-headers-prefix X-Remote-Extra-
    --proxy-client-cert-file "$pki/front-proxy/tls.crt" --proxy-client-key-file "$pki/front-proxy/tls.key"
    --audit-policy-file "$local_dir/audit-policy.yaml" --audit-log-path "$run_dir/logs/audit.log"
    --audit-log-maxsize 64 --audit-log-maxbackup 2)
  local files=("$pki"/{apiserver,etcd,front-proxy}/* "$pki/service-account.key" "$local_dir/audit-policy.yaml")
  launch kube-apiserver "$(contents "${files[@]}")" "${command[@]}"
  kubeconfig "$run_dir/kubeconfig" admin
  kubeconfig "$run_dir/operator/kubeconfig" operator-client
  await kube-apiserver 120 kubectl get --raw /readyz --request-timeout 5s
}

kubectl() {
  "$run_dir/bin/kubectl" --kubeconfig "$run_dir/kubeconfig" "$@"
}

# kubeconfig FILE CERTIFICATE: written again only when it would differ, as a user may have changed the rest of it.
kubeconfig() {
  local file=$1 dir=$pki/$2 port=
  # A certificate that was made again has lost this note.
  { read -r port <"$dir/kubeconfig-port"; } 2>/dev/null || true
  if [[ -s $file && $port == "$api_port" ]]; then
    return
  fi
  mkdir -p "$(dirname "$file")"
  (
    umask 077
    cat >"$file.new" <<EOF
apiVersion: v1
kind: Config
current-context: guest-operator
contexts:
- name: guest-operator
  context: {cluster: guest-operator, user: $2}
clusters:
- name: guest-operator
  cluster:
    server: https://127.0.0.1:$api_port
    certificate-authority-data: $(base64 -w0 "$dir/ca.crt")
users:
- name: $2
  user:
    client-certificate-data: $(base64 -w0 "$dir/tls.crt")
    client-key-data: $(base64 -w0 "$dir/tls.key")
EOF
  )
  mv "$file.new" "$file"
  echo "$api_port" >"$dir/kubeconfig-port"
}

apply() {
  kubectl apply --server-side --force-conflicts --field-manager guest-operator-local "$@"
}

definitions() {
  local files=("$repository"/crds/*.yml)
  [[ -f ${files[0]} ]] || fail "crds/ is empty: run $script without --no-build"
  apply "${files[@]/#/--filename=}"
  kubectl wait --for=condition=Established --timeout 60s "${files[@]/#/--filename=}"
  kubectl wait --for=create --timeout 60s namespace/kube-system
  apply -f "$local_dir/manifests/operator.yaml"
}

# The aggregated API is made known once the operator answers: kube-apiserver tries a service that is away only rarely.
aggregated_api() {
  local version
  version=$(sed -n '/<version>/ { s|.*<version>\(.*\)</version>.*|\1|p; q }' "$repository/pom.xml")
  sed -e "s|OPERATOR_PORT|$operator_port|" -e "s|OPERATOR_VERSION|$version|" \
    -e "s|CA_BUNDLE|$(base64 -w0 "$pki/operator/ca.crt")|" \
    "$local_dir/manifests/gateway.yaml" | apply -f -
  kubectl wait --for=condition=Available --timeout 90s apiservice/v1alpha1.subresources.guest-operator.dev ||
    fail "kube-apiserver cannot use the operator; see $run_dir/logs/operator.log, then run $script again"
}
