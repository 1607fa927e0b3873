<% for variable in variables %>
variable "<%= variable %>" {
  description = "Secret value; roots take it from TF_VAR_<%= variable %>"
  type        = string
  sensitive   = true
}
<% endfor %>
