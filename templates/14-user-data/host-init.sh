#!/usr/bin/env bash
# User data of <%= host %> begins with this. Terraform adds its own values and common.sh behind it.
# shellcheck disable=SC2034 # common.sh reads it
compose_file=<%= compose_file %>
