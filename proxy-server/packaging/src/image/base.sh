#!/usr/bin/env bash
# Makes the image that Gatehouse's is built upon, of a few packages of Debian: a C library, busybox for a shell, and who is who.
#
# base.sh OUT ARCHITECTURE TIMESTAMP
#
# OUT/base.tar is what `docker save` would write. Needs apt-get, dpkg-deb and a release of Debian or a relative.
set -euo pipefail

out=$1 architecture=$2 time=$3
packages=(base-files libc6 libgcc-s1 busybox-static)

rm -rf "$out"
mkdir -p "$out/packages" "$out/root"
cd "$out"

# Packages for another architecture come from lists of their own, so that nothing of this machine's set-up changes.
options=()
if [[ $(dpkg --print-architecture) != "$architecture" ]]; then
  mkdir -p lists/partial cache/archives/partial
  options=(-o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture" -o "Dir::State::lists=$out/lists" -o "Dir::Cache=$out/cache")
  apt-get "${options[@]}" -qq update
fi
(cd packages && apt-get "${options[@]}" -qq -o APT::Sandbox::User=root download "${packages[@]/%/:$architecture}")

# One tree under /usr, whether the packages know it yet or not.
mkdir -p root/usr/{bin,sbin,lib,lib64}
for folder in bin sbin lib lib64; do
  ln -s "usr/$folder" "root/$folder"
done
mkdir -p root/var/lib/dpkg/status.d root/var/lib/gatehouse root/var/cache/gatehouse root/tmp
for package in packages/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink --no-same-owner -C root
  # By these files scanners know what is here, as they do in images that are made so elsewhere.
  dpkg-deb --field "$package" >"root/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"
done
find root/usr/share/doc -type f ! -name copyright -delete
rm -rf root/usr/share/{man,locale,info,lintian,bug} root/usr/lib/*/gconv root/usr/lib/*/audit
for name in sh cat chmod cp env grep head kill ls mkdir nproc ps readlink rm sleep stat tail tee top vi wget; do
  ln -sf busybox "root/usr/bin/$name"
done

printf 'root:x:0:0:root:/root:/bin/sh\ngatehouse:x:65532:65532:Gatehouse:/var/lib/gatehouse:/bin/sh\n' >root/etc/passwd
printf 'root:x:0:\ngatehouse:x:65532:\n' >root/etc/group
printf 'hosts: files dns\npasswd: files\ngroup: files\n' >root/etc/nsswitch.conf

# Owners are set here, so that it takes no root to build: the service's two folders are its own, the rest is root's.
tarred=(tar --create --format=gnu --sort=name --mtime="$time" --numeric-owner --directory=root)
"${tarred[@]}" --owner=0 --group=0 --mode='a+rX,u+w,go-w' --exclude=./tmp --exclude=./var/lib/gatehouse --exclude=./var/cache/gatehouse --file=layer.tar .
"${tarred[@]}" --owner=65532 --group=65532 --mode=0750 --file=own.tar ./var/lib/gatehouse ./var/cache/gatehouse
"${tarred[@]}" --owner=0 --group=0 --mode=1777 --file=tmp.tar ./tmp
tar --concatenate --file=layer.tar own.tar
tar --concatenate --file=layer.tar tmp.tar

sum=$(sha256sum layer.tar)
cat >config.json <<JSON
{"created": "$time", "architecture": "$architecture", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": ["sha256:${sum%% *}"]}, "history": [{"created": "$time", "created_by": "packages of Debian"}]}
JSON
echo '[{"Config": "config.json", "RepoTags": ["gatehouse-base:latest"], "Layers": ["layer.tar"]}]' >manifest.json
tar --create --format=gnu --mtime="$time" --owner=0 --group=0 --file=base.tar manifest.json config.json layer.tar
