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
