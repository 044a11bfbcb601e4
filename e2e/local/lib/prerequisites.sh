# shellcheck shell=bash
# Debian packages, installed only when what they bring is missing.

# command and the package that brings it
tools=(
  openssl openssl
  curl curl
  jq jq
  cpio cpio
  xz xz-utils
  zstd zstd
  flock util-linux
  setsid util-linux
  gcc gcc
  musl-gcc musl-tools
  valgrind valgrind
  tmux tmux
  ld binutils
  mvn maven
)

prerequisites() {
  local missing=() i
  for ((i = 0; i < ${#tools[@]}; i += 2)); do
    command -v "${tools[i]}" || missing+=("${tools[i + 1]}")
  done
  # Plain busybox is linked dynamically and useless in an initramfs.
  [[ -e /usr/share/doc/busybox-static ]] || missing+=(busybox-static)
  # Programs of tests run in guests without a C library.
  compgen -G '/usr/lib/*-linux-gnu/libc.a' || missing+=(libc6-dev)
  qemu_serves || missing+=(qemu-system-x86)
  if ((${#missing[@]} > 0)); then
    install_packages "${missing[@]}"
  fi
}

# virtio-sound came with 8.2, the oldest QEMU that serves.
qemu_serves() {
  command -v qemu-system-x86_64 && [[ $(qemu-system-x86_64 -device help 2>/dev/null) == *'"virtio-sound-pci"'* ]]
}

install_packages() {
  if ((EUID != 0)) || ! command -v apt-get; then
    fail "install these, then run $script again (as root on Debian it installs them itself): $*"
  fi
  note "installing $*"
  refresh_apt
  local package
  for package in "$@"; do
    apt_install "$package"
  done
}

apt_install() {
  local release=()
  if [[ $1 == qemu-system-x86 ]] && ! qemu_candidate_serves; then
    release=(-t "$(codename)-backports")
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${release[@]}" "$1"
}

qemu_candidate_serves() {
  local candidate
  candidate=$(apt-cache policy qemu-system-x86 | awk '$1 == "Candidate:" { print $2 }')
  dpkg --compare-versions "$candidate" ge 1:8.2
}

# refresh_apt: brings apt's lists up to date. Debian 12 needs backports for QEMU and for the kernel of guests.
refresh_apt() {
  ((EUID == 0)) || fail "apt's lists are missing or old: run $script as root, or apt-get update"
  if [[ $(codename) == bookworm && -z $(mirror_of bookworm-backports) ]]; then
    cat >/etc/apt/sources.list.d/guest-operator-backports.sources <<EOF
Types: deb
URIs: $(mirror_of bookworm)
Suites: bookworm-backports
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
  fi
  apt-get update
}

codename() {
  # shellcheck source=/dev/null
  (. /etc/os-release && echo "${VERSION_CODENAME:-}")
}

# mirror_of RELEASE: the mirror from which this machine takes it, if it does.
mirror_of() {
  # shellcheck disable=SC2016 # these are for apt to fill in
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Identifier: Packages' |
    awk -v release="$1" '$1 == release && !found { print $2; found = 1 }'
}
