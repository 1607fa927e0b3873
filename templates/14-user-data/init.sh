#!/usr/bin/env bash
# User data of a host that runs compose. Two more values may stand here: registry=… of ECR, and secret=… with region=…
# of Secrets Manager, which becomes .env.prod.
project=<%= project %>
compose_file=<%= compose_file %>



<% include "prepare-host.sh" %>
