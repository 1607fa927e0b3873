<% if "hosts.tf" in above and (locals or roles or edge) %>

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
<% if edge %>
<% if locals or roles %>

<% endif %>
# What DNS records point to: it stays when the host is stopped or replaced
resource "aws_eip" "<%= edge.call %>" {
  <%= edge.domain %>
  instance = module.<%= edge.call %>.<%= edge.id %>

  tags = {
    Name        = "<%= edge.name %>"
    Environment = <%= environment %>
  }
}
<% endif %>
