#!/usr/bin/env bash
# Gives nginx its certificate: that of Let's Encrypt where there is one, else one for a day, with which nginx starts and
# answers the challenge. It changes nothing where nothing is new, so it may run at any time: before nginx starts, after a
# renewal, and every day, since certbot does not repeat a hook that failed.
set -euo pipefail
umask 077

cd "$(dirname "$0")"
issued=${RENEWED_LINEAGE:-/etc/letsencrypt/live/edge}

compose() { docker compose --file ../<%= file %> "$@"; }
point_to() { ln -sfn "$1" ssl/next && mv -T ssl/next ssl/current; }
is_served() { cmp -s "$issued/$1" "ssl/current/$1"; }

mkdir -p ssl
mkdir -p -m 755 acme
exec 9> ssl/lock
flock 9

old=$(readlink ssl/current || true)
if [ -e "$issued/fullchain.pem" ]; then
  if is_served fullchain.pem && is_served privkey.pem; then exit 0; fi
elif [ -n "$old" ]; then
  exit 0
fi

running=$(compose ps --status running --quiet nginx)
new=$(mktemp -d ssl/XXXXXXXX)
if [ -e "$issued/fullchain.pem" ]; then
  cp "$issued/fullchain.pem" "$issued/privkey.pem" "$new"
else
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=edge \
    -keyout "$new/privkey.pem" -out "$new/fullchain.pem" 2> /dev/null
fi

point_to "${new##*/}"
if [ -n "$running" ] && ! { compose exec -T nginx nginx -t && compose exec -T nginx nginx -s reload; }; then
  if [ -n "$old" ]; then point_to "$old"; fi
  rm -r "$new"
  echo 'nginx does not take the new certificate; the old one stays' >&2
  exit 1
fi
find ssl -mindepth 1 -maxdepth 1 -type d ! -name "${new##*/}" -exec rm -r {} +
