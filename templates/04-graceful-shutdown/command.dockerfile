CMD <%= command %>
