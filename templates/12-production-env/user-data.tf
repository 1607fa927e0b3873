join("\n", [
  file("${path.module}/scripts/<%= host %>-init.sh"),
  <% for value in values %>
  "<%= value %>",
  <% endfor %>
  file("${path.module}/scripts/common.sh"),
])
