#!/usr/bin/env bash
# User data of web-server begins with this. Terraform adds its own values and common.sh behind it.
# shellcheck disable=SC2034 # common.sh reads it
compose_file=docker-compose.web.yml
