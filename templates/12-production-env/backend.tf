backend "s3" {
  key          = "<%= state %>"
  encrypt      = true
  <% if locks %>
  use_lockfile = true
  <% endif %>
}
