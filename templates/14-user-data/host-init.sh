#!/usr/bin/env bash
# User data of the <%= host %> host: these values, those that Terraform adds, and common.sh behind them.
compose_file=<%= compose_file %>
