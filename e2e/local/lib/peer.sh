# shellcheck shell=bash
# What our vsock device is measured beside.

peer_package=pool/main/r/rust-vhost-device-vsock/vhost-device-vsock_0.3.0-2_amd64.deb
peer_sum=fd36382419cc174f00d9b1691486b581e13e8c1168dc339b86b2a65180a29ce7

# vsock_peer: a package of a Debian to come, so it is only unpacked; the benchmark does without if it cannot be had.
vsock_peer() {
  local target=$cache_dir/${peer_package##*/}
  if [[ ! -d $target ]] && ! fetch_peer "$target"; then
    note "vhost-device-vsock cannot be had from this machine's Debian mirror: vsock is measured without it"
    return
  fi
  export VSOCK_PEER=$target/usr/bin/vhost-device-vsock
}

fetch_peer() {
  local new=$1.new mirror
  mirror=$(mirror_of "$(codename)")
  rm -rf "$new" && mkdir -p "$new" &&
    curl -fsSL --max-time 120 -o "$new/deb" "${mirror%/}/$peer_package" &&
    sha256sum --check <<<"$peer_sum  $new/deb" &&
    dpkg-deb --extract "$new/deb" "$new" &&
    "$new/usr/bin/vhost-device-vsock" --version &&
    mv "$new" "$1"
}
