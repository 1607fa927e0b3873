# shellcheck shell=bash
# The user data of every host ends with this; Terraform joins it behind the values of the host.
# Prepares a host on Ubuntu, Debian or Amazon Linux 2023 to run one compose file in /opt/$project, and may run again.
# It holds no secret: whoever may describe the instance can read its user data.
set -euo pipefail
registry=${registry:-} secret=${secret:-} region=${region:-}
: "${project:?}" "${compose_file:?}" "${secret:+${region:?}}"
exec >>/var/log/user-data.log 2>&1
trap 'echo "user data: ended with status $?"' EXIT

# While a machine boots, others hold the lock of the packages, and the network may not be there yet
retry() {
  for _ in {1..9}; do
    if "$@"; then return; fi
    echo "user data: again in 10 seconds: $*"
    sleep 10
  done
  "$@"
}

packages=(jq)
if [ -n "$registry" ]; then packages+=(amazon-ecr-credential-helper); fi
if command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  retry apt-get -q update
  packages+=(ca-certificates curl docker.io)
  # Not every release has these; what is missing comes from elsewhere below
  for package in awscli docker-compose-v2; do
    if apt-cache show "$package" &>/dev/null; then packages+=("$package"); fi
  done
  retry apt-get -qy -o DPkg::Lock::Timeout=300 install "${packages[@]}"
  if ! command -v aws >/dev/null; then retry snap install aws-cli --classic; fi
else
  retry dnf -qy install "${packages[@]}" awscli-2 docker
fi
systemctl enable --now docker

if ! docker compose version &>/dev/null; then
  arch=$(uname -m)
  case $arch in
    x86_64) sum=837fd1d35bf6a494f41b5b5988269a7be79de337cf1a1a6ff0e45ab51bb4e9be ;;
    aarch64) sum=fc5d1371f1ec7987e703da94ede49af3fbfb240b83f22991a98511de7bc4b93b ;;
    *) echo "there is no Compose for $arch" && exit 1 ;;
  esac
  plugins=/usr/local/lib/docker/cli-plugins
  install -d "$plugins"
  retry curl -fsSLo "$plugins/new" "https://github.com/docker/compose/releases/download/v5.4.0/docker-compose-linux-$arch"
  echo "$sum  $plugins/new" | sha256sum --check --quiet
  chmod 0755 "$plugins/new"
  mv "$plugins/new" "$plugins/docker-compose"
fi

# Root writes; the group of the first user, who deploys, may read
folder=/opt/$project
install -d -m 2750 -g "$(id -gn 1000 || echo root)" "$folder"
umask 027

if [ ! -e "$folder/.env" ]; then
  address=$(ip -json route get 1.1.1.1 | jq -er '.[0].prefsrc')
  cat >"$folder/.env" <<EOF
# What compose files ask for; each deploy sets TAG here, too
BIND_ADDR=$address
ECR_REGISTRY=$registry
APP_HOST=${app_host:-}
EDGE_ADDR=${edge_addr:-}
LOG_GROUP=${log_group:-}
EOF
fi

# What services read; without a secret that fills it, compose still asks for the file
if [ -z "$secret" ] && [ ! -e "$folder/.env.prod" ]; then install -m 0600 /dev/null "$folder/.env.prod"; fi

# The role of the instance is the login: nothing is stored, nothing runs out
if [ -n "$registry" ]; then
  install -d -m 0700 /root/.docker
  echo "{\"credHelpers\": {\"$registry\": \"ecr-login\"}}" >/root/.docker/config.json
fi

install -m 0750 /dev/stdin "$folder/fetch-secrets.sh" <<'EOF'
#!/usr/bin/env bash
# Writes a secret of AWS Secrets Manager, a JSON object of names and values, as a file that dotenv and Compose read alike.
# Usage: fetch-secrets.sh SECRET FILE. It prints no value, and whatever fails leaves FILE as it was.
set -euo pipefail
umask 077
secret=$1 file=$2
new=$(mktemp "$file.XXXXXX")
trap 'rm -f "$new"' EXIT

json=$(aws secretsmanager get-secret-value --secret-id "$secret" --query SecretString --output text)
# Single quotes (\u0027) keep all but ${…} and some backslashes as they are, whoever reads them
printf '%s' "$json" | jq --raw-input --slurp --raw-output '
  def refuse($why): error("the secret is refused: " + $why);
  [fromjson?][0]
  | if type != "object" or . == {} then refuse("it is not a JSON object with names and values") else to_entries[] end
  | .key as $key | .value as $value | ($value | type) as $type | ($value | tostring) as $text
  | if $key | test("\\A[A-Za-z_][A-Za-z0-9_]*\\z") | not then refuse("\($key | tojson) cannot be the name of a variable")
    elif ["string", "number", "boolean"] | index($type) | not then refuse("\($key) is neither text nor a number")
    elif $type == "number" and ($value | fabs) > 1e15 then refuse("\($key) has too many digits for a number; quote it")
    elif $text | test("[[:cntrl:]]|\\$\\{|\\\\\\\\|\\\\\\z")
    then refuse("\($key) has a control character, ${, two backslashes or one at its end, which readers take differently")
    elif $text | contains("\u0027") | not then "\($key)=\u0027\($text)\u0027"
    elif $text | test("[\"$`\\\\]") | not then "\($key)=\"\($text)\""
    else refuse("\($key) has a single quote beside one of \" $ ` \\, which readers take differently") end
' >"$new"
mv -f "$new" "$file"
EOF

# The first deploy enables it, and each one starts it, as reboots do then
cat >"/etc/systemd/system/$project.service" <<EOF
[Unit]
Description=The containers of $project
Requires=docker.service
Wants=network-online.target
After=docker.service network-online.target

[Service]
Type=oneshot
TimeoutStartSec=15min
Restart=on-failure
RestartSec=60
WorkingDirectory=$folder
Environment=HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin AWS_DEFAULT_REGION=$region
${secret:+ExecStartPre=$folder/fetch-secrets.sh $secret .env.prod}
ExecStartPre=sh -c '[ ! -e nginx/install-cert.sh ] || exec bash nginx/install-cert.sh'
ExecStart=docker compose --file $compose_file up --detach --remove-orphans
ExecStartPost=-docker image prune --all --force --filter until=168h

[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload
if [ -e "$folder/$compose_file" ]; then systemctl enable --now "$project.service"; fi
