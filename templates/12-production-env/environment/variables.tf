<% for variable in variables %>
<% if "variables.tf" in above or not loop.first %>

<% endif %>
variable "<%= variable.name %>" {
  description = "<%= variable.description %>"
  type        = <%= variable.kind %>
  <% if variable.default %>
  default     = <%= variable.default %>
  <% endif %>
}
<% endfor %>
