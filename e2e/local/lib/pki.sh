# shellcheck shell=bash
# Certificates: made once, made again when they would not live another week or when what they say changed.

pki=$run_dir/pki
week=$((7 * 24 * 60 * 60))
elliptic=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)

certificates() (
  umask 077
  mkdir -p "$pki"

  authority cluster-ca
  certificate apiserver cluster-ca /CN=kube-apiserver serverAuth \
    DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1
  certificate admin cluster-ca /O=system:masters/CN=admin clientAuth
  certificate operator-client cluster-ca \
    /O=system:serviceaccounts/CN=system:serviceaccount:guest-operator-system:guest-operator clientAuth

  authority etcd-ca
  certificate etcd etcd-ca /CN=etcd serverAuth,clientAuth DNS:localhost,IP:127.0.0.1

  authority front-proxy-ca
  certificate front-proxy front-proxy-ca /CN=front-proxy-client clientAuth

  authority guest-operator-ca
  certificate operator guest-operator-ca /CN=guest-operator serverAuth,clientAuth \
    DNS:guest-operator.guest-operator-system.svc,DNS:localhost,IP:127.0.0.1
  certificate agent guest-operator-ca "/CN=guest-agent:$node_name" serverAuth,clientAuth DNS:localhost,IP:127.0.0.1

  if [[ ! -s $pki/service-account.key ]]; then
    # In the older of the two formats, the one that kube-apiserver reads a public key from as well.
    openssl ecparam -name prime256v1 -genkey -noout -out "$pki/service-account.key"
  fi
)

# authority NAME: pki/NAME/{tls.crt,tls.key}
authority() {
  local dir=$pki/$1
  if ! openssl x509 -noout -checkend "$week" -in "$dir/tls.crt"; then
    issue "$dir" "${elliptic[@]}" -days 3650 -subj "/CN=guest-operator $1" -extensions authority
  fi
}

# certificate NAME AUTHORITY SUBJECT USAGES [ALTERNATIVE_NAMES]: pki/NAME/{tls.crt,tls.key,ca.crt}
certificate() {
  local dir=$pki/$1 authority=$pki/$2 request=$* key=("${elliptic[@]}")
  if [[ -f $dir/request && $request == "$(<"$dir/request")" ]] &&
    openssl verify -attime "$(($(date +%s) + week))" -CAfile "$authority/tls.crt" "$dir/tls.crt"; then
    return
  fi
  # Fabric8 takes a key in a kubeconfig for RSA, whatever it is.
  if [[ $4 == clientAuth ]]; then
    key=(-newkey rsa:2048)
  fi
  issue "$dir" "${key[@]}" -days 365 -subj "$3" -extensions leaf -addext "extendedKeyUsage=$4" \
    ${5:+-addext "subjectAltName=$5"} -CA "$authority/tls.crt" -CAkey "$authority/tls.key"
  cp "$authority/tls.crt" "$dir/ca.crt"
  echo "$request" >"$dir/request"
}

issue() {
  local dir=$1
  shift
  rm -rf "$dir"
  mkdir -p "$dir"
  openssl req -x509 -noenc -config "$local_dir/openssl.cnf" -keyout "$dir/tls.key" -out "$dir/tls.crt" "$@"
}
