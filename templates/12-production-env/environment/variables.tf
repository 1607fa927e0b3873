<% if "variables.tf" in above and variables %>

<% endif %>
<% for variable in variables %>
<% if variable.comment %>
# <%= variable.comment %>
<% endif %>
variable "<%= variable.name %>" { type = <%= variable.kind %> }
<% endfor %>
