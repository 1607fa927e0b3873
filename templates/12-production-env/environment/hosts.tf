<% if "hosts.tf" in above and (locals or roles or addresses) %>

<% endif %>
<% if locals %>
locals {
  # Fixed, so that hosts and rules can name each other
  <% for line in locals %>
  <%= line %>
  <% endfor %>
}
<% endif %>
<% for role in roles %>
<% if locals or not loop.first %>

<% endif %>
module "<%= role.call %>" {
  source = "<%= role.source %>"

  <% for line in role.lines %>
  <%= line %>
  <% endfor %>
}
<% endfor %>
<% if addresses %>
<% if locals or roles %>

<% endif %>
# Addresses that stay when a host is stopped or replaced: DNS records and access lists of others name them
<% endif %>
<% for address in addresses %>
<% if not loop.first %>

<% endif %>
resource "aws_eip" "<%= address.call %>" {
  <% for line in address.lines %>
  <%= line %>
  <% endfor %>
}
<% endfor %>
