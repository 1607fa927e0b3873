variable "<%= variable %>" {
  description = "<%= description %>"
  type        = <%= kind %>
}
