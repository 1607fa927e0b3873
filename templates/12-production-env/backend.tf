# Bucket and region come from backend.hcl
backend "s3" {
  key          = "<%= state %>"
  encrypt      = true
  <% if locks %>
  use_lockfile = true
  <% endif %>
}
