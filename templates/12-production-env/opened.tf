variable "<%= variable %>" {
  type    = <%= kind %>
  default = <%= default %>
}
