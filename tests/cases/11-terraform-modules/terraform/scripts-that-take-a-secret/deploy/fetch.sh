#!/bin/sh
secret=${secret:-}
[ -z "$secret" ] || aws secretsmanager get-secret-value --secret-id "$secret" --query SecretString --output text >.env
