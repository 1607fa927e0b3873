<% if "outputs.tf" in above and outputs %>

<% endif %>
<% for output in outputs %>
output "<%= output.0 %>" { value = <%= output.1 %> }
<% endfor %>
