#!/usr/bin/env bash
# Lays out what Debian wants in /usr/share: manual page and history compressed, completions where shells look.
#
# documents.sh HOME OUT VERSION TIMESTAMP
set -euo pipefail

home=$1 share=$2/share version=${3/-SNAPSHOT/~snapshot} time=$4
here=$(dirname "$(readlink -f "$0")")

rm -rf "$2"
install -d "$share"/{bash-completion/completions,man/man1,doc/gatehouse}
sed '1{/^#!/d}' "$home/completion/bash/gatehouse" >"$share/bash-completion/completions/gatehouse"
install -D -m 644 "$home/completion/zsh/_gatehouse" "$share/zsh/vendor-completions/_gatehouse"
gzip -9n <"$home/man/man1/gatehouse.1" >"$share/man/man1/gatehouse.1.gz"
gzip -9n >"$share/doc/gatehouse/changelog.gz" <<CHANGES
gatehouse ($version) stable; urgency=medium

  * What has changed is in the history of the sources.

 -- The Gatehouse developers <gatehouse@localhost>  $(LC_ALL=C date -u -R -d "$time")
CHANGES
install -m 644 "$here/copyright" "$share/doc/gatehouse/copyright"
install -D -m 644 "$here/lintian-overrides" "$share/lintian/overrides/gatehouse"
find "$share" -exec touch -d "$time" {} +
