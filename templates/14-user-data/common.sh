# shellcheck shell=bash
# The user data of every host ends with this; Terraform joins it behind the values of the host.
<% include "prepare-host.sh" %>
