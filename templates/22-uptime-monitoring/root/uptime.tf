<% if domains and provider %>
<%= provider %>

<% endif %>
module "<%= call %>" {
  source    = "<%= source %>"
  providers = { aws.us_east_1 = aws.<%= alias %> }

  project      = <%= project %>
  environment  = <%= environment %>
  alert_emails = <%= emails %>

  endpoints = {
    <% for line in domains %>
    <%= line %>
    <% endfor %>
  }
}
