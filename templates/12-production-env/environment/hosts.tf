<% if "hosts.tf" in above and (locals or roles or group or addresses) %>

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
<% if group %>
<% if locals or roles %>

<% endif %>
# The host that the internet reaches is in no group that the database lets in
resource "aws_security_group" "<%= group.call %>" {
  #checkov:skip=CKV_AWS_260:port 80 answers challenges for certificates, and leads to 443
  #checkov:skip=CKV_AWS_382:what it installs and fetches has no fixed addresses
  name        = "<%= group.name %>"
  description = "The host that the internet reaches"
  vpc_id      = <%= group.network %>

  dynamic "ingress" {
    for_each = {
      for port, cidrs in { <%= group.ports %> } : port => cidrs
      if length(cidrs) > 0
    }

    content {
      description = "Port ${ingress.key}"
      from_port   = ingress.key
      to_port     = ingress.key
      protocol    = "tcp"
      cidr_blocks = ingress.value
    }
  }

  egress {
    description = "All"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
<% endif %>
<% if addresses %>
<% if locals or roles or group %>

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
