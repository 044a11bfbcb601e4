# shellcheck shell=bash
# What runs: binaries of Kubernetes and etcd, guest packages, our own services and plugin.

cache_dir=${XDG_CACHE_HOME:-$HOME/.cache}/guest-operator

# prepare: what guests and clusters are made of, and a JDK; everything but our own code.
prepare() {
  JAVA_HOME=$("$local_dir/java-home")
  export JAVA_HOME
  begin
  step 'prerequisites' prerequisites
  step 'etcd, kube-apiserver and kubectl: build' binaries
  step 'guest packages: build' guest_packages
}

# Built once per content of the Go module, and shared by every checkout of this user.
kubernetes() {
  local module=$repository/e2e/control-plane version flags key target
  version=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' "$module/go.mod")
  local component=k8s.io/component-base/version major minor
  IFS=. read -r major minor _ <<<"${version#v}"
  flags=(-trimpath -buildvcs=false -ldflags
    "-s -w -X $component.gitVersion=$version -X $component.gitMajor=$major -X $component.gitMinor=$minor")
  key=$(printf '%s\0' "${flags[@]}" | contents - "$module/go.mod" "$module/go.sum")
  target=$cache_dir/kubernetes/$version-${key::12}
  if [[ ! -d $target ]]; then
    command -v go || fail "Go is missing: install 1.21 or newer (it fetches the version it needs)"
    note "the first build of kube-apiserver takes about 5 minutes on 2 cores"
    rm -rf "$target.new"
    mkdir -p "$target.new"
    (cd "$module" && CGO_ENABLED=0 go build "${flags[@]}" -o "$target.new/" \
      k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kubectl)
    mv "$target.new" "$target"
  fi
  ln -sfn "$target/kube-apiserver" "$target/kubectl" "$run_dir/bin/"
}

# Debian's package would start a service of its own when installed, so it is only unpacked.
etcd_server() {
  local target=$cache_dir/etcd-server
  if [[ ! -d $target ]]; then
    command -v apt-get || fail "apt-get is missing: this runs on Debian"
    rm -rf "$target.new"
    mkdir -p "$target.new"
    (cd "$target.new" && { apt-get download etcd-server || { refresh_apt && apt-get download etcd-server; }; })
    dpkg-deb --extract "$target.new"/*.deb "$target.new"
    mv "$target.new" "$target"
  fi
  ln -sfn "$target/usr/bin/etcd" "$run_dir/bin/"
}

binaries() {
  etcd_server
  kubernetes
}

guest_packages() {
  local command=("$repository/guest-packages/build" "$run_dir/packages")
  if ! "${command[@]}"; then
    note "the lists of apt are missing or old: fetching them"
    refresh_apt
    "${command[@]}"
  fi
}

# Packaged again only when a source differs in name, size or time from what was packaged.
applications() {
  local stamp=$repository/target/packaged sources
  sources=$(cd "$repository" && find pom.xml crds node-agent operator kubectl-plugin -name target -prune -o \
    -type f \( -name pom.xml -o -path '*/src/main/*' \) -printf '%p %s %T@\n' | sort)
  if [[ ! -f $stamp || $sources != $(<"$stamp") ]]; then
    note "packaging operator, agent and kubectl-guest"
    (cd "$repository" && mvn -q -B -ntp package -DskipTests -Dspotless.check.skip \
      -am -pl operator,node-agent/agent,kubectl-plugin)
    mkdir -p "$repository/target"
    echo "$sources" >"$stamp"
  fi
}

# install_application NAME MODULE: a copy that runs, so that Maven may rebuild at any time.
install_application() {
  local built=$repository/$2/target/quarkus-app target=$run_dir/applications/$1
  [[ -f $built/quarkus-run.jar ]] || fail "$2 is not built: run $script without --no-build"
  if ! diff -rq "$built" "$target"; then
    end "$1"
    rm -rf "$target"
    mkdir -p "$run_dir/applications"
    cp -r "$built" "$target"
  fi
}

link_plugin() {
  local plugin=$repository/kubectl-plugin/target/kubectl-guest/bin
  [[ -x $plugin/kubectl-guest ]] || fail "kubectl-plugin is not built: run $script without --no-build"
  ln -sfn "$plugin"/* "$run_dir/bin/"
}
