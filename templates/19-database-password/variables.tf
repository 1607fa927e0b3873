<% for variable in variables %>
variable "<%= variable.name %>" {
  description = "Secret, <%= variable.given %>"
  type        = <%= variable.kind %>
  sensitive   = true
}
<% endfor %>
