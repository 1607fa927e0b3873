<% if state %>
<% if "versions.tf" in above %>

<% endif %>
terraform {
  required_version = ">= 1.11"

  backend "s3" {
    key          = "<%= state %>"
    encrypt      = true
    use_lockfile = true
  }
}
<% endif %>
