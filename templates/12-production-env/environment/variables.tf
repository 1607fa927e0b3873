<% if "variables.tf" in above and variables %>

<% endif %>
<% for variable in variables if not variable.default %>
<% if variable.comment %>
# <%= variable.comment %>
<% endif %>
variable "<%= variable.name %>" { type = <%= variable.kind %> }
<% endfor %>
<% for variable in variables if variable.default %>
<% if not loop.first or required %>

<% endif %>
variable "<%= variable.name %>" {
  type    = <%= variable.kind %>
  default = <%= variable.default %>
}
<% endfor %>
