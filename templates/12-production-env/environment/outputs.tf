<% for output in outputs %>
<% if "outputs.tf" in above or not loop.first %>

<% endif %>
output "<%= output.0 %>" {
  value = <%= output.1 %>
}
<% endfor %>
